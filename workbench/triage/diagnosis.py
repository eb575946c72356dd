"""What triage says about a failure text, in the shape that scripts rely on."""

import json
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.handbook.retries import QuestionId
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
    similar: int = Field(0, ge=0, description="More lines that differ in nothing but numbers")


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


YesOrNo = Literal["yes", "no", "unknown"]
RetryVerdict = Literal[
    "retry", "clean-up-first", "fix-first", "wait-for-upstream", "find-out-first"
]


class RetryAnswer(_Answer):
    """What is known of one of the questions that decide about a retry."""

    question: QuestionId
    answer: YesOrNo
    because: str = ""


class Retry(_Answer):
    """Whether running it again is safe, and what must be known first."""

    safe: YesOrNo
    why: str
    questions: tuple[str, ...] = Field((), description="What is still to be found out")
    verdict: RetryVerdict | None = Field(None, description="null where no failure is seen")
    wait_seconds: int | None = Field(
        None, ge=0, description="Pause before the first retry; it doubles each time"
    )
    attempts: int | None = Field(None, ge=0, description="Most retries")
    answers: tuple[RetryAnswer, ...] = Field((), description="What is known already")


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
