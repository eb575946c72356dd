"""The seven SQL checks of phase 4, filled in and run on a small DuckDB database."""

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Part, Template

DAY = "2026-11-01"
RECONCILE = {
    "source_table": "source_orders",
    "source_amount": "amount",
    "source_date_col": "date",
    "target_table": "fct_orders",
    "target_amount": "order_amount",
    "target_date_col": "order_date",
    "date": DAY,
    "tolerance": "0.01",
}
VOLUME = {
    "table": "fct_orders",
    "partition_col": "order_date",
    "run_date": DAY,
    "min_expected": "2",
    "max_expected": "3",
}
REFERENTIAL = {
    "fact_table": "fct_orders",
    "dim_table": "dim_customers",
    "fk": "customer_id",
    "pk": "customer_id",
}
FRESHNESS = {"table": "fct_orders", "timestamp_col": "loaded_at", "sla_hours": "2"}


@pytest.fixture(scope="module")
def parts() -> dict[str, Part]:
    handbook = Handbook.load(kinds=frozenset({"template"}))
    return {part.id: part for part in handbook.page("quality-checks", Template).parts}


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE dim_customers (customer_id INTEGER);"
            "CREATE TABLE source_orders (amount DECIMAL(12, 2), date DATE);"
            "CREATE TABLE fct_orders (order_id INTEGER, line INTEGER, customer_id INTEGER,"
            " order_amount DECIMAL(12, 2), status VARCHAR, order_date DATE,"
            " loaded_at TIMESTAMP WITH TIME ZONE)"
        )
        yield connection


def add_orders(database: duckdb.DuckDBPyConnection, *orders: tuple[Any, ...]) -> None:
    """Insert rows of (order_id, customer_id, order_amount, status) for the day, loaded now."""
    for order in orders:
        database.execute(
            f"INSERT INTO fct_orders VALUES (?, 1, ?, ?, ?, DATE '{DAY}', CURRENT_TIMESTAMP)",  # noqa: S608
            order,
        )


def run(database: duckdb.DuckDBPyConnection, part: Part, values: dict[str, str]) -> list[Any]:
    return database.execute(part.body.format_map(values)).fetchall()


def test_every_placeholder_is_explained_and_every_explanation_is_used(
    parts: dict[str, Part],
) -> None:
    for part in parts.values():
        used = set(re.findall(r"\{(\w+)\}", part.body))
        assert used == {field.path for field in part.fields}, part.id
        assert part.threshold, part.id


def test_there_is_one_check_for_each_of_the_seven_kinds(parts: dict[str, Part]) -> None:
    assert list(parts) == [
        "completeness",
        "uniqueness",
        "freshness",
        "volume",
        "referential",
        "distribution",
        "reconciliation",
    ]


