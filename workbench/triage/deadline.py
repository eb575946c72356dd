"""Until when somebody must respond to an incident of a severity."""

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from workbench.handbook.matrix import Matrix, Row

PAGE = "alert-severities"
_COLUMN = "response-time"
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(min|minutes?|h|hours?)", re.IGNORECASE)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a response is due; ``is_day`` where the whole of that day counts."""

    due: datetime.datetime
    is_day: bool = False

    def left(self, now: datetime.datetime) -> datetime.timedelta:
        """Return the time that is left, below zero when it is over."""
        return self.due - now


def deadline_of(
    severity: Literal["P0", "P1", "P2", "P3", "not set"],
    detected_at: datetime.datetime,
    severities: Matrix,
) -> Deadline | None:
    """Return when a response is due by the table of alert severities; None without one.

    "Next business day" is the end of the next day from Monday to Friday, in UTC; public
    holidays are not known here.
    """
    row = next((each for each in severities.rows if each.id == severity.lower()), None)
    span = _SPAN.search(_response_time(row)) if row else None
    if span:
        unit = "minutes" if span[2].lower().startswith("m") else "hours"
        return Deadline(detected_at + datetime.timedelta(**{unit: float(span[1])}))
    if row and "business day" in _response_time(row).lower():
        return Deadline(business_days_after(detected_at, 1), is_day=True)
    return None


def _response_time(row: Row) -> str:
    return row.cells.get(_COLUMN, "")


def business_days_after(moment: datetime.datetime, days: int) -> datetime.datetime:
    """Return the end of the day that many days from Monday to Friday later, in UTC."""
    day = moment.astimezone(datetime.UTC)
    while days:
        day += datetime.timedelta(days=1)
        days -= day.weekday() <= _FRIDAY
    return day.replace(hour=23, minute=59, second=59, microsecond=0)
