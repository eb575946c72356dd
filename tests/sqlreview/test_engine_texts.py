"""What a finding says depends on the engine, and on what the query holds."""

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


def message(sql: str, dialect: str, rule: str) -> str:
    findings = Reviewer().review(sql, "q.sql", dialect).findings
    return next(finding.message for finding in findings if finding.rule == rule)


@pytest.mark.parametrize(
    ("date", "told"),
    [("01/02/2026", "two dates"), ("13/02/2026", "one order"), ("01-JAN-2026", "session")],
)
def test_a_date_is_called_ambiguous_for_what_is_wrong_with_it(date: str, told: str) -> None:
    sql = f"SELECT a FROM t WHERE d = '{date}'"
    assert told in message(sql, "oracle", "ambiguous-date-literal")


@pytest.mark.parametrize(
    ("dialect", "call"), [("spark", "collect_list(x)"), ("postgres", "array_agg(x)")]
)
def test_an_aggregate_is_called_as_the_query_calls_it(dialect: str, call: str) -> None:
    sql = f"SELECT k, {call} AS xs FROM t GROUP BY k"
    assert call.split("(")[0].upper() in message(sql, dialect, "agg-without-order")
