"""What triage says about a failure text, in the shape that scripts rely on."""

import json
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.handbook.signatures import Cause, Transient, Who


class Verdict(StrEnum):
    """How much triage knows: a code or specific message, words alone, nothing, or no failure."""

    MATCHED = "matched"
    RESEMBLES = "resembles"
    UNKNOWN = "unknown"
    NO_FAILURE = "no_failure"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Answer):
    """A line of the log that shows the cause; secrets in ``text`` are masked."""

    line: int = Field(ge=1, description="Number of the line in the log, from 1")
    text: str
    signature: str = Field(description="Handbook entry of the signature, page/entry; may be empty")


class Alternative(_Answer):
    """Another cause that the log may have."""

    cause: Cause
    technology: str | None
    signature: str
    line: int = Field(ge=1)
    text: str
    score: float
    close: bool = Field(description="Too close to the verdict to rule out")


class Next(_Answer):
    """What to do next. ``command`` is text to copy; it only reads."""

    kind: Literal["check", "look", "question", "fix"]
    text: str
    command: str = ""


class Retry(_Answer):
    """Whether running it again is safe, and what must be known first."""

    safe: Literal["yes", "no", "unknown"]
    why: str
    questions: tuple[str, ...] = ()


class Diagnosis(_Answer):
    """The answer of ``workbench triage``."""

    version: Literal[1] = 1
    verdict: Verdict
    title: str
    cause: Cause | None = Field(description="null where no failure is seen")
    technology: str | None
    confidence: float = Field(
        ge=0, le=1, description="Ranks answers; a judgement, not a measured probability"
    )
    transient: Transient
    who: Who | None = Field(description="Who has to act")
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Alternative, ...]
    next: tuple[Next, ...]
    retry: Retry
    links: tuple[str, ...] = ()
    lines: int = Field(ge=0, description="Lines read")
    repeats: int = Field(ge=0, description="Lines or records that only repeat an earlier one")


def json_schema() -> str:
    """Return the JSON Schema of a diagnosis, as published in docs/reference."""
    return json.dumps(Diagnosis.model_json_schema(mode="serialization"), indent=2)
