"""What the typed models say about a value that is put into a file."""

from collections.abc import Mapping, Sequence

from workbench.designs.design import Design
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.yaml_scalars import Value
from workbench.errors import InputError
from workbench.reading import SourceText
from workbench.yaml_source import YamlPath, parse_yaml

_FORM = form_of(Design)


def meant(path: YamlPath, answer: Value) -> Value:
    """Return what a person means by ``answer``: in a field for any YAML, the YAML that they typed.

    A text that is not YAML stays text.
    """
    field = _field(path)
    if field is None or field.kind is not FieldKind.YAML or not isinstance(answer, str):
        return answer
    try:
        return parse_yaml(SourceText("", answer)).data
    except InputError:
        return answer


def typed_value(path: YamlPath, value: Value) -> Value:
    """Return ``value`` as the field at ``path`` writes it: ``"500"`` becomes the number 500.

    What is not valid stays as it was typed, so that nothing is lost.
    """
    if isinstance(value, Mapping):
        return {key: typed_value((*path, key), item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [typed_value((*path, index), item) for index, item in enumerate(value)]
    field = _field(path)
    return value if field is None else _typed_scalar(field, value)


def key_order(path: YamlPath) -> tuple[str, ...]:
    """Return the keys of the record that holds ``path``, in the order of its model."""
    holder = _field(path[:-1]) if len(path) > 1 else None
    fields = holder.fields if holder else _FORM.fields if len(path) == 1 else ()
    return tuple(str(field.path[-1]) for field in fields)


def _typed_scalar(field: FormField, value: Value) -> Value:
    if value is None:
        is_text = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE)
        return "" if is_text else None
    if not isinstance(value, str) or not value:
        return value
    if field.kind in (FieldKind.NUMBER, FieldKind.YES_NO):
        number = field.check(value).value
        return number if isinstance(number, int | float) else value
    return value


def _field(path: YamlPath) -> FormField | None:
    try:
        return _FORM.field(path)
    except (KeyError, ValueError):
        return None
