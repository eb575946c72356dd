"""Marks in the examples of rules: ``«…»`` stands round the text that must be flagged."""

OPEN, CLOSE = "«", "»"


def without_marks(text: str) -> str:
    """Return a text without its marks."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def marked_ranges(text: str) -> list[tuple[int, int]]:
    """Return start and end of each marked range, as offsets in the text without marks."""
    ranges: list[tuple[int, int]] = []
    starts: list[int] = []
    length = 0
    for character in text:
        if character == OPEN:
            starts.append(length)
        elif character == CLOSE:
            ranges.append((starts.pop(), length))
        else:
            length += 1
    return sorted(ranges)
