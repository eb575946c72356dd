"""When a pipeline runs: its schedule as people write it, and the gaps between its starts."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

_WORDS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "weekly": "0 0 * * 0",
    "monthly": "0 0 1 * *",
}
_CONTINUOUS = {"@continuous", "continuous", "streaming", "stream", "real-time", "always-on"}
_TRIGGERED = {
    "@once",
    "none",
    "manual",
    "on-demand",
    "ad-hoc",
    "event",
    "event-driven",
    "triggered",
    "dataset",
}
_ZONE_BEFORE = re.compile(r"\A(?:CRON_TZ|TZ)=(\S+)\s+(.+)\Z", re.DOTALL)
_ZONE_BEHIND = re.compile(r"\A(.*\S)\s+\(?([A-Za-z]+(?:/[A-Za-z_+-]+)+|UTC|GMT)\)?\Z", re.DOTALL)
_DAY = 24 * 60
_LOOKED_AT = timedelta(days=9 * 366)
_FIRST_DAY = date(2024, 1, 1)
"""A leap year, so that the 29th of February is met."""
_MOST_DAYS = 400
"""Enough for any pattern of weekdays, and a year of every day but one."""


class ScheduleKind(StrEnum):
    """How starts come about."""

    TIMED = "timed"
    CONTINUOUS = "continuous"
    TRIGGERED = "triggered"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that was understood.

    ``times`` are the starts of a day on which there are any, in minutes after
    midnight; gaps are in minutes and those of the clock on the wall, so that the hour
    that a change of clocks adds or takes is left out. ``zone`` is the time zone
    that is stated, empty if none is. A schedule that is not timed has no gaps.
    """

    text: str
    kind: ScheduleKind
    zone: str = ""
    times: tuple[int, ...] = ()
    every_day: bool = True
    longest_gap: int | None = None
    shortest_gap: int | None = None

    def starts(self, after: datetime, count: int) -> list[datetime]:
        """Return the next starts, in the schedule's time zone (UTC where none is stated)."""
        if self.kind is not ScheduleKind.TIMED:
            return []
        zone = ZoneInfo(self.zone) if self.zone else UTC
        found = CronSim(self.text, after.astimezone(zone))
        return [start for start, _ in zip(found, range(count), strict=False)]


@lru_cache(maxsize=1024)
def read_schedule(text: str, zone: str = "") -> Schedule:
    """Return what ``text`` says: five cron fields, ``@daily`` and the like, or a word.

    A zone may stand before the fields (``CRON_TZ=Europe/Berlin 0 6 * * *``), behind them,
    or be given as ``zone``.

    Raises:
        ValueError: it is no schedule, or the zone does not exist; says what is wrong.
    """
    said, stated = _without_zone(text.strip())
    zone = stated or zone
    if zone:
        _refuse_unknown_zone(zone)
    word = said.casefold()
    if word in _CONTINUOUS:
        return Schedule(said, ScheduleKind.CONTINUOUS, zone)
    if word in _TRIGGERED:
        return Schedule(said, ScheduleKind.TRIGGERED, zone)
    fields = _WORDS.get(word, said)
    _refuse_other_dialects(fields)
    try:
        times, days = _times_of_day(fields), _days(fields)
    except CronSimError as error:
        raise ValueError(f"not a cron expression: {str(error).lower()}") from error
    if not days:
        raise ValueError("it never starts")
    longest, shortest = _gaps(times, days)
    every_day = len(days) > 1 and days[1] - days[0] == timedelta(days=1) and len(days) == 2
    return Schedule(fields, ScheduleKind.TIMED, zone, times, every_day, longest, shortest)


def _without_zone(text: str) -> tuple[str, str]:
    if found := _ZONE_BEFORE.match(text):
        return found[2].strip(), found[1]
    if found := _ZONE_BEHIND.match(text):
        return found[1], found[2]
    return text, ""


def _refuse_unknown_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {zone!r}") from error


def _refuse_other_dialects(fields: str) -> None:
    count = len(fields.split())
    if fields.startswith(("rate(", "cron(")):
        raise ValueError("a schedule of AWS; write it as the five fields of cron")
    if count in (6, 7):
        raise ValueError(f"{count} fields, as Quartz has them; cron has five")
    if count != 5:
        raise ValueError("a cron expression has five fields: minute hour day month weekday")


def _times_of_day(fields: str) -> tuple[int, ...]:
    minute, hour = fields.split()[:2]
    midnight = datetime(2024, 1, 1, tzinfo=UTC) - timedelta(minutes=1)
    on_one_day = takewhile(
        lambda start: start.date() == _FIRST_DAY, CronSim(f"{minute} {hour} * * *", midnight)
    )
    return tuple(start.hour * 60 + start.minute for start in on_one_day)


def _days(fields: str) -> list[date]:
    """Return the first days with starts; two are enough where every day is one."""
    of_days = fields.split()[2:]
    if of_days == ["*", "*", "*"]:
        return [_FIRST_DAY, _FIRST_DAY + timedelta(days=1)]
    last = _FIRST_DAY + _LOOKED_AT
    eve = datetime(2023, 12, 31, 12, tzinfo=UTC)
    starts = takewhile(lambda start: start.date() < last, CronSim(f"0 0 {' '.join(of_days)}", eve))
    try:
        return [start.date() for start, _ in zip(starts, range(_MOST_DAYS), strict=False)]
    except StopIteration:
        return []


def _gaps(times: tuple[int, ...], days: list[date]) -> tuple[int | None, int | None]:
    within = [later - earlier for earlier, later in pairwise(times)]
    between = [
        (later - earlier).days * _DAY + times[0] - times[-1] for earlier, later in pairwise(days)
    ]
    gaps = [*within, *between]
    return (max(gaps), min(gaps)) if gaps else (None, None)
