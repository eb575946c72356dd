"""What a finding says depends on the engine, and on what the query holds."""

import re

import pytest

from workbench.sqlreview.dialects import EngineKind, names
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.rule import Rule

TOLD = [pytest.param(rule, id=rule.slug) for rule in all_rules() if rule.on]
KINDS = set(EngineKind) - {EngineKind.UNKNOWN}


def why(sql: str, dialect: str, rule: str) -> str:
    findings = Reviewer().review(sql, "q.sql", dialect).findings
    return next(finding.why for finding in findings if finding.rule == rule)


def test_a_star_costs_otherwise_on_each_kind_of_engine() -> None:
    reasons = {
        dialect: why("SELECT * FROM orders WHERE id = 7", dialect, "select-star")
        for dialect in ("generic", "postgres", "mysql", "bigquery", "snowflake", "spark")
    }
    assert reasons["postgres"] == reasons["mysql"] != reasons["bigquery"]
    assert reasons["bigquery"] == reasons["snowflake"] != reasons["spark"]
    assert len(set(reasons.values())) == 4


def test_a_dialect_comes_before_its_kind_of_engine() -> None:
    sql = "SELECT id FROM t WHERE name LIKE '%son%' AND kind = 3"
    assert "BigQuery" in why(sql, "bigquery", "predicate-order")
    assert "BigQuery" not in why(sql, "snowflake", "predicate-order")


@pytest.mark.parametrize("rule", TOLD)
def test_texts_are_for_engines_that_exist_and_say_something_else(rule: Rule) -> None:
    assert set(rule.on) <= KINDS | set(names())
    for texts in rule.on.values():
        assert any(texts)
        assert texts.why != rule.why
        assert texts.fix != rule.fix
        assert texts.impact != rule.impact or not texts.impact


SCANNING = ("bigquery", "snowflake", "databricks", "spark", "trino")
"""Dialects of engines that have no index to look rows up in."""
FILTERED = "SELECT id FROM t WHERE {}"


@pytest.mark.parametrize("dialect", SCANNING)
@pytest.mark.parametrize(
    ("test", "rule"),
    [
        ("UPPER(name) = 'A'", "function-on-column"),
        ("SUBSTR(name, 1, 3) = 'abc'", "function-on-column"),
        ("qty % 7 = 3", "arithmetic-on-column"),
        ("CAST(code AS INT) = 5", "cast-on-column"),
        ("COALESCE(qty, 0) = 5", "coalesce-on-column"),
        ("first || last = 'annlee'", "concat-in-where"),
        ("name LIKE '%son'", "like-leading-wildcard"),
        ("a = 1 OR b = 2", "or-across-columns"),
        ("name <> 'a'", "negated-predicate"),
        ("REGEXP_LIKE(name, '^abc')", "regex-instead-of-like"),
    ],
)
def test_no_index_is_advised_where_there_are_none(test: str, rule: str, dialect: str) -> None:
    findings = Reviewer().review(FILTERED.format(test), "q.sql", dialect).findings
    finding = next(finding for finding in findings if finding.rule == rule)
    assert "index" not in f"{finding.why} {finding.fix} {finding.impact}".lower()


@pytest.mark.parametrize(
    ("dialect", "advice"),
    [
        ("mysql", "<=>"),
        ("sqlite", "Use IS,"),
        ("bigquery", "IS NOT DISTINCT FROM"),
        ("redshift", "store a value"),
    ],
)
def test_nulls_are_compared_as_the_dialect_can(dialect: str, advice: str) -> None:
    sql = "SELECT a.x FROM a JOIN b ON COALESCE(a.k, 0) = COALESCE(b.k, 0)"
    findings = Reviewer().review(sql, "q.sql", dialect).findings
    assert advice in next(f.fix for f in findings if f.rule == "coalesce-on-column")


@pytest.mark.parametrize(("dialect", "has"), [("snowflake", True), ("postgres", False)])
def test_qualify_is_advised_where_it_exists(dialect: str, *, has: bool) -> None:
    sql = (
        "SELECT t.x FROM t JOIN (SELECT k, MAX(d) AS d FROM t GROUP BY k) m "
        "ON m.k = t.k AND m.d = t.d"
    )
    findings = Reviewer().review(sql, "q.sql", dialect).findings
    assert ("QUALIFY" in next(f.fix for f in findings if f.rule == "multiple-passes")) is has


@pytest.mark.parametrize(
    ("dialect", "outcome"), [("postgres", "error"), ("mysql", "NULL"), ("duckdb", "Infinity")]
)
def test_a_divisor_of_zero_does_what_the_engine_does(dialect: str, outcome: str) -> None:
    findings = Reviewer().review("SELECT x / 0 AS y FROM t", "q.sql", dialect).findings
    assert outcome in next(f.impact for f in findings if f.rule == "integer-division")


ABOUT_INDEXES = {"composite-index-prefix", "constraint-not-valid", "missing-index"}
"""Rules that speak only where there are indexes."""


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (r"\bindex", "athena bigquery databricks hive presto redshift snowflake spark trino"),
        (r"\bQUALIFY\b", "athena hive mysql oracle postgres spark sqlite trino tsql"),
        (r"\bDISTINCT ON\b", "athena bigquery databricks hive mysql oracle redshift spark tsql"),
        (r"\bON CONFLICT\b", "bigquery clickhouse mysql oracle snowflake spark trino tsql"),
        (r"\bUse TABLESAMPLE\b", "clickhouse mysql oracle redshift sqlite"),
    ],
)
def test_a_fix_offers_only_what_the_engine_has(words: str, without: str) -> None:
    offered = [
        (rule.slug, dialect)
        for rule in all_rules()
        if rule.slug not in ABOUT_INDEXES
        for dialect in without.split()
        if re.search(words, rule.texts(dialect).fix)
    ]
    assert offered == []


def message(sql: str, dialect: str, rule: str) -> str:
    findings = Reviewer().review(sql, "q.sql", dialect).findings
    return next(finding.message for finding in findings if finding.rule == rule)


@pytest.mark.parametrize(
    ("date", "told"),
    [("01/02/2026", "two dates"), ("13/02/2026", "one order"), ("01-JAN-2026", "session")],
)
def test_a_date_is_called_ambiguous_for_what_is_wrong_with_it(date: str, told: str) -> None:
    sql = "SELECT a FROM t WHERE d = 'date'".replace("date", date)
    assert told in message(sql, "oracle", "ambiguous-date-literal")


@pytest.mark.parametrize(
    ("dialect", "call"), [("spark", "collect_list(x)"), ("postgres", "array_agg(x)")]
)
def test_an_aggregate_is_called_as_the_query_calls_it(dialect: str, call: str) -> None:
    sql = "SELECT k, call AS xs FROM t GROUP BY k".replace("call", call)
    assert call.partition("(")[0].upper() in message(sql, dialect, "agg-without-order")