def test_completeness_counts_rows_without_a_required_value(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    values = {"table": "fct_orders", "required_column": "status"}
    assert run(database, parts["completeness"], values) == [(0,)]
    add_orders(database, (1, 7, 10, "paid"))
    assert run(database, parts["completeness"], values) == [(0,)]
    add_orders(database, (2, 7, 10, None), (3, 7, 10, None))
    assert run(database, parts["completeness"], values) == [(2,)]


@pytest.mark.parametrize("key", ["order_id", "order_id, line"])
def test_uniqueness_lists_keys_that_occur_twice(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection, key: str
) -> None:
    values = {"table": "fct_orders", "pk_column": key}
    assert run(database, parts["uniqueness"], values) == []
    add_orders(database, (1, 7, 10, "paid"), (2, 7, 10, "paid"))
    assert run(database, parts["uniqueness"], values) == []
    add_orders(database, (2, 8, 99, "sent"))
    rows = run(database, parts["uniqueness"], values)
    assert [(row[0], row[-1]) for row in rows] == [(2, 2)]


def test_freshness_passes_for_a_row_within_the_sla(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    add_orders(database, (1, 7, 10, "paid"))
    database.execute("UPDATE fct_orders SET loaded_at = CURRENT_TIMESTAMP - INTERVAL '1 hour'")
    assert run(database, parts["freshness"], FRESHNESS) == [("PASS",)]


def test_freshness_fails_when_the_latest_row_is_older_than_the_sla(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    add_orders(database, (1, 7, 10, "paid"))
    database.execute("UPDATE fct_orders SET loaded_at = CURRENT_TIMESTAMP - INTERVAL '3 hours'")
    assert run(database, parts["freshness"], FRESHNESS) == [("FAIL",)]


def test_freshness_fails_on_an_empty_table(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    assert run(database, parts["freshness"], FRESHNESS) == [("FAIL",)]


@pytest.mark.parametrize(
    ("rows", "verdict"), [(0, "FAIL"), (1, "FAIL"), (2, "PASS"), (3, "PASS"), (4, "FAIL")]
)
def test_volume_passes_between_its_ends_only(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection, rows: int, verdict: str
) -> None:
    add_orders(database, *((number, 7, 10, "paid") for number in range(rows)))
    database.execute("INSERT INTO fct_orders (order_id, order_date) VALUES (90, DATE '2026-10-31')")
    assert run(database, parts["volume"], VOLUME) == [(verdict,)]


def test_referential_counts_rows_whose_key_is_not_in_the_dimension(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    assert run(database, parts["referential"], REFERENTIAL) == [(0,)]
    database.execute("INSERT INTO dim_customers VALUES (7)")
    add_orders(database, (1, 7, 10, "paid"))
    assert run(database, parts["referential"], REFERENTIAL) == [(0,)]
    add_orders(database, (2, 8, 10, "paid"), (3, None, 10, "paid"))
    assert run(database, parts["referential"], REFERENTIAL) == [(2,)]


def test_distribution_marks_values_with_too_large_a_share(
    parts: dict[str, Part], database: duckdb.DuckDBPyConnection
) -> None:
    values = {"table": "fct_orders", "column": "status", "max_pct": "60"}
    assert run(database, parts["distribution"], values) == []
    add_orders(database, (1, 7, 10, "paid"), (2, 7, 10, "sent"))
    assert {row[-1] for row in run(database, parts["distribution"], values)} == {"PASS"}
    add_orders(database, (3, 7, 10, "paid"))
    assert run(database, parts["distribution"], values) == [
        ("paid", 2, pytest.approx(66.67), "FAIL"),
        ("sent", 1, pytest.approx(33.33), "PASS"),
    ]


@pytest.mark.parametrize(
    ("source", "target", "verdict"),
    [
        ("100.00", "100.00", "PASS"),
        ("100.00", "99.01", "PASS"),
        ("100.00", "99.00", "FAIL"),
        ("100.00", "101.00", "FAIL"),
        ("-100.00", "-99.50", "PASS"),
        ("-100.00", "-90.00", "FAIL"),
        ("0.00", "0.00", "PASS"),
        ("0.00", "0.01", "FAIL"),
        ("100.00", None, "FAIL"),
        (None, "100.00", "FAIL"),
        (None, None, "FAIL"),
    ],
)
def test_reconciliation_compares_totals_and_fails_where_there_are_none(
    parts: dict[str, Part],
    database: duckdb.DuckDBPyConnection,
    source: str | None,
    target: str | None,
    verdict: str,
) -> None:
    if source is not None:
        database.execute(f"INSERT INTO source_orders VALUES ({source}, DATE '{DAY}')")  # noqa: S608
    if target is not None:
        add_orders(database, (1, 7, target, "paid"))
    [row] = run(database, parts["reconciliation"], RECONCILE)
    assert row[-1] == verdict


def test_reconciliation_says_that_it_corrects_the_methodology(parts: dict[str, Part]) -> None:
    notes = parts["reconciliation"].notes
    assert [note.source for note in notes if note.kind == "correction"] == ["erratum 3"]
