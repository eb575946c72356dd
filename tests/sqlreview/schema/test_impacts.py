"""Impacts in figures of the schema, each with its condition."""

import pytest

from workbench.findings import Finding
from workbench.reading import SourceText
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.information_schema import read_information_schema
from workbench.sqlreview.schema.model import Schema

EVENTS = "SELECT c1 FROM events WHERE TEST"
ORDERS = "SELECT LISTED FROM orders WHERE c36 = 1"
HEAD = "table_name,column_name,data_type,is_partitioning_column,row_count,bytes,partition_count\n"


def dump(
    table: str, columns: int, rows: int, size: int = 0, parted: str = "", count: int = 0
) -> str:
    lines = [
        f"{table},{name},{'DATE' if name == parted else 'INT'},{'YES' if name == parted else 'NO'},"
        f"{rows},{size or ''},{count or ''}\n"
        for name in [*([parted] if parted else []), *(f"c{n}" for n in range(columns))]
    ]
    return "".join(lines)


def impact(sql: str, tables: str, rule: str, dialect: str = "bigquery") -> str:
    schema = Schema()
    read_information_schema(SourceText("dump", HEAD + tables), dialect, schema)
    return only(sql, schema, rule, dialect).impact


def only(sql: str, schema: Schema, rule: str, dialect: str) -> Finding:
    (finding,) = Reviewer(select=[rule], schema=schema).review(sql, "q.sql", dialect).findings
    return finding


def test_columns_that_are_read_of_those_that_there_are() -> None:
    tables = dump("orders", 40, 1_200_000_000) + dump("customers", 4, 5_000)
    sql = "SELECT o.*, c.c1 FROM orders o JOIN customers c ON c.c0 = o.c0 WHERE o.c5 = 1"
    assert impact(sql, tables, "select-star") == (
        "Reads 42 of 44 columns of 1.2 billion rows and 5.0 thousand rows."
    )
    assert impact("SELECT * FROM orders WHERE c1 = 1", tables, "select-star") == (
        "Reads all 40 columns of 1.2 billion rows."
    )
    listed = ", ".join(f"c{n}" for n in range(35))
    assert impact(ORDERS.replace("LISTED", listed), tables, "too-many-columns") == (
        "Reads 36 of 40 columns of 1.2 billion rows."
    )


def test_columns_of_a_table_that_is_not_known_are_not_counted() -> None:
    sql = "SELECT o.*, c.c1 FROM orders o JOIN unknown c ON c.c0 = o.c0"
    found = impact(sql, dump("orders", 4, 10), "select-star")
    assert found.startswith("The bytes that are read")


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("CAST(d AS STRING) = '2026-01-01'", "for 1 (256 MB)"),
        ("FORMAT_DATE('%Y-%m', d) = '2026-01'", "for 31 (7.8 GB)"),
        ("EXTRACT(YEAR FROM d) = 2025", "for 366 (92 GB)"),
    ],
)
def test_partitions_that_are_scanned_for_those_that_are_asked_for(test: str, said: str) -> None:
    tables = dump("events", 3, 10**9, 730 * 2**28, "d", 730)
    found = impact(EVENTS.replace("TEST", test), tables, "partition-filter-not-prunable")
    assert found == f"Scans all 730 partitions (182 GB) {said}, if each holds one day."


def test_without_a_date_all_partitions_are_told() -> None:
    tables = dump("events", 3, 10**9, 0, "d", 730)
    sql = "SELECT c1 FROM events WHERE CAST(d AS STRING) > 'x'"
    assert impact(sql, tables, "partition-filter-not-prunable") == (
        "Reads all 730 partitions (1.0 billion rows)."
    )


def test_partitions_of_a_wide_range() -> None:
    sql = "SELECT c1 FROM events WHERE d BETWEEN '2020-01-01' AND '2024-01-01'"
    tables = dump("events", 3, 10**9, 0, "d", 3650)
    assert impact(sql, tables, "wide-date-range") == "Reads 1,461 of 3,650 partitions."
    other = dump("events", 3, 10**9, 0, "region", 9) + "events,d,DATE,NO,,,\n"
    assert "of 9" not in impact(sql, other, "wide-date-range")


def test_rows_that_are_read_paired_sorted_and_joined() -> None:
    tables = dump("a", 3, 2_000_000) + dump("b", 3, 30_000)
    assert impact("SELECT a.c1 FROM a, b", tables, "cartesian-join") == (
        "2.0 million rows times 30 thousand rows are 60 billion pairs, before any filter."
    )
    assert impact("SELECT COUNT(*) FROM a", tables, "count-star-unfiltered", "postgres") == (
        "Reads 2.0 million rows to return one number."
    )
    sql = "SELECT c1, (SELECT MAX(b.c1) FROM b WHERE b.c0 = a.c0) AS m FROM a"
    assert impact(sql, tables, "correlated-subquery", "mysql") == (
        "Runs once for each of up to 2.0 million rows, if nothing filters them before."
    )
    assert impact("SELECT c1 FROM a ORDER BY c1", tables, "order-by-without-limit") == (
        "Sorts 2.0 million rows."
    )
    sql = "SELECT c1 FROM a WHERE ABS(c2) = 4"
    assert impact(sql, tables, "function-on-column", "postgres") == (
        "Up to 2.0 million rows are read instead of those that match."
    )


def test_without_figures_nothing_is_invented() -> None:
    schema = Schema()
    ddl = "CREATE TABLE a (x INT); CREATE TABLE b (y INT)"
    read_ddl(SourceText("ddl", ddl), "postgres", schema)
    finding = only("SELECT a.x FROM a, b", schema, "cartesian-join", "postgres")
    assert not any(character.isdigit() for character in finding.impact.replace("10^", ""))
