"""A blank design: every key, with its choices as a comment, ready to be filled in."""

from collections.abc import Iterator

from workbench.designs.design import FORMAT_VERSION, SECTIONS
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.yaml_scalars import write_scalar

_EMPTY = {FieldKind.NUMBER: "0", FieldKind.LIST: "[]", FieldKind.MULTI_CHOICE: "[]"}


def blank_design(section: str, title: str = "") -> str:
    """Return the text of a new design with one section; ``title`` fills its first field."""
    form = form_of(SECTIONS[section].model, (section,))
    lines = [f"workbench: {FORMAT_VERSION}", "", f"{section}:"]
    first, *others = form.fields
    lines.append(f"  {first.path[-1]}: {write_scalar(title, style=chr(34))}")
    for field in others:
        lines += _lines(field, "  ")
    return "\n".join(lines) + "\n"


def _lines(field: FormField, pad: str) -> Iterator[str]:
    key = f"{pad}{field.path[-1]}:"
    if field.kind is FieldKind.RECORD:
        yield key
        for child in field.fields:
            yield from _lines(child, pad + "  ")
        return
    empty = _EMPTY.get(field.kind, '""')
    remark = _remark(field)
    yield f"{key} {empty}  # {remark}" if remark else f"{key} {empty}"


def _remark(field: FormField) -> str:
    if field.choices:
        separator = ", " if field.kind is FieldKind.MULTI_CHOICE else " | "
        return separator.join(choice.value for choice in field.choices)
    return field.unit or field.help.rstrip(".").lower()
