"""Long, wide and deep texts: the work grows with the text, and nothing ends in an error.

Growth is measured in calls of functions, which are the same on every machine.
"""

import gc
import sys
from types import FrameType
from typing import NamedTuple

import pytest

from workbench.sqlreview.memory import WORTH_TOKENS, Sweeper
from workbench.sqlreview.nesting import MAX_DEPTH
from workbench.sqlreview.review import Reviewer

REVIEWER = Reviewer()


class Long(NamedTuple):
    """A text with a part that is repeated; ``{}`` in it is the number of the copy."""

    part: str
    between: str = ""
    before: str = ""
    after: str = ""

    def text(self, copies: int) -> str:
        parts = (self.part.replace("{}", str(number)) for number in range(copies))
        return self.before + self.between.join(parts) + self.after


LONG = {
    "statements": Long("SELECT a FROM t WHERE x = 1 AND y = 2;\n"),
    "inserts": Long("INSERT INTO t (a, b) VALUES (1, 'x');\n"),
    "definitions": Long("CREATE TABLE t{} (a INT);\n"),
    "transactions": Long("BEGIN;\nUPDATE t SET a = 1 WHERE b = 2;\nCOMMIT;\n"),
    "broken": Long("SELECT FROM (;\n"),
    "not understood": Long("CALL x(1);\n"),
    "ignores": Long("SELECT * FROM t; -- workbench: ignore[select-star] why\n"),
    "columns": Long("t.c{} AS d{}", ", ", "SELECT ", " FROM t WHERE t.x = 1"),
    "equal columns": Long("a", ", ", "SELECT ", " FROM t"),
    "tests": Long("c{} = {}", " AND ", "SELECT a FROM t WHERE "),
    "alternatives": Long("(c = {} AND d = {})", " OR ", "SELECT a FROM t WHERE "),
    "findings": Long("c{} = NULL", " AND ", "SELECT a FROM t WHERE "),
    "values": Long("{}", ", ", "SELECT a FROM t WHERE x IN (", ")"),
    "texts": Long("'v{}'", ", ", "SELECT a FROM t WHERE x NOT IN (", ")"),
    "rows": Long("({}, {})", ", ", "INSERT INTO t (a, b) VALUES "),
    "branches": Long("WHEN x = {} THEN {} ", "", "SELECT CASE ", "END AS y FROM t"),
    "union all": Long("SELECT a, {} AS n FROM t{}", " UNION ALL "),
    "union": Long("SELECT a, {} AS n FROM t{}", " UNION "),
    "ctes": Long("c{} AS (SELECT a FROM t{})", ", ", "WITH ", " SELECT a FROM c1"),
    "joins": Long(" JOIN u{} ON u{}.i = t.i", "", "SELECT t.a FROM t"),
    "subqueries": Long("(SELECT MAX(x) FROM u{}) AS s{}", ", ", "SELECT ", " FROM t"),
    "grouped": Long("c{}", ", ", "SELECT a + 1 AS b, SUM(x) AS s FROM t GROUP BY a, "),
    "sorted": Long("c{}", ", ", "SELECT a FROM t ORDER BY ", " LIMIT 5"),
    "assignments": Long("c{} = {}", ", ", "UPDATE t SET ", " WHERE id = 1"),
    "table": Long("c{} FLOAT", ", ", "CREATE TABLE t (", ")"),
    "sum": Long("c{}", " + ", "SELECT ", " AS s FROM t"),
}


