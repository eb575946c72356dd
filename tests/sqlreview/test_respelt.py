"""Statements whose dialect the parser does not know to the end are read all the same."""

import pytest

from tests.sqlreview.planted import found_in_place
from workbench.sqlreview.review import Reviewer, review_text


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("tsql", "DELETE FROM o FROM dbo.orders AS o WHERE o.x = 1 AND c = NULL"),
        ("oracle", "MERGE INTO t USING s ON (t.i = s.i) WHEN MATCHED THEN UPDATE SET t.a = "
         "CASE WHEN c = NULL THEN 1 END WHERE t.b = 1 DELETE WHERE t.d = 1"),
        ("mysql", "UPDATE LOW_PRIORITY IGNORE t SET a = 1 WHERE c = NULL"),
        ("sqlite", "UPDATE OR IGNORE t SET a = 1 WHERE c = NULL"),
        ("postgres", "CREATE MATERIALIZED VIEW v AS SELECT a FROM t WHERE c = NULL WITH NO DATA"),
        ("tsql", "CREATE OR ALTER VIEW v AS SELECT a FROM t WHERE c = NULL WITH CHECK OPTION"),
        ("databricks", "MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.i = s.i "
         "WHEN MATCHED AND c = NULL THEN UPDATE SET *"),
        ("postgres", "EXPLAIN (ANALYZE, BUFFERS) SELECT a FROM t WHERE c = NULL"),
        ("postgres", "EXPLAIN ANALYZE WITH x AS (SELECT a FROM t) SELECT a FROM x WHERE c = NULL"),
        ("oracle", "EXPLAIN PLAN FOR SELECT a FROM t WHERE c = NULL"),
        ("postgres", "PREPARE p (int) AS SELECT a FROM t WHERE c = NULL"),
        ("snowflake", "CREATE TASK x WAREHOUSE = w SCHEDULE = '1 minute' AS "
         "INSERT INTO t (a) SELECT a FROM u WHERE c = NULL"),
        ("clickhouse", "ALTER TABLE d.t ON CLUSTER c UPDATE a = 1 IN PARTITION 7 WHERE c = NULL "
         "SETTINGS mutations_sync = 1"),
        ("clickhouse", "ALTER TABLE t DELETE IN PARTITION ID 'x' WHERE c = NULL"),
        ("clickhouse", "CREATE MATERIALIZED VIEW v ENGINE = SummingMergeTree ORDER BY a POPULATE "
         "AS SELECT a FROM t WHERE c = NULL"),
        ("oracle", "CREATE MATERIALIZED VIEW v BUILD IMMEDIATE REFRESH FAST ON DEMAND AS "
         "SELECT a FROM t WHERE c = NULL"),
        ("oracle", "CREATE TABLE x PARALLEL 8 NOLOGGING COMPRESS AS "
         "SELECT a FROM t WHERE c = NULL"),
        ("oracle", "INSERT INTO t (a) SELECT a FROM u WHERE c = NULL "
         "LOG ERRORS INTO e ('x') REJECT LIMIT 10"),
        ("oracle", "SELECT a FROM t VERSIONS BETWEEN SCN MINVALUE AND MAXVALUE WHERE c = NULL"),
        ("hive", "CREATE VIEW v PARTITIONED ON (d) AS SELECT a, d FROM t WHERE c = NULL"),
        ("hive", "INSERT INTO TABLE x PARTITION (d) IF NOT EXISTS "
         "SELECT a, d FROM t WHERE c = NULL"),
        ("spark", "INSERT OVERWRITE DIRECTORY '/x' USING parquet OPTIONS (a 'b') "
         "SELECT a FROM t WHERE c = NULL"),
        ("trino", "CREATE MATERIALIZED VIEW v GRACE PERIOD INTERVAL '5' MINUTE AS "
         "SELECT a FROM t WHERE c = NULL"),
        ("databricks", "CREATE STREAMING LIVE TABLE t COMMENT 'x' AS "
         "SELECT a FROM u WHERE c = NULL"),
        ("snowflake", "CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM "
         "(SELECT $1:a FROM @s WHERE c = NULL) FILE_FORMAT = (TYPE = JSON)"),
        ("athena", "UNLOAD (SELECT a FROM t WHERE c = NULL) TO 's3://b/' WITH (format = 'ORC')"),
        ("mysql", "INSERT LOW_PRIORITY IGNORE INTO t (a) SELECT a FROM u WHERE c = NULL"),
        ("mysql", "SELECT j.x FROM t, JSON_TABLE(t.d, '$[*]' COLUMNS (x INT PATH '$.x' "
         "DEFAULT '0' ON EMPTY NULL ON ERROR)) AS j WHERE c = NULL"),
        ("postgres", "COPY (SELECT a FROM t WHERE c = NULL) TO STDOUT (FORMAT binary)"),
        ("databricks", "CREATE OR REFRESH LIVE TABLE t (CONSTRAINT k EXPECT (a IS NOT NULL)) AS "
         "SELECT a FROM u WHERE c = NULL"),
        ("postgres", "INSERT INTO t (a) OVERRIDING SYSTEM VALUE SELECT a FROM u WHERE c = NULL"),
        ("bigquery", "FROM t |> SET d = NULL, e = f |> DROP g |> RENAME h AS i |> WHERE c = NULL "
         "AND j"),
        ("bigquery", "SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) COUNT(*) AS n FROM t "
         "WHERE c = NULL"),
        ("generic", "SELECT a FROM t WHERE c = NULL FETCH FIRST 10 ROWS ONLY WITH UR"),
        ("generic", "UPSERT t SELECT a FROM u WHERE c = NULL"),
    ],
)  # fmt: skip
def test_the_rest_of_the_statement_is_reviewed(dialect: str, sql: str) -> None:
    review = review_text(sql, "q.sql", dialect)
    assert review.errors == ()
    place = next(each for each in review.findings if each.rule == "null-comparison").place
    assert sql[place.column - 1 : place.end_column - 1] == "c = NULL"


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("tsql", "WAITFOR DELAY '00:00:05'"),
        ("tsql", "THROW 50000, 'x', 1"),
        ("tsql", "UPDATE t SET a = 1 WHERE CURRENT OF c"),
        ("tsql", "ALTER TABLE t WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (a)"),
        ("tsql", "CREATE NONCLUSTERED INDEX i ON t (a) INCLUDE (b) WHERE a > 1 WITH (ONLINE = ON)"),
        ("tsql", "CREATE TABLE t (a uniqueidentifier ROWGUIDCOL NOT NULL)"),
        ("tsql", "CREATE TABLE t (a int, PRIMARY KEY CLUSTERED (a ASC), UNIQUE NONCLUSTERED (a))"),
        ("tsql", "CREATE TABLE #t (a int NOT NULL PRIMARY KEY CLUSTERED, b int)"),
        ("oracle", "CREATE TABLE t (enable NUMBER NOT NULL ENABLE) PCTFREE 10 TABLESPACE x"),
        ("oracle", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) ENABLE NOVALIDATE"),
        ("mysql", "CREATE TABLE t (a int) PARTITION BY RANGE (a) "
         "(PARTITION p VALUES LESS THAN MAXVALUE)"),
        ("postgres", "NOTIFY x, 'y'"),
        ("redshift", "MERGE INTO t USING s ON t.i = s.i REMOVE DUPLICATES"),
        ("oracle", "ALTER TABLE t DROP PARTITION p UPDATE GLOBAL INDEXES"),
        ("sqlite", "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter')"),
        ("tsql", "sp_rename 't.a', 'b', 'COLUMN'"),
        ("databricks", "CONVERT TO DELTA parquet.`/x` PARTITIONED BY (d DATE)"),
        ("tsql", "SET TRANSACTION ISOLATION LEVEL SNAPSHOT"),
        ("mysql", "SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED"),
        ("mysql", "LOAD DATA LOCAL INFILE 'x.csv' INTO TABLE t FIELDS TERMINATED BY ','"),
    ],
)  # fmt: skip
def test_valid_statements_are_not_called_broken(dialect: str, sql: str) -> None:
    assert not any(error.broken for error in review_text(sql, "q.sql", dialect).errors)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ignore SET a =",
        "DELETE FROM t WHERE FROM",
        "SELECT a FROM t WHERE CURRENT OF",
        "WITH XMLNAMESPACES ('x' AS y) SELECT FROM WHERE",
    ],
)
def test_what_is_wrong_stays_wrong(sql: str) -> None:
    assert [error.broken for error in review_text(sql, "q.sql", "tsql").errors] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM t OUTPUT deleted.id INTO @t WHERE BAD",
        "UPDATE TOP (10) t SET a = 1 WHERE BAD",
        "SELECT @x += a FROM t WHERE BAD",
        "Logging:\nSELECT a FROM t WHERE BAD",
        "IF @a = 1 SELECT a FROM t WHERE BAD ELSE SELECT b FROM t",
        "SELECT a FROM t WITH (UPDLOCK READPAST) WHERE BAD",
        "SELECT a FROM OPENROWSET(BULK 'f', SINGLE_CLOB) AS j WHERE BAD",
        "DECLARE c CURSOR LOCAL FAST_FORWARD FOR SELECT a FROM t WHERE BAD",
        "SET @c = CURSOR FOR SELECT a FROM t WHERE BAD",
        "INSERT INTO @t EXEC sp_who\nSELECT a FROM t WHERE BAD",
        "RAISERROR('%s', 16, 1, @a) WITH NOWAIT\nDELETE FROM t WHERE BAD",
        "SET ANSI_NULLS, QUOTED_IDENTIFIER ON\nSELECT a FROM t WHERE BAD",
        "SET @x += 1\nSELECT a FROM t WHERE BAD",
        "ALTER PROCEDURE p @a int AS BEGIN SET NOCOUNT ON; SELECT a FROM t WHERE BAD END",
        "SELECT a FROM t WITH (INDEX = ix) WHERE BAD",
        "SELECT a FROM t WITH (NOLOCK, INDEX = (ix)) JOIN v WITH (INDEX=iy) ON i = j WHERE BAD",
        "SELECT a FROM t WHERE BAD OPTION (USE HINT('X', 'Y'), RECOMPILE, MAXDOP 1)",
        "SELECT a FROM t WHERE BAD OPTION (HASH JOIN, OPTIMIZE FOR (@x = 1, @y UNKNOWN))",
        "SELECT a FROM t WHERE BAD OPTION (TABLE HINT(t, INDEX(ix)))",
        "DELETE FROM t WHERE BAD OPTION (MAXDOP 1)",
        "INSERT INTO t WITH (TABLOCK) (a) SELECT a FROM u WHERE BAD",
        "SELECT a FROM t WHERE b !> 5 AND BAD AND c !< 2",
        "WITH XMLNAMESPACES ('http://x' AS ns) SELECT a FROM t WHERE BAD",
        "WITH XMLNAMESPACES (DEFAULT 'x'), q AS (SELECT a FROM t WHERE BAD) SELECT a FROM q",
        "SELECT a FROM OPENROWSET(BULK 'f', FORMAT = 'CSV') WITH (a int, b int) AS r WHERE BAD",
        "SELECT PARSE(a AS date USING 'en-US') AS a FROM t WHERE BAD",
        "CREATE TABLE x WITH (DISTRIBUTION = HASH(a), CLUSTERED COLUMNSTORE INDEX) AS "
        "SELECT a FROM t WHERE BAD",
        "BEGIN TRY\nBEGIN TRAN\nUPDATE t SET a = 1 WHERE BAD\nCOMMIT\nEND TRY\nBEGIN CATCH\n"
        "ROLLBACK\n;THROW\nEND CATCH",
        "CREATE PROC p AS BEGIN\nSELECT 1;\nUPDATE t SET a = 1 WHERE BAD\nRETURN 0\nEND\nGO",
        "SET @x = 1;\nEND\nINSERT INTO t (a) SELECT a FROM u WHERE BAD;",
        "CREATE PROC p AS\nSET NOCOUNT, XACT_ABORT ON;\nDELETE FROM t WHERE BAD",
        "err:\nRAISERROR('x', 16, 1) WITH LOG\nDELETE FROM t WHERE BAD",
        "SELECT @a AS a\nEND TRY\nBEGIN CATCH\nUPDATE t SET a = 1 WHERE BAD\nEND CATCH",
        "INSERT @r SELECT a FROM t WHERE BAD RETURN END",
        "SET @a = CASE WHEN @b = 1 THEN 2\nEND\nSELECT a FROM t WHERE BAD",
    ],
)
def test_what_only_t_sql_allows_is_read(text: str) -> None:
    assert found_in_place(text, "tsql").errors == ()


