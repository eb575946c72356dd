"""Statements inside procedures, blocks and function bodies."""

import pytest

from tests.sqlreview.planted import found_in_place
from workbench.sqlreview.review import FileReview, Reviewer


def review(text: str, dialect: str) -> FileReview:
    return Reviewer(select=["null-comparison"]).review(text, "x.sql", dialect)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("tsql", "CREATE OR ALTER PROC p (@a INT)\nWITH RECOMPILE AS\nDELETE FROM t WHERE BAD"),
        ("tsql", "CREATE PROCEDURE p AS BEGIN TRY DELETE FROM t WHERE BAD END TRY"),
        ("tsql", "CREATE TRIGGER r ON t AFTER INSERT AS BEGIN DELETE FROM u WHERE BAD END"),
        ("tsql", "CREATE PROC p AS\nSET NOCOUNT ON\nINSERT INTO t (a)\nSELECT a FROM u WHERE BAD"),
        ("tsql", "CREATE OR ALTER PROC p AS\nUPDATE t\nSET a = 1\nWHERE BAD\nSET @x = 1"),
        ("tsql", "CREATE OR ALTER PROC p AS\nWITH c AS (SELECT 1 AS x)\nSELECT * FROM c WHERE BAD"),
        ("tsql", "SELECT a FROM t;\nDELETE FROM t WHERE BAD\nEND"),
        ("postgres", "CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  DELETE FROM t WHERE BAD;\n"
         "  RETURN 1;\nEND $$ LANGUAGE plpgsql"),
        ("postgres", "DO $do$ BEGIN IF a THEN UPDATE t SET y = 1 WHERE BAD; END IF; END $do$"),
        ("snowflake", "CREATE PROCEDURE p() RETURNS int LANGUAGE SQL AS $$\nBEGIN\n"
         "DELETE FROM t WHERE BAD;\nRETURN 1;\nEND\n$$"),
        ("bigquery", "BEGIN DELETE FROM t WHERE BAD; EXCEPTION WHEN ERROR THEN SELECT 1; END;"),
        ("bigquery", "IF x > 1 THEN DELETE FROM t WHERE BAD; END IF;"),
        ("redshift", "UNLOAD ('select a from t where b = ''it'' and BAD') TO 's3://x' PARQUET"),
        ("redshift", "UNLOAD ('select a from t\nwhere b = \\'x\\' and BAD') TO 's3://x'"),
        ("redshift", "UNLOAD ($$select a from t where b = 'x' and BAD$$) TO 's3://x' GZIP"),
        ("redshift", "CREATE PROCEDURE p() AS $$ BEGIN UNLOAD ('select a from t where BAD') "
         "TO 's3://x'; END; $$ LANGUAGE plpgsql"),
        ("snowflake", "EXECUTE IMMEDIATE 'DELETE FROM t WHERE b = ''x'' AND BAD'"),
        ("bigquery", 'EXECUTE IMMEDIATE """\nDELETE FROM t WHERE b = "y" AND BAD""" USING 1 AS i'),
        ("bigquery", "EXECUTE IMMEDIATE \"DELETE FROM t WHERE b = 'y' AND BAD\""),
        ("oracle", "BEGIN EXECUTE IMMEDIATE 'DELETE FROM t WHERE BAD' USING x; END;\n/"),
        ("mysql", "PREPARE s FROM 'DELETE FROM t WHERE BAD'"),
        ("postgres", "CREATE POLICY p ON t FOR SELECT USING (a = current_user AND BAD)"),
        ("postgres", "CREATE POLICY p ON t WITH CHECK (a IN (SELECT a FROM u WHERE BAD))"),
        ("snowflake", "CREATE ROW ACCESS POLICY p AS (v int) RETURNS boolean -> "
         "EXISTS (SELECT 1 FROM t WHERE BAD)"),
        ("snowflake", "CREATE ALERT a WAREHOUSE = w SCHEDULE = '1 minute' IF (EXISTS "
         "(SELECT 1 FROM t WHERE BAD)) THEN INSERT INTO u (a) VALUES (1)"),
        ("snowflake", "CREATE ALERT a IF (EXISTS (SELECT 1 FROM t)) THEN DELETE FROM u WHERE BAD"),
        ("postgres", "CREATE RULE r AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = 1 WHERE BAD"),
        ("trino", "PREPARE q FROM SELECT a FROM t WHERE i = ? AND BAD"),
        ("bigquery", "ASSERT EXISTS (SELECT 1 FROM t WHERE BAD) AS 'none'"),
    ],
)  # fmt: skip
def test_statements_in_bodies_are_reviewed_in_place(dialect: str, text: str) -> None:
    result = found_in_place(text, dialect)
    assert not any(error.broken for error in result.errors)


def test_a_text_in_dollar_quotes_may_be_anything() -> None:
    result = review("SELECT a, $q$it's x = NULL$q$ AS b FROM t", "postgres")
    assert (result.findings, result.errors) == ((), ())


def test_an_unload_is_no_result_and_needs_no_limit() -> None:
    text = "UNLOAD ('select * from t where a = 1') TO 's3://x' PARQUET"
    assert Reviewer().review(text, "x.sql", "redshift").findings == ()


def test_the_start_of_a_text_that_is_put_together_is_no_statement() -> None:
    text = "EXECUTE IMMEDIATE 'DELETE FROM t WHERE x = NULL AND y = ' || z"
    result = review(text, "snowflake")
    assert (result.findings, [error.broken for error in result.errors]) == ((), [False])


@pytest.mark.parametrize(
    "text",
    [
        "CREATE PROCEDURE p AS BODY",
        "CREATE PROCEDURE p @x INT AS\nSET NOCOUNT ON\nBODY",
        "CREATE PROCEDURE p AS BEGIN BODY END",
        "CREATE OR ALTER PROC p AS BEGIN BODY; SELECT 1 AS x END",
    ],
)
@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("unbounded-result", "SELECT a FROM t WHERE b = 2"),
        ("limit-without-order-by", "SELECT TOP 5 a FROM t"),
        ("no-filter-on-scan", "SELECT a FROM t"),
        ("dml-without-where", "DELETE FROM t"),
    ],
)
def test_what_a_procedure_returns_is_a_result(text: str, rule: str, body: str) -> None:
    alone = Reviewer(select=[rule]).review(body, "x.sql", "tsql")
    inside = Reviewer(select=[rule]).review(text.replace("BODY", body), "x.sql", "tsql")
    assert [found.message for found in inside.findings] == [
        found.message for found in alone.findings
    ]
    assert (len(alone.findings), inside.errors) == (1, ())


def test_a_procedure_stays_a_definition() -> None:
    text = "CREATE PROCEDURE p AS SELECT a FROM t WHERE b = 2"
    rules = [found.rule for found in Reviewer().review(text, "x.sql", "tsql").findings]
    assert rules == ["unbounded-result"]


def test_what_surrounds_them_is_not_called_clean() -> None:
    result = review("CREATE PROC p AS\nEXTERNAL NAME a.b.c", "tsql")
    assert [error.line for error in result.errors] == [1]


def test_a_variable_called_end_ends_nothing() -> None:
    result = review("SELECT a FROM t WHERE x = NULL AND d < @end", "tsql")
    assert (len(result.findings), result.errors) == (1, ())


def test_a_body_in_another_language_is_left_alone() -> None:
    text = "CREATE FUNCTION f() RETURNS int AS $$\nDELETE = 'x = NULL'\n$$ LANGUAGE plpython3u"
    assert review(text, "postgres").findings == ()
