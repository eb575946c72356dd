"""Reading a text: several statements, broken ones, and places in awkward texts."""

import pytest
from sqlglot.dialects.dialect import Dialects

from workbench.errors import InputError
from workbench.sqlreview.dialects import GENERIC, checked, dialect_of_path, names
from workbench.sqlreview.review import FileReview, Reviewer
from workbench.sqlreview.review import review_text as review_with_all_rules

BAD = "SELECT id FROM t WHERE x = NULL"


def review_text(text: str, name: str, dialect: str = GENERIC) -> FileReview:
    """Review with two rules only, so that other rules do not change what is expected here."""
    return Reviewer(select=["dml-without-where", "null-comparison"]).review(text, name, dialect)


def places(review: FileReview) -> list[tuple[int, int, int, int]]:
    found = [finding.place for finding in review.findings]
    return [(p.line, p.column, p.end_line, p.end_column) for p in found]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (BAD, 1, 24),
        (f"\ufeff{BAD}", 1, 24),
        (f"SELECT 1;\r\n{BAD}", 2, 24),
        (f"SELECT 1;\r{BAD}", 2, 24),
        (f"\t\t{BAD}", 1, 26),
        (f"SELECT '日本🎉';  {BAD}", 1, 39),
        (f"-- käse\n/* 🎉\r\n*/ {BAD}", 3, 27),
    ],
    ids=["plain", "bom", "crlf", "cr", "tabs", "wide", "comments"],
)
def test_columns_count_characters(text: str, line: int, column: int) -> None:
    review = review_text(text, "x.sql")
    assert (line, column, line, column + len("x = NULL")) in places(review)


def test_a_finding_over_several_lines_has_both_ends() -> None:
    review = review_text("SELECT id FROM t WHERE x\n  =\n  NULL", "x.sql")
    assert (1, 24, 3, 7) in places(review)


def test_other_statements_are_reviewed_round_a_broken_one() -> None:
    review = review_text(f"{BAD};\nSELECT FROM (;\n{BAD};\n", "x.sql")
    assert review.statements == 3
    assert [error.line for error in review.errors] == [2]
    assert [finding.place.line for finding in review.findings] == [1, 3]


def test_a_string_without_end_does_not_hide_what_stands_before_it() -> None:
    review = review_text(f"{BAD};\nSELECT 'abc;\n", "x.sql")
    assert [finding.place.line for finding in review.findings] == [1]
    assert [error.line for error in review.errors] == [2]


def test_what_is_not_understood_is_never_called_clean() -> None:
    review = review_text("SELECT 1;\nCALL refresh();", "x.sql")
    (error,) = review.errors
    assert (error.line, error.broken) == (2, False)
    assert "CALL" in error.message
    assert review.statements == 2


def test_batches_and_statements_without_semicolons() -> None:
    text = "DELETE FROM a\nGO\nDELETE FROM b\nDELETE FROM c\ngo\n"
    review = review_text(text, "x.sql", "tsql")
    assert review.errors == ()
    assert [finding.place.line for finding in review.findings] == [1, 3, 4]


@pytest.mark.parametrize("depth", [600, 100_000])
def test_deep_nesting_is_told_not_suffered(depth: int) -> None:
    text = f"SELECT {'(' * depth}1{')' * depth}; {BAD}"
    review = review_text(text, "x.sql")
    assert [error.message for error in review.errors] == [
        "not reviewed: nested deeper than 500 parentheses"
    ]
    assert "null-comparison" in {finding.rule for finding in review.findings}


@pytest.mark.parametrize("dialect", [d.value or GENERIC for d in Dialects])
def test_every_dialect_of_the_parser_is_accepted(dialect: str) -> None:
    assert dialect in names()
    review = review_with_all_rules("SELECT a FROM t", "x.sql", dialect)
    assert review.dialect == dialect


@pytest.mark.parametrize(
    ("wrong", "near"), [("bigqery", "bigquery"), ("mssql", "tsql"), ("Postgress", "postgres")]
)
def test_an_unknown_dialect_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(InputError, match=f"Did you mean {near}"):
        checked(wrong)


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("a/orders.bigquery.sql", "bigquery"),
        ("models/snowflake/orders.sql", "snowflake"),
        ("snowflake/orders.spark.sql", "spark"),
        ("models/orders.sql", GENERIC),
    ],
)
def test_a_path_may_name_the_dialect(path: str, dialect: str) -> None:
    assert dialect_of_path(path) == dialect
