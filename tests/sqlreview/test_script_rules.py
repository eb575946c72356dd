"""Rules over a whole script, and over statements of which only the words are known."""

from collections.abc import Iterator

import pytest
from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview import review as review_module
from workbench.sqlreview.context import Context
from workbench.sqlreview.review import FileReview, Reviewer
from workbench.sqlreview.rule import Example, Remark, Rule, rule, script_rule
from workbench.sqlreview.script import Script


@script_rule(
    "every-statement",
    severity=Severity.INFO,
    category="safety",
    source="sql-checklist",
    why="w",
    fix="f",
    fires=[Example("«SELECT 1»")],
    quiet=[Example("")],
)
def every_statement(script: Script) -> Iterator[Remark]:
    for number, step in enumerate(script.with_bodies):
        yield Remark(step.words.statement(), f"statement {number}")


@script_rule(
    "broken-script-rule",
    severity=Severity.INFO,
    category="safety",
    source="sql-checklist",
    why="w",
    fix="f",
    fires=[Example("«SELECT 1»")],
    quiet=[Example("")],
)
def broken_script_rule(script: Script) -> Iterator[Remark]:
    raise RuntimeError(f"oops in {len(script.steps)}")
    yield


@rule(
    "any-command",
    nodes=(exp.Command,),
    severity=Severity.INFO,
    category="safety",
    source="sql-checklist",
    why="w",
    fix="f",
    fires=[Example("«VACUUM» t", "postgres")],
    quiet=[Example("SELECT 1")],
)
def any_command(command: exp.Command, context: Context) -> Iterator[Remark]:
    yield Remark(context.words.span(0), command.name)


def review(monkeypatch: pytest.MonkeyPatch, text: str, *rules: Rule) -> FileReview:
    monkeypatch.setattr(review_module, "sql_rules", lambda: rules)
    monkeypatch.setattr(review_module, "all_rules", lambda: rules)
    return Reviewer().review(text, "x.sql", "postgres")


def flagged(text: str, found: FileReview) -> list[str]:
    places = [finding.place for finding in found.findings]
    assert {place.line for place in places} <= {1}
    return [text[place.column - 1 : place.end_column - 1] for place in places]


def test_a_script_rule_sees_every_statement_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "BEGIN; VACUUM t; SELECT FROM WHERE; SELECT 'a'"
    found = review(monkeypatch, text, every_statement)
    assert flagged(text, found) == text.split("; ")
    assert [finding.message[-1] for finding in found.findings] == ["0", "1", "2", "3"]


def test_a_body_in_dollar_quotes_is_read_at_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "DO $x$ BEGIN; EXECUTE a || b; $x$"
    found = review(monkeypatch, text, every_statement)
    assert flagged(text, found) == [text, "BEGIN", "EXECUTE a || b"]


def test_a_finding_of_a_script_rule_is_silenced_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT 1; -- workbench: ignore[every-statement] known\nSELECT 2"
    found = review(monkeypatch, text, every_statement)
    assert [finding.place.line for finding in found.findings] == [2]


def test_a_script_rule_that_raises_does_not_hinder_others(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT 1; SELECT 2"
    found = review(monkeypatch, text, broken_script_rule, every_statement)
    assert flagged(text, found) == ["SELECT 1", "SELECT 2"]
    assert [error.message for error in found.errors] == [
        "rule broken-script-rule failed on this statement (RuntimeError: oops in 2)"
    ]


def test_statements_without_a_tree_are_shown_as_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "VACUUM t; SELECT 1; SELECT FROM WHERE"
    found = review(monkeypatch, text, any_command)
    assert flagged(text, found) == ["VACUUM", "SELECT"]
    assert len(found.errors) == 2


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("ALTER TABLE t ADD a INT; UPDATE t SET a = 1;", Severity.HINT),
        ("ALTER TABLE t ADD a INT; UPDATE t SET a = 1, b = 2;", Severity.ERROR),
        ("UPDATE t SET a = 1; ALTER TABLE t ADD a INT;", Severity.ERROR),
    ],
)
def test_filling_a_column_that_the_script_adds_is_no_accident(
    text: str, severity: Severity
) -> None:
    review = Reviewer(["dml-without-where"]).review(text, "x.sql", "postgres")
    assert [finding.severity for finding in review.findings] == [severity]


def test_rows_of_a_table_that_the_script_creates_need_no_columns() -> None:
    text = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1); INSERT INTO u VALUES (1);"
    review = Reviewer(["insert-without-columns"]).review(text, "x.sql", "mysql")
    severities = [finding.severity for finding in review.findings]
    assert severities == [Severity.HINT, Severity.WARNING]
