"""Routines and blocks whose pieces stand between semicolons: what is read, and where."""

import pytest

from tests.sqlreview.planted import found_in_place
from workbench.findings import Severity
from workbench.sqlreview.review import Reviewer

_REVIEWER = Reviewer(select=("null-comparison",))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "CREATE PROCEDURE p(IN a INT)\nBEGIN\n  DECLARE x INT;\n  IF a > 1 THEN\n"
         "    DELETE FROM t WHERE BAD;\n  END IF;\nEND"),
        ("mysql", "DELIMITER //\nCREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW BEGIN\n"
         "UPDATE u SET a = 1 WHERE BAD;\nEND//\nDELIMITER ;"),
        ("mysql", "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW UPDATE u SET a = 1 WHERE BAD"),
        ("mysql", "CREATE PROCEDURE p()\nl: BEGIN\nDECLARE CONTINUE HANDLER FOR 1051 SET d=1;\n"
         "REPEAT FETCH c INTO v; UNTIL BAD END REPEAT;\nEND"),
        ("mysql", "CREATE PROCEDURE p() BEGIN WHILE BAD DO SET a = 1; END WHILE; END"),
        ("mysql", "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN SELECT 1; "
         "ELSE DELETE FROM t WHERE BAD; END CASE; END"),
        ("oracle", "CREATE OR REPLACE PACKAGE BODY k AS\n  v TIMESTAMP WITH TIME ZONE;\n"
         "  PROCEDURE p(a IN NUMBER) IS\n  BEGIN\n    UPDATE t SET a = 1 WHERE BAD;\n  END p;\n"
         "END k;\n/\nSHOW ERRORS\n"),
        ("oracle", "CREATE OR REPLACE PACKAGE BODY k AS\n  PROCEDURE p (a NUMBER) IS\n  BEGIN\n"
         "    UPDATE t SET a = 1 WHERE BAD;\n  END p;\nEND k;\n/\n"),
        ("oracle", "CREATE TRIGGER r FOR INSERT ON t COMPOUND TRIGGER\n  v NUMBER;\n"
         "  AFTER EACH ROW IS BEGIN\n    DELETE FROM u WHERE BAD;\n  END AFTER EACH ROW;\nEND;\n/"),
        ("teradata", "REPLACE PROCEDURE p (IN a INTEGER)\nBEGIN\n  DELETE FROM t WHERE BAD;\nEND;"),
        ("bigquery", "CASE WHEN EXISTS (SELECT 1 FROM t WHERE BAD) THEN SELECT 1; "
         "ELSE SELECT 2; END CASE"),
        ("generic", "CREATE PROCEDURE p () LANGUAGE SQL BEGIN\n"
         "  DECLARE c CURSOR WITH RETURN FOR SELECT a FROM t WHERE BAD;\n  OPEN c;\nEND"),
        ("postgres", "DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT a FROM t WHERE BAD"),
        ("oracle", "BEGIN DELETE FROM t WHERE BAD RETURNING a BULK COLLECT INTO v; END;"),
        ("snowflake", "BEGIN INSERT INTO IDENTIFIER(:a || '.b') SELECT a FROM t WHERE BAD; END"),
        ("oracle", "DECLARE\n  CURSOR c (n NUMBER) IS SELECT a FROM t WHERE BAD;\n"
         "BEGIN\n  NULL;\nEND;"),
        ("oracle", "BEGIN\n  FORALL i IN 1 .. 9 UPDATE t SET a = 1 WHERE BAD;\nEND;"),
        ("oracle", "BEGIN\n FOR r IN (SELECT a FROM t WHERE BAD) LOOP k.do(r.a); END LOOP;\nEND;"),
        ("oracle", "BEGIN\n  k.do(1);\nEXCEPTION WHEN OTHERS THEN DELETE FROM t WHERE BAD;\nEND;"),
        ("postgres", "CREATE FUNCTION f() RETURNS int AS $$\nDECLARE\n  n int := "
         "(SELECT count(*) FROM t WHERE BAD);\nBEGIN\n  RETURN n;\nEND $$ LANGUAGE plpgsql"),
        ("postgres", "DO $$ BEGIN PERFORM f(a) FROM t WHERE BAD; END $$"),
        ("postgres", "DO $$ BEGIN IF x THEN n := 1; ELSIF BAD THEN n := 2; END IF; END $$"),
        ("postgres", "DO $$ BEGIN RETURN QUERY SELECT a FROM t WHERE BAD; END $$"),
        ("bigquery", "LOOP DELETE FROM t WHERE BAD; IF x THEN LEAVE; END IF; END LOOP;"),
        ("snowflake", "BEGIN LET x INT := 1; FOR r IN c DO DELETE FROM t WHERE BAD; END FOR; END"),
    ],
)  # fmt: skip
def test_sql_among_control_flow_is_reviewed_in_place(dialect: str, text: str) -> None:
    assert found_in_place(text, dialect).errors == ()


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "CREATE PROCEDURE p() BEGIN IF a THEN SELECT FROM WHERE; END IF; END"),
        ("oracle", "BEGIN SELECT a FROM t WHERE; END;"),
        ("postgres", "DO $$ BEGIN UPDATE t SET SET a = 1; END $$"),
    ],
)
def test_sql_among_control_flow_that_does_not_parse_is_told(dialect: str, text: str) -> None:
    errors = _REVIEWER.review(text, "t.sql", dialect).errors
    assert len(errors) == 1
    assert not errors[0].broken


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("mysql", "CREATE PROCEDURE p() BEGIN SELECT 1; END; SELEC 1 FROM t"),
        ("oracle", "CREATE PROCEDURE p IS BEGIN NULL; END p; SELEC 1 FROM t"),
        ("snowflake", "BEGIN; UPDATE t SET a = 1 WHERE b = 2; COMMIT; SELEC 1 FROM t"),
    ],
)
def test_a_mistake_behind_a_routine_is_a_mistake(dialect: str, text: str) -> None:
    errors = _REVIEWER.review(text, "t.sql", dialect).errors
    assert [error.broken for error in errors] == [True]


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        ("oracle", "PROMPT it's done\n"),
        ("oracle", "SET SERVEROUTPUT ON\n"),
        ("oracle", "WHENEVER SQLERROR EXIT FAILURE\n"),
        ("postgres", "\\echo it's \\quit\n"),
        ("tsql", ':setvar Path "C:\\x"\n'),
        ("tsql", "GO\n"),
        ("tsql", "GO 5\n"),
        ("mysql", "DELIMITER $$\n"),
    ],
)
def test_lines_for_the_client_are_passed_over(dialect: str, line: str) -> None:
    query = "SELECT a FROM t WHERE b = NULL"
    result = _REVIEWER.review(line + query, "t.sql", dialect)
    assert [(found.place.line, found.place.column) for found in result.findings] == [(2, 23)]
    assert result.errors == ()


