"""Times at the head of log lines."""

import datetime
import re

Time = datetime.datetime
"""In UTC with a zone where the log says which zone it writes, else without a zone."""

_CLOCK = r"(?P<clock>\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{1,3}T(?=[\s\]]))(?![A-Za-z]))?"
TIME_AHEAD = re.compile(
    r"\s{0,3}\[?(?:"
    rf"(?P<date>\d{{4}}[-/]\d\d[-/]\d\d)[T ,]{{1,2}}{_CLOCK}{_ZONE}"
    r"|(?P<short>\d\d/\d\d/\d\d) (?P<short_clock>\d\d:\d\d:\d\d)(?:[.,]\d+)?"
    r"|(?P<syslog>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]?\d) \d\d:\d\d:\d\d"
    r"|\d\d:\d\d:\d\d(?:[.,]\d+)?(?=[\s\]])"
    r")\]?(?:,?\s?\d{1,3}(?=\s-))?"
)
"""A time at the start of a line. Only a full date gives a point in time."""

_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)")
_MILLISECONDS_FROM = 10**11
_MICROSECONDS_FROM = 10**14
_NANOSECONDS_FROM = 10**17


def parse_time(match: re.Match[str]) -> Time | None:
    """Return the time that ``TIME_AHEAD`` found, or None where it lacks a date."""
    if match["date"]:
        written = match["date"].replace("/", "-") + "T" + match["clock"]
        return _in_zone(_parsed(written, match["fraction"]), match["zone"])
    if match["short"]:
        year, month, day = match["short"].split("/")
        return _parsed(f"20{year}-{month}-{day}T{match['short_clock']}", None)
    return None


def parse_epoch(value: object) -> Time | None:
    """Return the time in a JSON field: text with a date, or seconds to nanoseconds since 1970."""
    if isinstance(value, str):
        match = TIME_AHEAD.match(value)
        return parse_time(match) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 10**8:
        return None
    seconds = float(value)
    if value >= _NANOSECONDS_FROM:
        seconds = value / 10**9
    elif value >= _MICROSECONDS_FROM:
        seconds = value / 10**6
    elif value >= _MILLISECONDS_FROM:
        seconds = value / 10**3
    try:
        return Time.fromtimestamp(seconds, tz=datetime.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _parsed(written: str, fraction: str | None) -> Time | None:
    try:
        time = Time.fromisoformat(written)
    except ValueError:
        return None
    return time.replace(microsecond=int((fraction or "0").ljust(6, "0")[:6]))


def _in_zone(time: Time | None, zone: str | None) -> Time | None:
    if time is None or zone is None:
        return time
    if zone in ("Z", "UTC", "GMT"):
        return time.replace(tzinfo=datetime.UTC)
    offset = _OFFSET.match(zone)
    if not offset:
        return time
    shift = datetime.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
    if offset["sign"] == "-":
        shift = -shift
    try:
        return (time - shift).replace(tzinfo=datetime.UTC)
    except OverflowError:
        return time
