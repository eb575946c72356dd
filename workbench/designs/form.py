"""The form of a document, derived from its typed model.

One description serves every way of filling in: a screen draws it, prompts ask
it line by line. It says what to ask and checks one answer; it draws nothing.
"""

import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from workbench.designs.document import Choice, Document, FieldHelp, is_empty
from workbench.messages import plain_message
from workbench.yaml_source import YamlPath, write_path

Answer = str | Sequence[str]


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    CHOICE = "choice"
    MULTI_CHOICE = "multi-choice"
    YES_NO = "yes-no"
    LIST = "list"
    RECORD = "record"
    YAML = "yaml"


_PLAIN_KINDS: dict[object, FieldKind] = {
    bool: FieldKind.YES_NO,
    int: FieldKind.NUMBER,
    float: FieldKind.NUMBER,
    object: FieldKind.YAML,
}


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One value to choose, and what it means."""

    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on one answer: ``value``, or an ``error`` in plain words."""

    value: object = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    ``path`` is where the answer belongs in the document. ``choices`` are the
    values to choose from; with ``open`` others may be typed. A record has
    ``fields``; a list describes its entries by ``entry(index)``.
    """

    path: YamlPath
    label: str
    kind: FieldKind
    help: str = ""
    example: str = ""
    unit: str = ""
    choices: tuple[FormChoice, ...] = ()
    open: bool = False
    required: bool = False
    default: object = None
    fields: tuple["FormField", ...] = ()
    _entry_label: str = field(default="", repr=False)
    _type: Any = field(default=str, repr=False, compare=False)

    def entry(self, index: int) -> "FormField":
        """Return the form of the entry at ``index`` of a list."""
        if self.kind not in (FieldKind.LIST, FieldKind.MULTI_CHOICE):
            raise ValueError(f"{write_path(self.path)} is not a list")
        about = FieldHelp(f"{self._entry_label} {index + 1}", self.help, self.example)
        return _describe((*self.path, index), _entry_type(self._type), about, required=True)

    def check(self, answer: Answer) -> Checked:
        """Return the typed value of one answer, or what is wrong with it.

        A multi-choice takes all its values at once. An empty answer is the
        default, and an error where the field must be filled in.
        """
        if self.kind is FieldKind.RECORD:
            raise ValueError(f"{write_path(self.path)} is a record; check its fields")
        if is_empty(answer) or not answer:
            return Checked(error="must be filled in") if self.required else Checked(self.default)
        try:
            adapter = TypeAdapter[Any](self._type, config=Document.model_config)
            return Checked(adapter.validate_python(answer))
        except ValidationError as error:
            messages = [plain_message(detail) for detail in error.errors(include_url=False)]
            return Checked(error="; ".join(messages))


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one document, in the order in which they are asked."""

    fields: tuple[FormField, ...]
    at: YamlPath = ()

    def field(self, path: YamlPath) -> FormField:
        """Return the field at ``path``, list entries included.

        Raises:
            KeyError: the document has no such field.
        """
        found = FormField((), "", FieldKind.RECORD, fields=self.fields)
        for step in path[len(self.at) :]:
            if isinstance(step, int):
                found = found.entry(step)
                continue
            by_name = {child.path[-1]: child for child in found.fields}
            if step not in by_name:
                raise KeyError(write_path(path))
            found = by_name[step]
        return found

    def check(self, path: YamlPath, answer: Answer) -> Checked:
        """Return the typed value of the answer at ``path``, or what is wrong with it."""
        return self.field(path).check(answer)


def form_of(model: type[Document], at: YamlPath = ()) -> Form:
    """Return the form of ``model``; ``at`` is where the document stands in its file."""
    return Form(_fields_of(model, at), at)


def _fields_of(model: type[BaseModel], at: YamlPath) -> tuple[FormField, ...]:
    return tuple(
        _describe_field((*at, info.alias or name), info)
        for name, info in model.model_fields.items()
    )


def _describe_field(path: YamlPath, info: FieldInfo) -> FormField:
    about = next((note for note in info.metadata if isinstance(note, FieldHelp)), None)
    if about is None:
        about = FieldHelp(str(path[-1]).replace("_", " ").capitalize())
    default = info.get_default(call_default_factory=False)
    return _describe(
        path,
        Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation,
        about,
        required=info.is_required() or about.required,
        default=None if default is PydanticUndefined else default,
    )


def _describe(
    path: YamlPath,
    annotation: object,
    about: FieldHelp,
    *,
    required: bool,
    default: object = None,
) -> FormField:
    bare = _bare_type(annotation)
    kind = _kind(bare, about, path)
    return FormField(
        path=path,
        label=about.title,
        kind=kind,
        help=about.help,
        example=about.example,
        unit=about.unit,
        choices=_choices(bare, about),
        open=bool(about.suggestions),
        required=required,
        default=default,
        fields=_fields_of(bare, path) if kind is FieldKind.RECORD and _is_model(bare) else (),
        _entry_label=about.entry or about.title,
        _type=annotation,
    )


def _kind(bare: object, about: FieldHelp, path: YamlPath) -> FieldKind:
    if typing.get_origin(bare) is tuple:
        closed = _choices(_bare_type(_entry_type(bare)), FieldHelp(""))
        return FieldKind.MULTI_CHOICE if closed or about.suggestions else FieldKind.LIST
    if _is_model(bare):
        return FieldKind.RECORD
    if bare in _PLAIN_KINDS:
        return _PLAIN_KINDS[bare]
    if _choices(bare, about):
        return FieldKind.CHOICE
    if bare in (str, date):
        return FieldKind.LONG_TEXT if about.long else FieldKind.TEXT
    raise TypeError(f"{write_path(path)}: a form cannot ask for {bare!r}")


def _choices(bare: object, about: FieldHelp) -> tuple[FormChoice, ...]:
    if typing.get_origin(bare) is tuple:
        return _choices(_bare_type(_entry_type(bare)), about)
    if isinstance(bare, type) and issubclass(bare, Choice):
        return tuple(FormChoice(member.value, member.meaning) for member in bare)
    if typing.get_origin(bare) is typing.Literal:
        return tuple(FormChoice(str(value)) for value in typing.get_args(bare))
    return tuple(FormChoice(value) for value in about.suggestions)


def _is_model(bare: object) -> typing.TypeGuard[type[BaseModel]]:
    return isinstance(bare, type) and issubclass(bare, BaseModel)


def _bare_type(annotation: object) -> object:
    """Return the type without its notes and without "or nothing"."""
    while typing.get_origin(annotation) is Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        others = [one for one in typing.get_args(annotation) if one is not types.NoneType]
        if len(others) == 1:
            return _bare_type(others[0])
    return annotation


def _entry_type(annotation: object) -> object:
    arguments = typing.get_args(_bare_type(annotation))
    return arguments[0]
