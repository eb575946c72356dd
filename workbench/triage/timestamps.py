"""Times at the head of log lines."""

import datetime
import re

Time = datetime.datetime
"""In UTC with a zone where the log says which zone it writes, else without a zone."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? "
_CLOCK = r"\d\d:\d\d:\d\d"
_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?|[A-Z]{1,3}T(?=[\s\]]))(?![A-Za-z]))?"
TIME_AHEAD = re.compile(
    r"\s{0,3}\[?(?:"
    r"(?P<date>\d{4}(?P<mark>[-/.])\d\d(?P=mark)\d\d)[T ,]{1,2}"
    rf"(?P<clock>{_CLOCK})(?:[.,](?P<fraction>\d{{1,9}}))?{_ZONE}"
    rf"|(?P<short>\d\d/\d\d/\d\d) (?P<short_clock>{_CLOCK})(?:[.,]\d+)?"
    rf"|(?P<day>\d\d)[/-](?P<month>{_MONTH})[/-](?P<year>\d{{4}})[: ]"
    rf"(?P<day_clock>{_CLOCK})(?:\.\d+)?(?: (?P<day_zone>[+-]\d{{4}}|UTC|GMT))?"
    rf"|(?:{_WEEKDAY})(?P<c_month>{_MONTH}) (?P<c_day>[ \d]\d) (?P<c_clock>{_CLOCK})(?:\.\d+)?"
    r" (?P<c_year>\d{4})"
    rf"|(?P<syslog_month>{_MONTH}) (?P<syslog_day>[ \d]?\d) (?P<syslog_clock>{_CLOCK})(?:\.\d+)?"
    r"|(?P<epoch>1\d{9}(?:\.\d{1,9}|\d{3}|\d{6}|\d{9})?)(?=[\s\]])"
    rf"|{_CLOCK}(?:[.,]\d+)?(?=[\s\]])"
    r")\]?(?:,?\s?\d{1,3}(?=\s-))?"
)
"""A time at the start of a line. Only one with a date gives a point in time."""

_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?")
_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?")
_MILLISECONDS_FROM = 10**11
_MICROSECONDS_FROM = 10**14
_NANOSECONDS_FROM = 10**17
_A_DAY = datetime.timedelta(days=1)


def parse_time(match: re.Match[str], today: datetime.date | None = None) -> Time | None:
    """Return the time that ``TIME_AHEAD`` found, or None where it lacks a date.

    Syslog writes no year; it is the latest one that puts the line not after ``today``.
    """
    if match["date"]:
        date = match["date"].replace(match["mark"], "-")
        return _in_zone(_parsed(date, match["clock"], match["fraction"]), match["zone"])
    if match["short"]:
        return _parsed("20" + match["short"].replace("/", "-"), match["short_clock"])
    if match["year"]:
        date = _date(match["year"], match["month"], match["day"])
        return _in_zone(_parsed(date, match["day_clock"]), match["day_zone"])
    if match["c_year"]:
        date = _date(match["c_year"], match["c_month"], match["c_day"])
        return _parsed(date, match["c_clock"])
    if match["syslog_month"]:
        return _syslog_time(match, today or datetime.datetime.now(datetime.UTC).date())
    return _since_1970(float(match["epoch"])) if match["epoch"] else None


def parse_epoch(value: object) -> Time | None:
    """Return the time in a JSON field.

    It may be text with a date, seconds to nanoseconds since 1970 as number or text, or an
    object as MongoDB and log4j write it.
    """
    if isinstance(value, dict):
        return parse_epoch(value.get("$date") or value.get("epochSecond"))
    if isinstance(value, str):
        match = TIME_AHEAD.match(value)
        if match:
            return parse_time(match)
        return _since_1970(float(value)) if _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 10**8:
        return None
    return _since_1970(value)


def _since_1970(value: float) -> Time | None:
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


def _date(year: str, month: str, day: str) -> str:
    return f"{year}-{_MONTHS.index(month) + 1:02d}-{int(day):02d}"


def _syslog_time(match: re.Match[str], today: datetime.date) -> Time | None:
    tomorrow = Time.combine(today + _A_DAY, datetime.time.max)
    for year in range(tomorrow.year, tomorrow.year - 5, -1):  # a leap day is at most 4 years off
        date = _date(str(year), match["syslog_month"], match["syslog_day"])
        time = _parsed(date, match["syslog_clock"])
        if time and time <= tomorrow:
            return time
    return None


def _parsed(date: str, clock: str, fraction: str | None = None) -> Time | None:
    try:
        time = Time.fromisoformat(f"{date}T{clock}")
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
    shift = datetime.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    if offset["sign"] == "-":
        shift = -shift
    try:
        return (time - shift).replace(tzinfo=datetime.UTC)
    except OverflowError:
        return time
