"""The engine: one parse, one walk, rules that cannot hurt each other, ignores."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token

from workbench.findings import Severity
from workbench.sqlreview import context as context_module
from workbench.sqlreview import registry, statements
from workbench.sqlreview import review as review_module
from workbench.sqlreview import scopes as scopes_module
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import names, parser_dialect
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.relations import Relation, relations_of
from workbench.sqlreview.review import Reviewer, review_text
from workbench.sqlreview.rule import Example, Remark, Rule, rule
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.scopes import Scope, read_scopes
from workbench.sqlreview.source import SqlSource

TWO = "SELECT * FROM a WHERE x = NULL; SELECT * FROM b JOIN c ON b.i = c.i WHERE b.y = 1"


def test_each_statement_is_parsed_once_and_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[exp.Expr] = []
    parsed: list[int] = []

    class Counting:
        """The parser of a dialect that counts how often it is called."""

        def __init__(self, dialect: str) -> None:
            self._dialect = parser_dialect(dialect)
            self._parser: Parser = self._dialect.parser()

        def tokenize(self, text: str) -> list[Token]:
            return self._dialect.tokenize(text)

        def parser(self) -> "Counting":
            return self

        def parse(self, tokens: list[Token], text: str) -> list[exp.Expr | None]:
            parsed.append(len(tokens))
            return self._parser.parse(tokens, text)

    def counted(tree: exp.Expr, schema: Schema | None = None) -> list[Scope]:
        walked.append(tree)
        return read_scopes(tree, schema)

    monkeypatch.setattr(statements, "parser_dialect", Counting)
    monkeypatch.setattr(context_module, "read_scopes", counted)
    review = review_text(TWO, "x.sql")
    assert review.findings
    assert len(parsed) == len(walked) == review.statements == 2


def test_relations_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[exp.Expr] = []
    original = relations_of

    def counted(root: exp.Expr, *rest: object) -> list[Relation]:
        asked.append(root)
        return original(root, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(scopes_module, "relations_of", counted)
    review_text("WITH a AS (SELECT * FROM t) SELECT * FROM a JOIN b ON a.i = b.i", "x.sql")
    assert len(asked) == len({id(root) for root in asked})


def test_a_rule_that_raises_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(node: exp.Expr, context: Context) -> Iterator[Remark]:
        raise RuntimeError("oops")

    rules = tuple(replace(r, check=broken) if r.slug == "select-star" else r for r in all_rules())
    monkeypatch.setattr(review_module, "sql_rules", lambda: rules)
    monkeypatch.setattr(review_module, "all_rules", lambda: rules)
    review = review_text(TWO, "x.sql")
    found = {finding.rule for finding in review.findings}
    assert "null-comparison" in found
    assert "select-star" not in found
    assert [error.message for error in review.errors] == [
        "rule select-star failed on this statement (RuntimeError: oops)"
    ] * 2


@pytest.mark.parametrize(
    ("fires", "quiet"),
    [
        ([], [Example("SELECT 1")]),
        ([Example("«SELECT» 1")], []),
        ([Example("SELECT 1")], [Example("SELECT 2")]),
    ],
    ids=["nothing fires", "nothing quiet", "no place marked"],
)
def test_a_rule_without_both_kinds_of_example_does_not_load(
    fires: list[Example], quiet: list[Example]
) -> None:
    with pytest.raises(ValueError, match="needs examples"):
        rule(
            "x",
            nodes=(exp.Select,),
            severity=Severity.INFO,
            category="performance",
            source="sql-checklist",
            why="w",
            fix="f",
            fires=fires,
            quiet=quiet,
        )


def test_rules_have_distinct_names_in_order() -> None:
    slugs = [found.slug for found in registry.all_rules()]
    assert slugs == sorted(set(slugs))
    assert all(isinstance(found, Rule) for found in registry.all_rules())


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM t -- workbench: ignore[dml-without-where] emptied nightly",
        "-- workbench: ignore[dml-without-where] emptied nightly\nDELETE FROM t",
        "-- workbench: ignore[select-star, dml-without-where]\n-- more words\nDELETE FROM t",
        "/* workbench: ignore[dml-without-where] why */\r\nDELETE FROM t",
    ],
)
def test_a_finding_is_silenced_in_place(text: str) -> None:
    review = Reviewer(select=["dml-without-where"]).review(text, "x.sql")
    assert (review.findings, review.statements) == ((), 1)


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM t -- workbench: ignore[select-star] another rule",
        "-- workbench: ignore[dml-without-where] too far\nSELECT 1;\nDELETE FROM t",
    ],
)
def test_an_ignore_counts_for_its_rule_and_line_only(text: str) -> None:
    review = Reviewer(select=["dml-without-where"]).review(text, "x.sql")
    assert [finding.rule for finding in review.findings] == ["dml-without-where"]


def test_the_same_text_gives_the_same_review() -> None:
    assert review_text(TWO, "x.sql") == review_text(TWO, "x.sql")


VOCABULARY = """
SELECT FROM WHERE JOIN ON AND OR NOT IN ( ) , ; * a b.c t 1 'x' NULL = <> LIKE '%a' UNION ALL
DISTINCT GROUP BY ORDER LIMIT UPDATE SET DELETE WITH AS CASE WHEN THEN END COUNT( EXISTS(
UNNEST( . -- /* */ " ` 日 🎉 CROSS LEFT USING VALUES INSERT INTO OVER( GO
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", "\r\n", "\t"])


def check_any_text(text: str, dialect: str) -> None:
    review = review_text(text, "any.sql", dialect)
    source = SqlSource(text)
    for finding in review.findings:
        place = finding.place
        start = source.offset(place.line, place.column)
        end = source.offset(place.end_line, place.end_column - 1)
        assert source.line_and_column(start) == (place.line, place.column)
        assert start <= end < len(source.text)
    failed = [error.message for error in review.errors if error.message.startswith("rule ")]
    assert failed == []


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40), st.sampled_from(names()))
def test_any_words_are_survived(words: list[str], dialect: str) -> None:
    check_any_text(" ".join(words), dialect)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.sampled_from(names()))
def test_any_text_is_survived(text: str, dialect: str) -> None:
    check_any_text(text, dialect)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT /*+ /* BROADCAST(orders) */ c.id FROM orders AS c", "spark"),
        ("SELECT /*+SELECT BROADCAST(orders) */ c.id FROM orders AS c", "spark"),
        ("EXEC sp_rename 'd;eVALUESrs', 'sales'", "tsql"),
        ("IF OBJECT_ID('a') DROP TABLE", "tsql"),
        ("DROP TABLE.PACE sales INCLUDING CONTENTS--", "oracle"),
    ],
)
def test_damage_that_once_stopped_a_review_is_survived(text: str, dialect: str) -> None:
    check_any_text(text, dialect)


EXAMPLES = st.sampled_from([e for r in all_rules() for e in (*r.fires, *r.quiet)])


@settings(max_examples=150, deadline=None)
@given(EXAMPLES, st.data())
def test_any_damage_is_survived(example: Example, data: st.DataObject) -> None:
    text = example.plain
    cut = data.draw(st.integers(0, len(text)))
    to = data.draw(st.integers(cut, min(len(text), cut + 8)))
    check_any_text(text[:cut] + data.draw(WORDS) + text[to:], example.dialect)
