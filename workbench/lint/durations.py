"""Lengths of time in words."""

_UNITS = ((24 * 60, "day"), (60, "hour"), (1, "minute"))


def spoken(minutes: float) -> str:
    """Return a length of time as people say it: ``90`` is ``1.5 hours``."""
    for size, name in _UNITS:
        if minutes >= size:
            number = f"{minutes / size:.1f}".removesuffix(".0")
            return f"{number} {name}" if number == "1" else f"{number} {name}s"
    return f"{minutes * 60:.0f} seconds" if minutes else "0 minutes"
