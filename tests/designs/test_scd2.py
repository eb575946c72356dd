"""The type 2 load, run on DuckDB and PostgreSQL: every case that it must survive."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from sqlglot import parse

from workbench.cli.main import run
from workbench.designs.scd2 import DIALECTS, Names, generate

NAMES = Names("dim_customers", "stg_customers", "customer_id", ("customer_name", "segment"),
              "customer_key")  # fmt: skip
STAGING = (
    "CREATE TABLE stg_customers (customer_id INTEGER, customer_name VARCHAR(20), "
    "segment VARCHAR(20), is_deleted BOOLEAN, changed_at TIMESTAMP WITH TIME ZONE, "
    "change_sequence INTEGER)"
)
Row = tuple[int, str | None, str | None, bool, int, int]
"""Key, name, segment, deleted, hour of the change, sequence."""
Version = tuple[int, str | None, str | None, int, int, bool]
"""Key, name, segment, hours from and to (0 for the end of time), current."""
Sql = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture
def on_duckdb() -> Iterator[Sql]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")

    def query(sql: str) -> list[tuple[str, ...]]:
        rows = connection.execute(sql).fetchall()
        return [tuple("" if value is None else str(value) for value in row) for row in rows]

    yield query
    connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A PostgreSQL of its own, where it is installed and may be started."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), None]
    found = next(
        (tool for folder in folders for tool in [shutil.which("initdb", path=folder)] if tool), None
    )
    if found is None or shutil.which("psql") is None or os.geteuid() == 0:
        pytest.skip("needs PostgreSQL, and a user who is not root")
    bin_ = Path(found).parent
    home = tmp_path_factory.mktemp("pg")
    subprocess.run([bin_ / "initdb", "-D", home / "data", "-A", "trust"], check=True,
                   capture_output=True)  # fmt: skip
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    control = [str(bin_ / "pg_ctl"), "-D", str(home / "data"), "-l", str(home / "log"), "-w"]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True)
    yield home
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


@pytest.fixture
def on_postgres(server: Path) -> Iterator[Sql]:
    def query(sql: str) -> list[tuple[str, ...]]:
        done = subprocess.run(
            ["psql", "-h", str(server), "-d", "postgres", "-qAtX", "-F", "\t", "-v",
             "ON_ERROR_STOP=1", "-c", "SET TimeZone = 'UTC'", "-c", "SET search_path = scd2",
             "-c", sql],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    query("CREATE SCHEMA scd2")
    yield query
    query("DROP SCHEMA scd2 CASCADE")


def literal(value: str | None) -> str:
    return "NULL" if value is None else f"'{value}'"


def load(sql: Sql, dialect: str, *rows: Row) -> list[Version]:
    made = generate(NAMES, dialect)
    sql("DELETE FROM stg_customers")
    for key, name, segment, deleted, hour, sequence in rows:
        sql(
            f"INSERT INTO stg_customers VALUES ({key}, {literal(name)}, {literal(segment)}, "  # noqa: S608 - its own values
            f"{deleted}, '2026-01-01 {hour:02}:00:00+00', {sequence})"
        )
    for statement in made.load.split(";"):
        if statement.strip():
            sql(statement) if dialect == "duckdb" else None
    if dialect == "postgres":
        sql(made.load)
    assert sql(made.checks) == []
    found = sql(
        "SELECT customer_id, customer_name, segment, EXTRACT(HOUR FROM valid_from), "
        "CASE WHEN EXTRACT(YEAR FROM valid_to) = 9999 THEN 0 "
        "ELSE EXTRACT(HOUR FROM valid_to) END, is_current "
        "FROM dim_customers ORDER BY customer_id, valid_from"
    )
    return [
        (int(k), n or None, s or None, int(f), int(t), c.casefold() in {"true", "t"})
        for k, n, s, f, t, c in found
    ]


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> tuple[str, Sql]:
    sql: Sql = request.getfixturevalue(f"on_{request.param}")
    sql(STAGING)
    for statement in generate(NAMES, request.param).setup.split(";\n"):
        if statement.strip():
            sql(statement)
    return request.param, sql


ANN: Row = (1, "Ann", "new", False, 1, 1)


def test_first_load_no_change_and_the_same_batch_twice(engine: tuple[str, Sql]) -> None:
    dialect, sql = engine
    first = load(sql, dialect, ANN)
    assert first == [(1, "Ann", "new", 1, 0, True)]
    assert load(sql, dialect, ANN) == first
    assert load(sql, dialect, (1, "Ann", "new", False, 5, 2)) == first
    assert load(sql, dialect) == first


def test_a_change_and_a_change_to_nothing_and_back(engine: tuple[str, Sql]) -> None:
    dialect, sql = engine
    load(sql, dialect, ANN)
    load(sql, dialect, (1, "Ann", None, False, 3, 2))
    assert load(sql, dialect, (1, "Ann", "gold", False, 4, 3)) == [
        (1, "Ann", "new", 1, 3, False),
        (1, "Ann", None, 3, 4, False),
        (1, "Ann", "gold", 4, 0, True),
    ]


def test_two_changes_in_one_batch_and_two_at_the_same_moment(engine: tuple[str, Sql]) -> None:
    dialect, sql = engine
    found = load(
        sql,
        dialect,
        ANN,
        (1, "Ann", "old", False, 2, 2),
        (1, "Ann", "gold", False, 2, 3),
    )
    assert found == [(1, "Ann", "new", 1, 2, False), (1, "Ann", "gold", 2, 0, True)]


def test_a_late_row_takes_its_place_in_history(engine: tuple[str, Sql]) -> None:
    dialect, sql = engine
    load(sql, dialect, ANN, (1, "Ann", "gold", False, 6, 3))
    assert load(sql, dialect, (1, "Ann", "silver", False, 3, 2)) == [
        (1, "Ann", "new", 1, 3, False),
        (1, "Ann", "silver", 3, 6, False),
        (1, "Ann", "gold", 6, 0, True),
    ]


def test_a_deleted_key_has_no_current_version_until_it_returns(engine: tuple[str, Sql]) -> None:
    dialect, sql = engine
    load(sql, dialect, ANN, (2, "Bob", "new", False, 1, 1))
    assert load(sql, dialect, (1, None, None, True, 4, 2)) == [
        (1, "Ann", "new", 1, 4, False),
        (2, "Bob", "new", 1, 0, True),
    ]
    assert load(sql, dialect, (1, "Ann", "new", False, 6, 3))[:2] == [
        (1, "Ann", "new", 1, 4, False),
        (1, "Ann", "new", 6, 0, True),
    ]


def test_a_run_that_broke_off_is_healed_by_the_next(on_duckdb: Sql) -> None:
    on_duckdb(STAGING)
    made = generate(NAMES, "duckdb")
    for statement in made.setup.split(";\n"):
        on_duckdb(statement) if statement.strip() else None
    load(on_duckdb, "duckdb", ANN)
    on_duckdb("DELETE FROM stg_customers")
    on_duckdb(
        "INSERT INTO stg_customers VALUES (1, 'Ann', 'gold', FALSE, '2026-01-01 04:00:00+00', 2)"
    )
    logged, removed = made.load.replace("BEGIN;\n", "").split(";\n")[:2]
    on_duckdb(logged)
    on_duckdb(removed)
    assert load(on_duckdb, "duckdb", (1, "Ann", "gold", False, 4, 2)) == [
        (1, "Ann", "new", 1, 4, False),
        (1, "Ann", "gold", 4, 0, True),
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_part_parses_in_its_dialect(dialect: str) -> None:
    made = generate(NAMES, dialect)
    for part in (made.setup, made.load, made.checks):
        assert all(tree is not None for tree in parse(part.strip().rstrip(";"), read=dialect))


def test_the_command_takes_names_from_the_design(
    samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = str(samples / "designs" / "ecommerce.yaml")
    assert run(["scd2", design, "dim_customer", "--dialect", "bigquery", "--part", "load"]) == 0
    out = capsys.readouterr().out
    assert re.search(
        r"INSERT INTO dim_customers \(customer_key, customer_id, customer_segment", out
    )
    assert run(["scd2", design, "dim_nothing"]) == 2
    assert "there is no dimension dim_nothing" in capsys.readouterr().err
