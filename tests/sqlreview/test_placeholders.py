"""Statements with what a program fills in are read, with every place kept."""

import pytest

from workbench.sqlreview.review import review_text


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("mysql", "SELECT a FROM t WHERE b = %s AND c = NULL"),
        ("mysql", "SELECT a FROM t WHERE b IN (%s, %s) AND c = NULL"),
        ("mysql", "SELECT a FROM t WHERE b = %(name)s AND c = NULL"),
        ("generic", "SELECT a FROM t WHERE b = %d AND c = NULL"),
        ("postgres", "SELECT a FROM t WHERE b = ${from_day} AND c = NULL"),
        ("snowflake", "SELECT a FROM ${db}.t WHERE b = ? AND c = NULL"),
        ("mysql", "SELECT a FROM ${schema}_raw.t WHERE b = :day AND c = NULL"),
        ("oracle", "SELECT a FROM t WHERE b = &day AND c = NULL"),
        ("mysql", "SELECT a FROM t WHERE b BETWEEN :from AND :to AND c = NULL"),
        ("generic", "SELECT a FROM {table} WHERE b = {day} AND c = NULL"),
        ("postgres", "SELECT a FROM t WHERE b = ?::int AND d IN %s AND c = NULL"),
        ("postgres", "WITH v AS (VALUES ?) SELECT a FROM t, v WHERE c = NULL"),
        ("postgres", "INSERT INTO t (b, c) VALUES %s; SELECT a FROM t WHERE c = NULL"),
    ],
)
def test_what_stands_behind_a_placeholder_is_reviewed(dialect: str, sql: str) -> None:
    review = review_text(sql, "q.sql", dialect)
    assert review.errors == ()
    found = next(each for each in review.findings if each.rule == "null-comparison")
    place = found.place
    assert sql[place.column - 1 : place.end_column - 1] == "c = NULL"


@pytest.mark.parametrize("sql", ["SELECT a FROM t WHERE b % = 3", "SELECT a FROM t WHERE {"])
def test_what_is_no_placeholder_still_does_not_parse(sql: str) -> None:
    assert [error.broken for error in review_text(sql, "q.sql").errors] == [True]
