"""Values of properties: sizes, times and numbers, as Spark reads them."""

import re

from workbench.handbook.properties import Property

_SIZE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib|t|tb|tib|p|pb|pib)?", re.I)
_TIME = re.compile(r"(-?\d+(?:\.\d+)?)\s*(us|ms|s|m|min|h|d)?", re.I)
_SIZES = {"b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
_TIMES = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_UNITS = {"B": 1.0, "KiB": 1024.0, "MiB": 1048576.0, "ms": 1e-3, "s": 1.0, "": 1.0}


def amount(text: str, known: Property) -> float | None:
    """Return a value as a number: bytes, seconds or a count; None if it is none."""
    written = text.strip().strip("\"'")
    if known.type == "bytes":
        match = _SIZE.fullmatch(written)
        return _scaled(match, _UNITS[known.unit], {k: float(v) for k, v in _SIZES.items()}, 1)
    if known.type == "duration":
        match = _TIME.fullmatch(written)
        return _scaled(match, _UNITS[known.unit], _TIMES, None)
    try:
        return float(written)
    except ValueError:
        return None


def _scaled(
    match: re.Match[str] | None, bare: float, units: dict[str, float], length: int | None
) -> float | None:
    if match is None:
        return None
    unit = (match[2] or "").lower()[:length]
    return float(match[1]) * (units[unit] if unit else bare)


def fault(text: str, known: Property) -> str:
    """Return why a property cannot have a value, or nothing if it can.

    Values that are filled in later (``${…}``, ``{{…}}``) are not judged.
    """
    written = text.strip().strip("\"'")
    if not written or "$" in written or "{" in written:
        return ""
    if known.type in _WORDS:
        allowed = known.choices or ("true", "false")
        fits = written.lower() in {choice.lower() for choice in allowed}
        return "" if fits else f"is none of {', '.join(allowed)}"
    number = amount(written, known)
    if known.type == "text" or (number is not None and _fits(number, known)):
        return ""
    return _outside(number, written, known) if number is not None else f"is no {_WHAT[known.type]}"


def _fits(number: float, known: Property) -> bool:
    least = amount(known.least, known) if known.least else None
    most = amount(known.most, known) if known.most else None
    whole = known.type != "integer" or number == int(number)
    return whole and (least is None or number >= least) and (most is None or number <= most)


def _outside(number: float, written: str, known: Property) -> str:
    least = amount(known.least, known) if known.least else None
    if least is not None and number < least:
        bare = known.unit and written.isdigit()
        counts = f" (a number without a unit counts {known.unit})" if bare else ""
        return f"is below {known.least}{counts}"
    most = amount(known.most, known) if known.most else None
    return f"is above {known.most}" if most is not None and number > most else "is no whole number"


_WORDS = frozenset({"boolean", "choice"})
_WHAT = {
    "bytes": "size, such as 4g or 512m",
    "duration": "time, such as 30s or 5m",
    "integer": "whole number",
    "number": "number",
}


def same(one: str, other: str) -> bool:
    """Tell whether two values mean the same word, whatever their case and quotes."""
    return one.strip().strip("\"'").lower() == other.strip().strip("\"'").lower()