def calls(text: str, dialect: str = "postgres") -> int:
    """Return how many functions a review calls, written in Python or not."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(profile)
    try:
        REVIEWER.review(text, "long.sql", dialect)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", LONG)
def test_work_grows_with_the_text(kind: str) -> None:
    make = LONG[kind].text
    calls(make(10))  # what is worked out once for all
    # Beyond the lengths up to which some rules compare each with each.
    sizes = (20, 40, 80) if make(2).count(";") > 1 else (250, 500, 1000)
    once, twice, four_times = (calls(make(size)) for size in sizes)
    assert four_times - twice < 2.4 * (twice - once)


def test_a_list_of_a_hundred_thousand_values_is_reviewed() -> None:
    review = REVIEWER.review(LONG["values"].text(100_000), "long.sql", "postgres")
    assert review.errors == ()
    assert "large-in-list" in {finding.rule for finding in review.findings}


def test_a_statement_of_twenty_thousand_lines_is_reviewed() -> None:
    text = Long("  t.c{} AS d{}", ",\n", "SELECT\n", "\nFROM t\nWHERE t.x = NULL").text(19_997)
    review = REVIEWER.review(text, "long.sql", "bigquery")
    assert review.errors == ()
    places = {found.rule: found.place for found in review.findings}
    assert (places["null-comparison"].line, places["null-comparison"].column) == (20_000, 7)


class Deep(NamedTuple):
    """A text inside as many openings and closings as asked for."""

    opening: str
    inside: str
    closing: str = ""
    before: str = ""
    after: str = ""

    def text(self, depth: int) -> str:
        around = self.opening * depth, self.closing * depth
        return self.before + around[0] + self.inside + around[1] + self.after


DEEP = {
    "brackets": Deep("(", "a", ")", "SELECT ", " FROM t"),
    "calls": Deep("ABS(", "a", ")", "SELECT ", " AS x FROM t"),
    "casts": Deep("CAST(", "a", " AS INT)", "SELECT ", " AS x FROM t"),
    "derived tables": Deep("SELECT a FROM (", "SELECT a FROM t", ") AS x"),
    "IN": Deep("SELECT a FROM t WHERE a IN (", "SELECT a FROM t", ")"),
    "EXISTS": Deep("SELECT a FROM t WHERE EXISTS (", "SELECT a FROM t", ")"),
    "scalar subqueries": Deep("SELECT (", "SELECT 1", ") AS x"),
    "CTEs": Deep("WITH c AS (", "SELECT a FROM t", ") SELECT a FROM c"),
    "unions": Deep("(SELECT a FROM t UNION ALL ", "SELECT a FROM t", ")"),
    "CASE": Deep("CASE WHEN a = 1 THEN 1 ELSE ", "0", " END", "SELECT ", " AS x FROM t"),
    "open CASE": Deep("CASE WHEN ", "1", "", "SELECT "),
    "NOT": Deep("NOT ", "a = 1", "", "SELECT a FROM t WHERE "),
    "minus": Deep("- ", "a", "", "SELECT ", " AS x FROM t"),
    "dots": Deep("", "a", ".b", "SELECT ", " AS x FROM t"),
    "blocks": Deep("BEGIN ", ""),
    "WITH": Deep("WITH ", ""),
    "joins": Deep("(", "t", " JOIN u ON u.i = t.i)", "SELECT 1 AS x FROM "),
}


@pytest.mark.parametrize("depth", [90, 2 * MAX_DEPTH, 3000])
@pytest.mark.parametrize("kind", DEEP)
def test_nothing_is_too_deep(kind: str, depth: int) -> None:
    text = DEEP[kind].text(depth) + ";\nSELECT a FROM t WHERE b = NULL"
    review = REVIEWER.review(text, "deep.sql", "postgres")
    assert [error for error in review.errors if error.message.startswith("rule ")] == []
    assert review.statements > 1
    assert "null-comparison" in {finding.rule for finding in review.findings}


TYPES = {
    "STRUCT": Deep("STRUCT(", "1", " AS a)", "SELECT ", " AS x FROM t"),
    "ARRAY": Deep("ARRAY[", "1", "]", "SELECT ", " AS x FROM t"),
    "DATE": Deep("DATE(", "a", ")", "SELECT ", " AS x FROM t"),
    "two types": Deep("DATE(TIMESTAMP(", "a", "))", "SELECT ", " AS x FROM t"),
    "a call between": Deep("DATE(f(", "a", "))", "SELECT ", " AS x FROM t"),
    "tuple type": Deep("Tuple(", "INT", ")", "SELECT CAST(a AS ", ") AS x FROM t"),
}
"""What the parser reads once as a type and once as a call, twice as often for each level."""


@pytest.mark.parametrize("depth", [30, 200])
@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("dialect", ["bigquery", "spark", "clickhouse"])
def test_types_in_types_are_told_not_waited_for(kind: str, depth: int, dialect: str) -> None:
    text = TYPES[kind].text(depth) + ";\nSELECT a FROM t WHERE b = NULL"
    review = REVIEWER.review(text, "deep.sql", dialect)
    told = [(error.line, error.broken) for error in review.errors if "deeply" in error.message]
    is_type = kind != "tuple type" or dialect == "clickhouse"
    assert told == ([(1, True)] if is_type else [])
    assert "null-comparison" in {finding.rule for finding in review.findings}


def test_fields_without_types_are_types_to_duckdb() -> None:
    text = Deep("STRUCT(1, ", "1", ")", "SELECT ", " AS x FROM t").text(40)
    (error,) = REVIEWER.review(text, "deep.sql", "duckdb").errors
    assert "deeply" in error.message


def test_a_wide_array_of_many_levels_is_told() -> None:
    values = ", ".join(map(str, range(2000)))
    text = Deep("ARRAY[", values, "]", "SELECT ", " AS x FROM t").text(11)
    (error,) = REVIEWER.review(text, "deep.sql", "postgres").errors
    assert "deeply" in error.message


QUICK = {
    "named fields": (Deep("STRUCT(1 AS b, ", "1", " AS a)", "SELECT ", " AS x FROM t"), 60),
    "arrays of structs": (Deep("[STRUCT(1 AS b, ", "1", " AS a)]", "SELECT ", " AS x FROM t"), 40),
    "typed structs": (Deep("STRUCT<a INT64>(", "1", ")", "SELECT ", " AS x FROM t"), 40),
    "type of a column": (Deep("STRUCT<a ", "INT64", ">", "SELECT CAST(a AS ", ") AS x FROM t"), 40),
    "calls": (Deep("COALESCE(a, ", "1", ")", "SELECT ", " AS x FROM t"), 60),
    "few types": (Deep("DATE(", "a", ")", "SELECT ", " AS x FROM t"), 8),
    "array queries": (Deep("ARRAY(SELECT ", "1", ")", "SELECT ", " AS x FROM t"), 40),
}


@pytest.mark.parametrize("kind", QUICK)
def test_what_is_deep_and_parses_quickly_is_reviewed(kind: str) -> None:
    deep, depth = QUICK[kind]
    review = REVIEWER.review(deep.text(depth), "deep.sql", "bigquery")
    assert review.errors == ()


def test_the_collector_runs_again_after_a_review() -> None:
    assert gc.isenabled()
    REVIEWER.review("SELECT 1", "x.sql")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        REVIEWER.review("SELECT 1", "x.sql")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_trees_are_freed_during_a_long_review(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    monkeypatch.setattr(gc, "collect", swept.append)
    sweeper = Sweeper()
    for _ in range(25):
        sweeper.passed(WORTH_TOKENS // 10)
    assert swept == [0, 0]
