"""What the handbook says of one failure, however it is recognised in a log."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from workbench.handbook.page import Entry, Record, Slug, Text


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


class Failure(Entry):
    """A failure with its cause, who must act, and what to look at and do.

    ``strength`` (10 to 97) ranks failures against each other; it is our judgement,
    not a measured probability.
    """

    technology: str = ""
    """Only where it differs from the page's technology."""
    strength: int = Field(ge=10, le=97)
    grade: Literal["specific", "weak"] = "specific"
    layer: Layer = Layer.PHRASE
    cause: Cause
    transient: Transient = "no"
    who: Who = "us"
    only_with: tuple[Text, ...] = ()
    """Technologies of which one must be recognised in the text for this to count."""
    overrules: tuple[Slug, ...] = ()
    """Failures that say less, or the wrong thing, about a record that this one matches."""
    nothing_written: bool = False
    """Whether the product promises that what failed left nothing behind."""
    checks: tuple[Check, ...] = ()
    fixes: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    question: str = ""
    """The one question that decides, where the text is ambiguous by design."""

    def texts(self) -> list[str]:
        """Return checks, fixes, question and notes."""
        checks = [f"{check.text} {check.command}" for check in self.checks]
        return [*checks, *self.fixes, self.question, *super().texts()]

    def refuse_wrapper_with_cause(self) -> None:
        """Raise ``ValueError`` where a wrapper claims to know a cause."""
        if self.layer is Layer.WRAPPER and self.cause is not Cause.UNKNOWN:
            raise ValueError(f"{self.id!r}: a wrapper names no cause; use 'unknown'")
