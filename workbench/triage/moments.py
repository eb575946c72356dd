"""A time as people type it during an incident."""

import datetime
import re

from workbench.errors import InputError, Problem

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")


def moment_of(text: str, now: datetime.datetime) -> datetime.datetime:
    """Return the time that ``text`` means, in UTC: ``14:05`` is the last time it was that late.

    Raises:
        InputError: it is no time.
    """
    clock = _CLOCK.fullmatch(text.strip())
    try:
        if clock:
            utc = now.astimezone(datetime.UTC)
            time = utc.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
            return time if time <= utc else time - datetime.timedelta(days=1)
        found = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError as error:
        fix = "Write 14:05 or 2026-03-02T14:05"
        raise InputError(Problem(f"{text!r} is no time", fix=fix)) from error
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def timed(text: str, now: datetime.datetime) -> tuple[datetime.datetime, str]:
    """Return time and words of an entry such as ``14:05 paged the owner``; without a time, now.

    Raises:
        InputError: it has no words.
    """
    first, _, rest = text.strip().partition(" ")
    try:
        time, words = moment_of(first, now), rest.strip()
    except InputError:
        time, words = now, text.strip()
    if not words:
        raise InputError(Problem("an entry needs words", fix="For example: 14:05 paged the owner"))
    return time, words
