"""What failures look like in logs: patterns with cause, checks and fixes."""

import re
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.literals import required_words
from workbench.handbook.page import Entry, Page, Record, Slug, Text
from workbench.handbook.patterns import Pattern


class Cause(StrEnum):
    """Why a pipeline failed. The first seven are those of the methodology's triage tree."""

    CONNECTION = "connection"
    SCHEMA_MISMATCH = "schema_mismatch"
    DATA_QUALITY = "data_quality"
    OUT_OF_MEMORY = "out_of_memory"
    PERMISSION = "permission"
    DUPLICATE_KEY = "duplicate_key"
    TIMEOUT = "timeout"
    DEPENDENCY_MISSING = "dependency_missing"
    CONFIG_ERROR = "config_error"
    CODE_BUG = "code_bug"
    RESOURCE_EXHAUSTED = "resource_exhausted"
    DATA_CORRUPTION = "data_corruption"
    CONCURRENCY_CONFLICT = "concurrency_conflict"
    LATE_DATA_OR_OFFSET = "late_data_or_offset"
    UNKNOWN = "unknown"


class Layer(StrEnum):
    """What kind of evidence a pattern reads, from the firmest to the least firm.

    A ``symptom`` is what the surviving side says; it counts only when nothing else
    does. A ``wrapper`` announces a failure without its cause and never counts; it
    knows where to look next.
    """

    CODE = "code"
    CLASS = "class"
    PHRASE = "phrase"
    SYMPTOM = "symptom"
    WRAPPER = "wrapper"


Transient = Literal["yes", "no", "unknown"]
Who = Literal["us", "source-owner", "platform", "vendor"]


class Check(Record):
    """Something to look at, with a command to copy where there is one (read-only)."""

    text: Text
    command: str = ""


class Signature(Entry):
    """One failure as it reads in a log.

    ``strength`` (10 to 97) ranks signatures against each other; it is our judgement,
    not a measured probability. ``examples`` must match the pattern and ``near_misses``
    must not; a signature without both does not load.
    """

    technology: str = ""
    """Only where it differs from the page's technology."""
    strength: int = Field(ge=10, le=97)
    grade: Literal["specific", "weak"] = "specific"
    layer: Layer = Layer.PHRASE
    cause: Cause
    transient: Transient = "no"
    who: Who = "us"
    pattern: Pattern
    only_with: tuple[Text, ...] = ()
    """Technologies of which one must be recognised in the text for this to count."""
    overrules: tuple[Slug, ...] = ()
    """Signatures that say less, or the wrong thing, about a record that this one matches."""
    nothing_written: bool = False
    """Whether the product promises that what failed left nothing behind."""
    checks: tuple[Check, ...] = ()
    fixes: tuple[Text, ...] = ()
    question: str = ""
    """The one question that decides, where the text is ambiguous by design."""
    examples: tuple[Text, ...] = Field(min_length=1)
    near_misses: tuple[Text, ...] = Field(min_length=1)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to search with."""
        return re.compile(self.pattern)

    @cached_property
    def words(self) -> frozenset[str] | None:
        """Words in lower case of which a matching text holds at least one."""
        return required_words(self.pattern)

    def may_match(self, lowered: str) -> bool:
        """Return whether a text, given in lower case, is worth searching."""
        return self.words is None or any(word in lowered for word in self.words)

    def texts(self) -> list[str]:
        """Return checks, fixes, question, examples and notes."""
        checks = [f"{check.text} {check.command}" for check in self.checks]
        return [*checks, *self.fixes, self.question, *self.examples, *super().texts()]

    @model_validator(mode="after")
    def _examples_hold(self) -> Self:
        for example in self.examples:
            if not self.compiled.search(example):
                raise ValueError(f"{self.id!r}: the pattern misses its example {example[:80]!r}")
        for near_miss in self.near_misses:
            if self.compiled.search(near_miss):
                raise ValueError(f"{self.id!r}: the pattern takes its near miss {near_miss[:80]!r}")
        if self.layer is Layer.WRAPPER and self.cause is not Cause.UNKNOWN:
            raise ValueError(f"{self.id!r}: a wrapper names no cause; use 'unknown'")
        return self


class Signatures(Page):
    """The failures of one technology, or one of the general layers."""

    records: ClassVar[str] = "signatures"

    kind: Literal["signatures"]
    technology: Text
    """``any`` for the layers that hold for every product."""
    recognised_by: tuple[Pattern, ...] = ()
    """What in a text shows that this technology takes part."""
    signatures: tuple[Signature, ...]

    @cached_property
    def recognisers(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of ``recognised_by``, ready to search with."""
        return tuple(re.compile(pattern) for pattern in self.recognised_by)
