"""Blank documents: every key with what it means, ready to be filled in."""

import difflib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.designs.design import FORMAT_VERSION, SECTIONS, Design
from workbench.designs.document import plain_spelling
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.yaml_scalars import LINE_WIDTH, write_scalar
from workbench.errors import InputError, Problem

WHOLE_DESIGN = "design"
_EMPTY = {FieldKind.NUMBER: "0", FieldKind.LIST: "[]", FieldKind.MULTI_CHOICE: "[]"}
_OWN_NAMES = {"models": "model", "run_logs": "run-log"}
_NO_KEY_OF_ITS_OWN = frozenset({"brief", "models", "run_logs"})


@dataclass(frozen=True, slots=True)
class Blank:
    """A kind of document that can be begun: its name, title, and the section it belongs to."""

    name: str
    title: str
    help: str
    section: str


def blanks() -> dict[str, Blank]:
    """Return everything that can be begun, by name, a whole design first."""
    whole = Blank(WHOLE_DESIGN, "Design", "All of them in one file, the brief to begin with.", "")
    found = [whole]
    for field in form_of(Design).fields:
        section = str(field.path[-1])
        if section in SECTIONS:
            bare = SECTIONS[section].bare or section
            name = _OWN_NAMES.get(section, bare.replace("_", "-"))
            title = (
                field.entry(0).label.removesuffix(" 1") if SECTIONS[section].many else field.label
            )
            found.append(Blank(name, title, field.help, section))
    return {blank.name: blank for blank in found}


def find_blank(name: str) -> Blank:
    """Return what is meant by ``name``, in any usual spelling, in the singular or plural.

    Raises:
        InputError: there is no such document.
    """
    known = blanks()
    wanted = plain_spelling(name)
    for blank in known.values():
        if wanted in (plain_spelling(blank.name), plain_spelling(blank.section or blank.name)):
            return blank
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    fix = f"Did you mean {near[0]!r}?" if near else "See: workbench new --list"
    raise InputError(Problem(f"no document is called {name!r}", fix=fix))


def blank_design(section: str, title: str = "") -> str:
    """Return the text of a new design with one section; ``title`` fills its first field."""
    lines = [f"workbench: {FORMAT_VERSION}", "", f"{section}:"]
    first, *others = form_of(SECTIONS[section].model, (section,)).fields
    lines.append(f"  {first.path[-1]}: {write_scalar(title, style=chr(34))}")
    for field in others:
        lines += _lines(field, "  ", explained=False)
    return "\n".join(lines) + "\n"


def blank_document(blank: Blank) -> str:
    """Return the text of a new document: each key with its meaning, its unit, its choices.

    It is a template that stands alone, or a whole design, which begins with the brief.
    """
    if blank.name == WHOLE_DESIGN:
        return "\n".join(_whole_design()) + "\n"
    fields = form_of(SECTIONS[blank.section].model).fields
    lines = [f"# {blank.title}: {blank.help[:1].lower()}{blank.help[1:]}"]
    pad = ""
    if blank.section not in _NO_KEY_OF_ITS_OWN:
        lines.append(f"{SECTIONS[blank.section].bare or blank.section}:")
        pad = "  "
    for field in fields:
        lines += _lines(field, pad, explained=True)
    return "\n".join(lines) + "\n"


def _whole_design() -> Iterator[str]:
    yield f"workbench: {FORMAT_VERSION}"
    for blank in blanks().values():
        if not blank.section:
            continue
        yield ""
        yield f"# {blank.help} One of them in full: workbench new {blank.name}"
        if blank.section != "brief":
            yield f"{blank.section}:{' []' if SECTIONS[blank.section].many else ''}"
            continue
        yield f"{blank.section}:"
        for field in form_of(SECTIONS[blank.section].model).fields:
            yield from _lines(field, "  ", explained=True)


def _lines(field: FormField, pad: str, *, explained: bool) -> Iterator[str]:
    key = f"{pad}{field.path[-1]}:"
    if explained:
        yield from _comment(field.help, pad)
    if field.kind is FieldKind.RECORD:
        yield key
        for child in field.fields:
            yield from _lines(child, f"{pad}  ", explained=explained)
        return
    if explained and field.kind is FieldKind.LIST and field.entry(0).kind is FieldKind.RECORD:
        yield key
        yield from _entry(field.entry(0), f"{pad}  ")
        return
    remark = _remark(field, explained=explained)
    line = f"{key} {_empty(field)}"
    if not remark:
        yield line
    elif len(line) + len(remark) + 4 <= LINE_WIDTH or not explained:
        yield f"{line}  # {remark}"
    else:
        yield from _comment(remark, pad)
        yield line


def _entry(record: FormField, pad: str) -> Iterator[str]:
    """Yield one entry of a list; its dash stands before the first key, below the comment."""
    dash = "- "
    for child in record.fields:
        for line in _lines(child, f"{pad}  ", explained=True):
            is_key = bool(line.strip()) and not line.lstrip().startswith("#")
            if dash and is_key:
                yield f"{pad}{dash}{line[len(pad) + 2 :]}"
                dash = ""
            else:
                yield line if not dash else f"{pad}{line[len(pad) + 2 :]}"


def _comment(text: str, pad: str) -> list[str]:
    mark = f"{pad}# "
    return textwrap.wrap(text, LINE_WIDTH, initial_indent=mark, subsequent_indent=mark)


def _empty(field: FormField) -> str:
    if field.kind is FieldKind.NUMBER and field.default is None:
        return '""'
    if field.default not in (None, "", ()):
        assert isinstance(field.default, str | float | int)
        return write_scalar(field.default)
    return _EMPTY.get(field.kind, '""')


def _remark(field: FormField, *, explained: bool) -> str:
    separator = ", " if field.kind is FieldKind.MULTI_CHOICE else " | "
    choices = separator.join(choice.value for choice in field.choices)
    if not explained:
        return choices or field.unit or field.help.rstrip(".").lower()
    if field.kind is FieldKind.YES_NO:
        choices = "yes | no"
    notes = ["required" if field.required else "", choices, field.unit]
    if field.example and not choices and field.kind is not FieldKind.NUMBER:
        notes.append(f"such as {field.example}")
    return ", ".join(note for note in notes if note)
