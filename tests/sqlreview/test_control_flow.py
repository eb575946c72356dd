"""T-SQL control flow: what IF and WHILE test, and what they guard, is reviewed."""

import pytest

from workbench.sqlreview.review import review_text


def findings(sql: str) -> list[tuple[str, str]]:
    """Return the findings with the text of their places, all on one line each."""
    lines = sql.split("\n")
    return [
        (each.rule, lines[each.place.line - 1][each.place.column - 1 : each.place.end_column - 1])
        for each in review_text(sql, "q.sql", "tsql").findings
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "IF @x = 1 DELETE FROM orders",
        "IF @x = 1\nBEGIN\n  DELETE FROM orders\nEND",
        "IF EXISTS (SELECT 1 FROM t) PRINT 'x' ELSE DELETE FROM orders",
        "IF @x = 1\n  PRINT 'x'\nELSE\n  DELETE FROM orders",
        "BEGIN TRY\n  DELETE FROM orders\nEND TRY\nBEGIN CATCH\n  THROW\nEND CATCH",
        "WHILE @i < 5\nBEGIN\n  SET @i = @i + 1;\n  DELETE FROM orders;\nEND",
        "PRINT 'x'\nDELETE FROM orders",
        "BEGIN TRAN\nDELETE FROM orders\nCOMMIT",
        "SET TRANSACTION ISOLATION LEVEL SNAPSHOT\nDELETE FROM orders",
        "SET NOCOUNT ON\nDECLARE @n INT = 1,\n  @m INT\nDELETE FROM orders",
        "CREATE TRIGGER tr ON t AFTER UPDATE AS\nIF UPDATE(a)\nBEGIN\n  DELETE FROM orders\nEND",
    ],
)
def test_a_write_is_found_wherever_it_stands(sql: str) -> None:
    found = [text for rule, text in findings(sql) if rule == "dml-without-where"]
    assert found == ["DELETE FROM orders"]


def test_conditions_are_reviewed_at_their_place() -> None:
    sql = "IF (SELECT COUNT(*) FROM t WHERE x = 1) > 0 PRINT 'x'"
    assert findings(sql) == [("count-for-existence", "(SELECT COUNT(*) FROM t WHERE x = 1) > 0")]
    assert ("null-comparison", "@x = NULL") in findings("WHILE @x = NULL\nSET @x = 1")


def test_a_definition_under_if_is_one_statement() -> None:
    rules = [rule for rule, _ in findings("IF OBJECT_ID('t') IS NULL CREATE TABLE t (id INT)")]
    assert "ddl-not-idempotent" not in rules


def test_a_statement_over_several_lines_stays_whole() -> None:
    sql = "DECLARE c CURSOR FOR\nSELECT a FROM t WHERE b = NULL\nOPEN c"
    assert ("null-comparison", "b = NULL") in findings(sql)
    assert review_text("SET @n = (\nSELECT 1\n)\nSELECT 2", "q.sql", "tsql").errors == ()