def test_an_opposite_comparison_is_marked_as_it_is_written() -> None:
    sql = "SELECT a FROM t WHERE b !> 5 AND b > 7"
    result = Reviewer(select=("contradictory-predicates",)).review(sql, "t.sql", "tsql")
    assert [sql[f.place.column - 1 : f.place.end_column - 1] for f in result.findings] == ["b > 7"]


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("tsql", "SELECT a FROM t WHERE OPTION (USE HINT('X'))"),
        ("tsql", "SELECT a FROM t WITH (INDEX = ) WHERE b = 1"),
        ("tsql", "SELECT a FROM t WHERE b ! > 5"),
        ("clickhouse", "INSERT INTO t FORMAT"),
        ("postgres", "EXPLAIN ANALYZE SELECT a FROM (t WHERE b = 1"),
        ("postgres", "PREPARE p AS VACUUM"),
        ("postgres", "CREATE TEMP TABLE t (a int ON COMMIT DROP"),
    ],
)
def test_what_cannot_be_read_is_never_called_clean(dialect: str, sql: str) -> None:
    assert review_text(sql, "q.sql", dialect).errors != ()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t FORMAT CSV",
        'INSERT INTO t FORMAT JSONEachRow {"a": 1} {"a": 2}',
        "INSERT INTO db.t (a, b) FORMAT CSV\n1,2\n3,4",
        "INSERT INTO t FROM INFILE 'x.csv' FORMAT CSV",
    ],
)
def test_data_behind_an_insert_of_clickhouse_is_no_sql(sql: str) -> None:
    assert review_text(sql, "q.sql", "clickhouse").errors == ()


@pytest.mark.parametrize("end", ["DROP", "PRESERVE ROWS", "DELETE ROWS"])
def test_a_table_of_one_transaction_is_read(end: str) -> None:
    sql = "CREATE TEMP TABLE t ON COMMIT END AS SELECT a FROM u WHERE c = NULL"
    sql = sql.replace("END", end)
    review = Reviewer(select=("null-comparison",)).review(sql, "q.sql", "postgres")
    assert review.errors == ()
    assert [sql[f.place.column - 1 :] for f in review.findings] == ["c = NULL"]


def test_pipes_write_no_star() -> None:
    sql = "FROM d.t |> EXTEND a + 1 AS b |> SET c = 2 |> WHERE b = 2 |> SELECT b, c"
    rules = [finding.rule for finding in review_text(sql, "q.sql", "bigquery").findings]
    assert "select-star" not in rules


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "CREATE INDEX i ON t (a)\nCREATE INDEX j ON t (b)"),
        ("generic", "CREATE VIEW `v` AS WITH `c` AS (SELECT 1) SELECT 1"),
    ],
)
def test_what_stands_behind_a_definition_is_not_taken_for_its_options(
    dialect: str, sql: str
) -> None:
    assert review_text(sql, "q.sql", dialect).errors
