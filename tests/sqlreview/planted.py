"""A comparison with NULL that is planted in a text, and must be found where it stands."""

from workbench.sqlreview.review import FileReview, Reviewer

PLANTED = "x = NULL"
_REVIEWER = Reviewer(select=("null-comparison",))


def found_in_place(text: str, dialect: str) -> FileReview:
    """Review ``text`` with ``BAD`` replaced; it must be found there and nowhere else."""
    text = text.replace("BAD", PLANTED)
    result = _REVIEWER.review(text, "t.sql", dialect)
    before = text[: text.index(PLANTED)]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert [(found.place.line, found.place.column) for found in result.findings] == [place]
    return result
