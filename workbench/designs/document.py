"""What every document of a design has in common."""

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo

_PLACEHOLDER = re.compile(
    r"\w*\[[A-Za-z]{2}[\w ,/'.-]*\](?:_+\[[\w ]+\])*|One row per \[[^\]]*\] at \[[^\]]*\]"
)


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """What a person needs to know to fill in one field; it is shown beside the field.

    ``unit`` is what a number counts. ``suggestions`` are usual values of a field
    that takes any text. ``entry`` names one entry of a list. ``long`` asks for room
    for several lines. ``required`` marks what a finished document must have; without it
    the document can be read all the same.
    """

    title: str
    help: str = ""
    example: str = ""
    unit: str = ""
    suggestions: tuple[str, ...] = ()
    entry: str = ""
    long: bool = False
    required: bool = False


class Choice(StrEnum):
    """A closed set of values: spelling, meaning, a usual remark, and other words for the same.

    Reading is lenient about case, spaces, hyphens and underscores, and knows the
    remark: ``Real time (<1s)`` is ``real-time``. Anything else is refused.
    """

    meaning: str
    remark: str
    spellings: tuple[str, ...]

    def __new__(cls, value: str, meaning: str = "", remark: str = "", *others: str) -> Self:
        """Make a member that equals its spelling and knows its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.remark = remark
        known = (value, f"{value}({remark})", *others)
        member.spellings = tuple(plain_spelling(one) for one in known)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        wanted = plain_spelling(value)
        for member in cls:
            if wanted in member.spellings:
                return member
        return None


class Document(BaseModel):
    """A record of a design: unknown keys are refused, an empty value means "not filled in".

    An empty value (nothing, ``""``, or the placeholder of a template) takes the field's
    default, so that a template which is half filled in is a valid document; a field
    without a default must be filled in.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty_values(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = _known_values(cls)
        return {
            key: value
            for key, value in data.items()
            if key not in known or not (is_empty(value) or is_placeholder(value, known[key]))
        }


@cache
def _known_values(model: type[BaseModel]) -> dict[str, frozenset[str]]:
    """Return the keys of a document, each with the values that it may be chosen from."""
    return {
        field.alias or name: frozenset(_values(field)) for name, field in model.model_fields.items()
    }


def _values(field: FieldInfo) -> Iterator[str]:
    for note in field.metadata:
        if isinstance(note, FieldHelp):
            yield from (plain_spelling(one) for one in note.suggestions)
    for one in (field.annotation, *typing.get_args(field.annotation)):
        if isinstance(one, type) and issubclass(one, Choice):
            yield from (spelling for member in one for spelling in member.spellings)


def is_empty(value: object) -> bool:
    """Say whether ``value`` stands for a field that was not filled in."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_placeholder(value: object, choices: frozenset[str] = frozenset()) -> bool:
    """Say whether ``value`` is what a template says about a field and not an answer.

    That is ``[name]``, ``fct_[business_process]``, or the choices with bars between them:
    ``full | incremental | CDC``.
    """
    if not isinstance(value, str):
        return False
    if "[" in value:
        return bool(_PLACEHOLDER.fullmatch(value.strip()))
    parts = value.split("|")
    return len(parts) > 1 and all(plain_spelling(part) in choices for part in parts)


def plain_spelling(text: str) -> str:
    """Return ``text`` without what people vary: case, spaces, hyphens, underscores."""
    return re.sub(r"[\s_-]+", "", text).casefold()
