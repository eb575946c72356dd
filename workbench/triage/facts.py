"""What only people know about an incident: each fact may be missing, and is then said to be."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from workbench.errors import InputError, Problem
from workbench.messages import plain_message


def _with_zone(value: object) -> object:
    """Take a time without a zone for UTC, which all of the record is in."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=datetime.UTC)
    return value


Moment = Annotated[datetime.datetime, BeforeValidator(_with_zone)]
Rows = Annotated[int, Field(ge=0)]


class Facts(BaseModel):
    """What the log cannot say. Times are in UTC; the title of a field is what it is asked by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owner: str = Field("", title="Owner", description="Who leads the incident")
    escalated_to: str = Field("", title="Escalated to", description="Who was asked for help")
    detected_by: Literal["", "alert", "consumer", "engineer"] = Field(
        "", title="Detected by", description="alert, consumer or engineer"
    )
    started_at: Moment | None = Field(
        None, title="Went wrong at", description="When the data went bad, not when it was seen"
    )
    alerted_at: Moment | None = Field(
        None, title="Detected at", description="When an alert or a person said so first"
    )
    acknowledged_at: Moment | None = Field(
        None, title="Acknowledged at", description="When somebody took it on"
    )
    mitigated_at: Moment | None = Field(
        None, title="Mitigated at", description="When consumers were no longer hit"
    )
    run_id: str = Field("", title="Run", description="Id of the run that failed")
    logical_date: str = Field("", title="Logical date", description="Date or partition of the run")
    error_code: str = Field("", title="Error code", description="As the product prints it")
    partial_load: Literal["", "yes", "no", "unknown"] = Field(
        "", title="Half a load written", description="yes, no or unknown"
    )
    watermark_before: str = Field("", title="Watermark before", description="Before the run")
    watermark_after: str = Field("", title="Watermark after", description="After the run")
    rows_extracted: Rows | None = Field(None, title="Rows extracted", description="A count")
    rows_loaded: Rows | None = Field(None, title="Rows loaded", description="A count")
    rows_rejected: Rows | None = Field(None, title="Rows rejected", description="A count")
    hours_late: Annotated[float, Field(ge=0)] | None = Field(
        None, title="Hours late", description="Hours behind the promised freshness"
    )
    rows_missing: Rows | None = Field(None, title="Rows missing", description="A count")
    rows_duplicated: Rows | None = Field(None, title="Rows doubled", description="A count")
    rows_wrong: Rows | None = Field(None, title="Rows wrong", description="A count")
    wrong_partitions: str = Field(
        "", title="Wrong partitions", description="Which dates or partitions held wrong data"
    )
    wrong_since: str = Field("", title="Wrong since", description="From which load on")
    read_by: str = Field("", title="Read by", description="Who read the wrong data meanwhile")
    corrected_how: str = Field("", title="Corrected how", description="Reload, merge, by hand")
    backfill_range: str = Field("", title="Backfill", description="Range that was loaded again")
    backfill_repeatable: Literal["", "yes", "no", "unknown"] = Field(
        "", title="Backfill repeatable", description="yes, no or unknown"
    )
    reconciliation: str = Field(
        "", title="Reconciliation", description="Row counts and sums before and after"
    )
    gate_overridden_by: str = Field(
        "", title="Gate overridden by", description="Who let data pass a quality gate"
    )
    gate_override_why: str = Field("", title="Why overridden", description="The reason given")
    new_check: str = Field("", title="New check", description="What finds it next time")
    trigger: str = Field("", title="Trigger", description="What set it off")
    root_causes: str = Field("", title="Root causes", description="Why, asked five times")
    found_earlier: str = Field(
        "", title="Found earlier by", description="How it could have been seen sooner"
    )
    went_well: str = Field("", title="Went well", description="To keep")
    went_badly: str = Field("", title="Went badly", description="To change")
    lucky: str = Field("", title="Where we were lucky", description="What chance prevented")
    next_steps: str = Field("", title="Next steps", description="The next two, for whoever goes on")
    must_not: str = Field("", title="Must not be done", description="And until when")
    next_word_at: str = Field("", title="Next word", description="When consumers hear again")
    expected: str = Field("", title="Expected", description="What the contract promises")


def fact_fields() -> Iterator[tuple[str, FieldInfo]]:
    """Yield name and description of every fact, in the order in which they are asked."""
    yield from Facts.model_fields.items()


def checked_fact(name: str, value: str) -> Any:  # noqa: ANN401 - the type depends on the fact
    """Return ``value`` as the fact called ``name`` holds it; an empty one takes the fact away.

    Raises:
        InputError: there is no such fact, or it cannot hold this value.
    """
    if name not in Facts.model_fields:
        known = ", ".join(Facts.model_fields)
        raise InputError(Problem(f"no fact is called {name!r}", fix=f"One of: {known}"))
    field = Facts.model_fields[name]
    if not value.strip():
        return field.default
    try:
        return getattr(Facts.model_validate({name: value.strip()}), name)
    except ValidationError as error:
        reason = plain_message(error.errors()[0])
        raise InputError(
            Problem(f"{field.title}: {reason}", fix=field.description or "")
        ) from error