def test_a_batch_behind_a_semicolon_is_reviewed() -> None:
    text = "SELECT 1;\nGO\nSELECT a FROM t WHERE b = NULL;\n  go \nSELECT a FROM t WHERE c = NULL;"
    result = _REVIEWER.review(text, "t.sql", "tsql")
    assert [(found.place.line, found.place.column) for found in result.findings] == [
        (3, 23),
        (5, 23),
    ]
    assert result.errors == ()


def test_a_glued_text_that_is_run_is_no_mistake_of_grammar() -> None:
    text = "EXEC ('SELECT a FROM ' + @t + ' WHERE b = 1');\nSELECT a FROM t WHERE b = NULL"
    result = _REVIEWER.review(text, "t.sql", "tsql")
    assert [found.place.line for found in result.findings] == [2]
    assert result.errors == ()


def test_a_line_inside_a_statement_is_none_for_the_client() -> None:
    text = "CREATE TABLE t (\n  a NUMBER,\n  prompt CLOB\n)"
    assert _REVIEWER.review(text, "t.sql", "oracle").errors == ()


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "SELECT a, b INTO x, y FROM t WHERE BAD"),
        ("postgres", "SELECT a INTO STRICT r.x FROM t WHERE BAD"),
        ("postgres", "SELECT a FROM t WHERE BAD LIMIT 1 INTO x"),
        ("postgres", "SELECT INTO x a FROM t WHERE BAD"),
        ("postgres", "DELETE FROM t WHERE BAD RETURNING a, b INTO x, y"),
        ("postgres", "SELECT a FROM @extschema@.t WHERE BAD"),
        ("mysql", "SELECT a FROM t WHERE BAD INTO OUTFILE 'f' FIELDS TERMINATED BY ','"),
        ("mysql", "SELECT a INTO OUTFILE 'f' LINES TERMINATED BY ';' FROM t WHERE BAD"),
        ("mysql", "SELECT a, b FROM t UNION SELECT a, b FROM u WHERE BAD INTO @x, @y"),
        ("mysql", "REPLACE INTO t (a) SELECT a FROM u WHERE BAD"),
        ("oracle", "SELECT a, b BULK COLLECT INTO x, y FROM t WHERE BAD"),
        ("tsql", "SET @x = (SELECT a FROM t WHERE BAD)\nEXEC p @x"),
        ("tsql", "CREATE PROC p AS\nDECLARE @x INT = (SELECT a FROM t WHERE BAD)\nEXEC q @x"),
        ("postgres", "CREATE FUNCTION f() RETURNS int AS '\n SELECT ''a'' FROM t WHERE BAD' "
         "LANGUAGE sql"),
    ],
)  # fmt: skip
def test_what_fills_variables_or_a_file_is_reviewed(dialect: str, text: str) -> None:
    assert found_in_place(text, dialect).errors == ()


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "CREATE FUNCTION f(p_id int) RETURNS int AS $$\nDECLARE\n  v text;\nBEGIN\n"
         "  DELETE FROM t WHERE a = p_id::text AND b = lower(v);\n  RETURN 1;\n"
         "END $$ LANGUAGE plpgsql"),
        ("postgres", "DO $$ DECLARE r record; BEGIN FOR r IN SELECT a FROM t WHERE a > 1 LOOP "
         "DELETE FROM u WHERE u.a = r.a; END LOOP; END $$"),
        ("mysql", "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW "
         "DELETE FROM u WHERE u.a = NEW.a AND u.b > OLD.b"),
        ("oracle", "CREATE PROCEDURE p(p_id IN NUMBER) IS\n  v_a VARCHAR2(10);\nBEGIN\n"
         "  SELECT a INTO v_a FROM t WHERE b = UPPER(v_a) AND id = p_id;\nEND;"),
    ],
)  # fmt: skip
def test_a_variable_of_a_routine_is_no_column(dialect: str, text: str) -> None:
    rules = ("unknown-relation-reference", "cast-on-column", "function-on-column")
    result = Reviewer(select=rules).review(text, "t.sql", dialect)
    assert [finding.message for finding in result.findings] == []
    assert [error.message for error in result.errors] == []


