"""When a failed step may run again: what comes first, how long to wait, how often to try."""

from typing import ClassVar, Literal

from pydantic import Field

from workbench.handbook.failure import Cause
from workbench.handbook.page import Entry, Page, Record, Slug, Text

QuestionId = Literal["written", "idempotent", "running", "same-before", "watermark"]
Need = Literal["", "merge-keys", "partition-key", "full-extract"]


class RetryCause(Entry):
    """What a cause means for a second attempt."""

    cause: Cause
    first: Text
    """What has to happen before a retry makes sense, where the failure does not pass by itself."""
    otherwise: Literal["fix-first", "wait-for-upstream"] = "fix-first"
    """The verdict where it does not pass by itself."""
    wait_seconds: int = Field(ge=0)
    """Pause before the first retry of a failure that passes by itself; it doubles each time."""
    attempts: int = Field(ge=0, le=10)
    """Most retries; 0 where a retry is no answer to this cause."""
    may_still_run: bool = False
    """Whether the work may go on at the server although the caller saw a failure."""

    def texts(self) -> list[str]:
        """Return what comes first, and notes."""
        return [self.first, *super().texts()]


class RetryQuestion(Record):
    """What has to be known before a retry, and how to find it out."""

    id: QuestionId
    question: Text
    check: Text


class RepeatableLoad(Record):
    """Whether a load strategy gives the same result when it runs twice."""

    strategy: Slug
    """As in the design of a pipeline."""
    repeatable: bool
    needs: Need = ""
    """What the pipeline has to state for it to be repeatable."""
    because: Text


class SameBefore(Record):
    """How often the same failure makes it one that does not pass by itself."""

    times: int = Field(ge=1)
    days: int = Field(ge=1)


class Retries(Page):
    """The rules by which a retry is judged."""

    records: ClassVar[str] = "causes"

    kind: Literal["retries"]
    questions: tuple[RetryQuestion, ...] = Field(min_length=5, max_length=5)
    loads: tuple[RepeatableLoad, ...]
    same_before: SameBefore
    causes: tuple[RetryCause, ...] = Field(min_length=1)

    def for_cause(self, cause: Cause) -> RetryCause | None:
        """Return what is said of a cause."""
        return next((each for each in self.causes if each.cause is cause), None)

    def question(self, question_id: QuestionId) -> RetryQuestion:
        """Return one of the questions."""
        return next(each for each in self.questions if each.id == question_id)

    def load(self, strategy: str) -> RepeatableLoad | None:
        """Return what is said of a load strategy."""
        return next((each for each in self.loads if each.strategy == strategy), None)
