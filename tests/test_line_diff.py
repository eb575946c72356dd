"""Differences of two texts, as laws: what is shown must be enough to make one from the other."""

import time

from hypothesis import given
from hypothesis import strategies as st

from workbench.line_diff import DiffLine, Hunk, Kind, count_changes, line_diff

TEXTS = st.lists(st.sampled_from(["SELECT a", "FROM t", "", "WHERE x = 1"]), max_size=12).map(
    "\n".join
)


def applied(before: str, hunks: list[Hunk]) -> str:
    """Make the text after a change from the one before it and the difference."""
    lines = before.split("\n")
    out: list[str] = []
    done = 0
    for line in (line for hunk in hunks for line in hunk):
        if line.kind is Kind.ADDED:
            out.append(line.text)
            continue
        assert line.before is not None
        assert lines[line.before - 1] == line.text
        out += lines[done : line.before - 1]
        done = line.before
        if line.kind is Kind.SAME:
            out.append(line.text)
    return "\n".join([*out, *lines[done:]])


@given(TEXTS, TEXTS)
def test_a_difference_makes_one_text_from_the_other(before: str, after: str) -> None:
    hunks = line_diff(before + "\n", after + "\n", context=1)
    assert applied(before + "\n", hunks).rstrip("\n") == after.rstrip("\n")
    assert bool(hunks) == (before != after)
    for hunk in hunks:
        assert any(line.kind is not Kind.SAME for line in hunk)
        assert [n for line in hunk if (n := line.after)] == sorted(
            n for line in hunk if (n := line.after)
        )


def test_the_words_that_changed_are_marked() -> None:
    ((removed, added),) = line_diff("WHERE region = NULL", "WHERE region IS NULL")
    assert (removed.text, removed.marks) == ("WHERE region = NULL", ((13, 14),))
    assert (added.text, added.marks) == ("WHERE region IS NULL", ((13, 15),))


def test_lines_that_have_nothing_in_common_are_new_as_a_whole() -> None:
    ((removed, added),) = line_diff("SELECT a, b", "-- nothing left of it")
    assert (removed.marks, added.marks) == ((), ())


def test_a_line_put_in_has_only_a_new_number() -> None:
    (hunk,) = line_diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nnew\ne\nf\n", context=1)
    assert hunk == (
        DiffLine(Kind.SAME, 4, 4, "d"),
        DiffLine(Kind.ADDED, None, 5, "new"),
        DiffLine(Kind.SAME, 5, 6, "e"),
    )
    assert count_changes([hunk]) == (1, 0)


def test_changes_far_from_each_other_are_apart_and_near_ones_together() -> None:
    lines = [f"line {number}" for number in range(40)]
    changed = [*lines]
    changed[5], changed[9], changed[30] = "x", "y", "z"
    hunks = line_diff("\n".join(lines), "\n".join(changed))
    assert len(hunks) == 2
    assert [line.before for line in hunks[1] if line.kind is Kind.REMOVED] == [31]


def test_line_ends_count() -> None:
    assert len(line_diff("a\r\nb\r\n", "a\nb\n")) == 1
    assert line_diff("a\r\nb\r\n", "a\r\nb\r\n") == []


def test_one_changed_line_of_a_long_text_is_found_at_once() -> None:
    lines = ["SELECT 1;"] * 50_000
    changed = [*lines]
    changed[25_000] = "SELECT 2;"
    started = time.process_time()
    (hunk,) = line_diff("\n".join(lines), "\n".join(changed))
    assert time.process_time() - started < 2
    assert [line.after for line in hunk if line.kind is Kind.ADDED] == [25_001]