def test_what_rows_are_grouped_by_is_a_column() -> None:
    text = (
        "CREATE FUNCTION f(k int, OUT a int) AS $$\nBEGIN\n"
        "  SELECT a, count(*) INTO x FROM t WHERE lower(a) = 'x' GROUP BY k, a;\nEND $$ "
        "LANGUAGE plpgsql"
    )
    rules = ("order-or-group-by-constant", "function-on-column")
    result = Reviewer(select=rules).review(text, "t.sql", "postgres")
    assert [(f.rule, f.place.line, f.place.column) for f in result.findings] == [
        ("function-on-column", 3, 42)
    ]


def test_the_target_of_a_hinted_insert_is_no_variable() -> None:
    text = (
        "CREATE PROCEDURE p (d IN DATE) IS BEGIN\n"
        "  INSERT /*+ APPEND */ INTO x (a) SELECT t.a FROM t WHERE TRUNC(t.b) = d;\nEND;"
    )
    result = Reviewer(select=("function-on-column",)).review(text, "t.sql", "oracle")
    assert [(f.place.line, f.severity) for f in result.findings] == [(2, Severity.WARNING)]


def test_a_name_that_is_no_variable_is_a_column() -> None:
    text = (
        "CREATE FUNCTION f(p_id int) RETURNS int AS $$\nBEGIN\n"
        "  DELETE FROM t WHERE lower(v) = 'x' AND x.a = p_id;\n  RETURN 1;\n"
        "END $$ LANGUAGE plpgsql"
    )
    rules = ("unknown-relation-reference", "function-on-column")
    result = Reviewer(select=rules).review(text, "t.sql", "postgres")
    assert [(f.rule, f.place.line, f.place.column) for f in result.findings] == [
        ("function-on-column", 3, 23),
        ("unknown-relation-reference", 3, 42),
    ]


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("bigquery", "DECLARE v DATE DEFAULT CURRENT_DATE();\nQUERY"),
        ("bigquery", "DECLARE u, v DATE;\nSET v = (SELECT MAX(d) FROM z.o);\nQUERY"),
        ("databricks", "DECLARE OR REPLACE VARIABLE v DATE DEFAULT current_date();\nQUERY"),
        ("databricks", "DECLARE v DATE;\nQUERY"),
        ("snowflake", "SET v = '2024-01-01';\nQUERY".replace("v", "$v", 0)),
        ("mysql", "SET @v = '2024-01-01';\nQUERY"),
        ("tsql", "DECLARE @v date = GETDATE();\nQUERY"),
    ],
)
def test_a_variable_of_a_script_is_no_column(dialect: str, text: str) -> None:
    sign = {"snowflake": "$", "mysql": "@", "tsql": "@"}.get(dialect, "")
    query = (
        "SELECT o.id, v AS w FROM o INNER JOIN i ON i.o = o.id "
        "WHERE DATE(v) = o.d AND CAST(v AS DATE) < i.d AND COALESCE(v, o.d) = i.e"
    ).replace("v", f"{sign}v")
    rules = ("unqualified-column", "function-on-column", "cast-on-column", "unknown-column")
    result = Reviewer(select=rules).review(text.replace("QUERY", query), "t.sql", dialect)
    assert ([f.message for f in result.findings], result.errors) == ([], ())


def test_a_variable_of_the_session_is_no_relation() -> None:
    query = "SELECT o.a FROM o INNER JOIN i ON i.o = o.a WHERE o.d = session.v AND o.e = other.v"
    text = "DECLARE v DATE;\n" + query
    result = Reviewer(select=["unknown-relation-reference"]).review(text, "t.sql", "databricks")
    places = [(f.place.line, f.place.column) for f in result.findings]
    assert places == [(2, query.index("other") + 1)]


def test_what_only_looks_like_a_variable_stays_a_column() -> None:
    text = "DECLARE v DATE;\nSELECT o.id, c FROM o INNER JOIN i ON i.o = o.id WHERE o.d = v"
    result = Reviewer(select=["unqualified-column"]).review(text, "t.sql", "bigquery")
    assert [(f.place.line, f.place.column) for f in result.findings] == [(2, 14)]
