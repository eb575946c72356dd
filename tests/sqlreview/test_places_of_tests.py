"""Where a test stands whose parts have no place of their own: parameters and NULL."""

import pytest

from workbench.sqlreview.review import Reviewer

_REVIEWER = Reviewer(select=("null-comparison", "anti-join-style"))


@pytest.mark.parametrize(
    ("dialect", "marked"),
    [
        ("tsql", "SELECT a FROM t WHERE «@x = NULL»"),
        ("tsql", "SELECT a FROM t WHERE «NULL = @x» OR c = 2"),
        ("tsql", "SELECT a FROM t WHERE b = 1 AND «@x = NULL» AND c = 2 AND «@x = NULL»"),
        ("tsql", "SELECT a FROM t WHERE d = NULLIF(@x, 1) OR «@x <> NULL»"),
        ("tsql", "SELECT a FROM t WHERE «b = NULL» OPTION (RECOMPILE, MAXDOP 1)"),
        ("tsql", "DELETE FROM t WHERE a = 1 AND («NULL != @x»)"),
        (
            "postgres",
            "SELECT a FROM t WHERE «? = NULL» AND b IN (SELECT c FROM u WHERE «? = NULL»)",
        ),
        ("postgres", "SELECT a FROM t WHERE «b = NULL» AND a = ? AND «NULL <> ?»"),
        ("mysql", "SELECT CASE WHEN «? = NULL» THEN 1 ELSE 0 END AS x FROM t"),
        ("generic", "SELECT a FROM t WHERE a = :x AND «:x = NULL»"),
        ("bigquery", "SELECT a FROM t WHERE @x IS NULL AND «@y = NULL»"),
        ("mysql", "SELECT a FROM t WHERE «b = NULL» LOCK IN SHARE MODE"),
        ("oracle", "CREATE VIEW v AS SELECT a FROM t WHERE «b = NULL» WITH READ ONLY"),
        ("oracle", "SELECT a FROM t WHERE «b = NULL» START WITH p IS NULL CONNECT BY PRIOR i = p"),
        ("spark", "SELECT a FROM t WHERE «b = NULL» DISTRIBUTE BY a"),
        ("bigquery", "FROM t |> WHERE «b = NULL» |> SELECT a"),
        ("hive", "FROM t INSERT OVERWRITE TABLE x SELECT a WHERE «b = NULL» INSERT INTO TABLE y "
         "SELECT b"),
        ("postgres", "SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE a.y = ? AND «b.i IS NULL»"),
    ],
)  # fmt: skip
def test_a_test_is_marked_from_edge_to_edge(dialect: str, marked: str) -> None:
    sql = marked.replace("«", "").replace("»", "")
    found = _REVIEWER.review(sql, "x.sql", dialect).findings
    shown = sql
    for each in reversed(found):
        start, end = each.place.column - 1, each.place.end_column - 1
        shown = f"{shown[:start]}«{shown[start:end]}»{shown[end:]}"
    assert shown == marked
