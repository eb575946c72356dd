"""Functions that take the place of a column in a comparison, so that no index knows the value."""

from sqlglot import exp

_DATE_PARTS = (
    *(exp.Year, exp.Month, exp.Day, exp.Week, exp.Quarter, exp.Extract),
    *(exp.Hour, exp.DayOfWeek, exp.DayOfMonth, exp.DayOfYear, exp.WeekOfYear),
)
TRUNCATIONS = (
    exp.Date,
    exp.DateTrunc,
    exp.TimestampTrunc,
    exp.DatetimeTrunc,
    exp.TsOrDsToDate,
    exp.Trunc,
)
"""Order-preserving: the engines that prune blocks see through them."""
_SHIFTS = (
    *(exp.DateAdd, exp.DateSub, exp.DateDiff, exp.TsOrDsAdd, exp.TsOrDsDiff, exp.DatetimeDiff),
    *(exp.AddMonths, exp.MonthsBetween, exp.TimeToUnix, exp.DateToDi, exp.TsOrDiToDi),
    *(exp.TimestampAdd, exp.TimestampSub, exp.TimestampDiff, exp.LastDay, exp.UnixToTime),
    *(exp.UnixToStr, exp.StrToUnix, exp.NextDay),
)
ZONES = (exp.AtTimeZone, exp.ConvertTimezone)
CHOICES = (exp.Nullif, exp.DecodeCase, exp.Nvl2)
_FORMATS = (exp.TimeToStr, exp.ToChar, exp.StrToDate, exp.StrToTime)
CASES = (exp.Upper, exp.Lower, exp.Initcap)
STARTS = (exp.Substring, exp.Left)
_TEXTS = (
    *(exp.Trim, exp.Right, exp.Replace, exp.Reverse, exp.StrPosition, exp.Length, exp.Pad),
    *(exp.Stuff, exp.Translate, exp.RegexpReplace, exp.RegexpExtract, exp.SplitPart),
    *(exp.RegexpSubstr, exp.SubstringIndex, exp.Ascii),
)
_CODES = (exp.MD5, exp.SHA, exp.SHA2, exp.Hex, exp.Soundex)
NUMBERS = (exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Sqrt)
DATES = (*_DATE_PARTS, *TRUNCATIONS, *_SHIFTS, *_FORMATS)
FUNCTIONS = (
    *(*DATES, *ZONES, *CASES, *STARTS, *_TEXTS, *_CODES, *NUMBERS, *CHOICES),
    exp.Anonymous,
)


def is_function(kind: type[object]) -> bool:
    """Tell whether nodes of a type are such functions; kept, since there are many to compare."""
    known = _answers.get(kind)
    if known is None:
        known = _answers[kind] = issubclass(kind, FUNCTIONS)
    return known


_answers: dict[type[object], bool] = {}


NAMED = frozenset({"TRUNC", "AGE", "UNIX_TIMESTAMP", "TO_DAYS", "STRFTIME", "JULIANDAY"})
"""Functions that the parser keeps by name; what others do with a column is not known."""
SEARCHES = frozenset({"FIND_IN_SET"})
"""Functions that are a test by themselves."""
