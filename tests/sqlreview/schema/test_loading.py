"""Schemas from every kind of source, and what is said about those that cannot be read."""

import builtins
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from workbench.errors import InputError
from workbench.sqlreview.schema.load import load_schema
from workbench.sqlreview.schema.model import Partition, Schema, Table
from workbench.sqlreview.schema.types import TypeKind

SAMPLES = Path(__file__).parents[3] / "samples" / "schema"


def table(schema: Schema, name: str) -> Table:
    found = schema.find(tuple(name.split(".")))
    assert found is not None
    return found


def ddl(folder: Path, text: str, dialect: str = "postgres") -> Schema:
    path = folder / "schema.sql"
    path.write_text(text, encoding="utf-8")
    return load_schema([path], dialect)


def problem(path: Path, dialect: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        load_schema([path], dialect)
    return str(caught.value.problems[0])


def test_ddl_gives_columns_keys_indexes_and_partitions() -> None:
    schema = load_schema([SAMPLES / "shop.postgres.sql"])
    orders = table(schema, "shop.orders")
    assert orders.primary_key == {"order_id", "placed_on"}
    assert orders.partitions == (Partition("placed_on", "range"),)
    assert [key.table for key in orders.foreign_keys] == [("shop", "customers")]
    assert ("customer_id", "placed_on") in [index.columns for index in orders.indexes or ()]
    total = orders.column("TOTAL")
    assert total is not None
    assert (total.kind, total.nullable) == (TypeKind.DECIMAL, False)
    lines = table(schema, "order_lines")
    assert lines.keys == (frozenset({"order_id", "line_no"}), frozenset({"order_id", "sku"}))
    assert lines.nullable("weight") is True
    assert lines.nullable("line_no") is False


def test_bigquery_ddl_gives_partitions_expiry_and_clustering() -> None:
    schema = load_schema([SAMPLES / "warehouse.bigquery.sql"])
    events = table(schema, "events")
    assert events.partitions == (Partition("event_at", "time", "DAY"),)
    assert events.partition_count == 730
    assert events.cluster == ("customer_id", "event_name")
    assert table(schema, "daily_revenue").needs_partition_filter


@pytest.mark.parametrize(
    ("dialect", "sql", "partitions", "cluster"),
    [
        ("hive", "CREATE TABLE t (a INT) PARTITIONED BY (ds STRING)", ["ds"], ()),
        ("spark", "CREATE TABLE t (a INT, d DATE) USING delta PARTITIONED BY (d)", ["d"], ()),
        (
            "trino",
            "CREATE TABLE t (a INT, ts TIMESTAMP) WITH (partitioning = ARRAY['day(ts)'])",
            ["ts"],
            (),
        ),
        ("snowflake", "CREATE TABLE t (a INT, b INT) CLUSTER BY (b, a)", [], ("b", "a")),
        (
            "mysql",
            "CREATE TABLE t (a INT, d DATE) PARTITION BY RANGE COLUMNS (d) "
            "(PARTITION p VALUES LESS THAN MAXVALUE)",
            ["d"],
            (),
        ),
        ("redshift", "CREATE TABLE t (a INT DISTKEY, b DATE SORTKEY)", [], ("b",)),
        ("redshift", "CREATE TABLE t (a INT, b INT) DISTKEY(a) SORTKEY(b, a)", [], ("b", "a")),
        (
            "clickhouse",
            "CREATE TABLE t (a Int32, d Date) ENGINE=MergeTree PARTITION BY toYYYYMM(d) ORDER BY a",
            ["d"],
            ("a",),
        ),
        (
            "oracle",
            "CREATE TABLE t (a NUMBER(9), d DATE) PARTITION BY RANGE (d) "
            "(PARTITION p VALUES LESS THAN (DATE '2024-01-01'))",
            ["d"],
            (),
        ),
    ],
)
def test_layout_in_the_words_of_each_dialect(
    dialect: str, sql: str, partitions: list[str], cluster: tuple[str, ...], tmp_path: Path
) -> None:
    found = table(ddl(tmp_path, sql, dialect), "t")
    assert "a" in (found.columns or {})
    assert sorted(found.partition_columns) == partitions
    assert found.cluster == cluster


def test_changes_of_a_table_are_followed(tmp_path: Path) -> None:
    schema = ddl(
        tmp_path,
        "CREATE TABLE t (id INT, old TEXT, gone INT);\n"
        "ALTER TABLE t ADD COLUMN added DATE NOT NULL, DROP COLUMN gone;\n"
        "ALTER TABLE t RENAME COLUMN old TO new_name;\n"
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (id);\n"
        "ALTER TABLE t ALTER COLUMN id SET NOT NULL;\n"
        "VACUUM t;\n",
    )
    found = table(schema, "t")
    assert list(found.columns or {}) == ["id", "new_name", "added"]
    assert found.keys == (frozenset({"id"}),)
    assert found.nullable("id") is False


def test_keys_that_sort_but_do_not_identify_are_no_keys(tmp_path: Path) -> None:
    schema = ddl(
        tmp_path, "CREATE TABLE t (a Int32) ENGINE=MergeTree ORDER BY a PRIMARY KEY a", "clickhouse"
    )
    assert table(schema, "t").keys == ()


def test_a_partial_unique_index_is_no_key(tmp_path: Path) -> None:
    text = "CREATE TABLE t (a INT, b INT); CREATE UNIQUE INDEX i ON t (a) WHERE b = 1"
    assert table(ddl(tmp_path, text), "t").keys == ()


@pytest.mark.parametrize("index", ["INDEX ix NONCLUSTERED (b, a)", "INDEX ix (b, a)"])
def test_an_index_inside_a_table_of_t_sql_is_no_column(tmp_path: Path, index: str) -> None:
    found = table(ddl(tmp_path, f"CREATE TABLE t (a INT, b INT, {index})", "tsql"), "t")
    assert list(found.columns or ()) == ["a", "b"]
    assert [one.columns for one in found.indexes or ()] == [("b", "a")]


def test_a_table_that_does_not_parse_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "bad.sql"
    path.write_text("SELECT 1;\nCREATE TABLE t (id INT NOT NOT, x);\n", encoding="utf-8")
    assert f"{path}:2:24: does not parse" in problem(path, "postgres")


def test_a_script_without_tables_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "none.sql"
    path.write_text("SELECT 1", encoding="utf-8")
    assert "no CREATE TABLE" in problem(path)


def test_dbt_gives_tests_config_types_and_row_counts() -> None:
    schema = load_schema([SAMPLES / "shop_dbt"], "bigquery")
    orders = table(schema, "fct_orders")
    assert orders.parts == ("wh", "marts", "fct_orders")
    assert orders.is_key({"order_id"})
    assert orders.partitions == (Partition("ordered_at", "time", "DAY"),)
    assert orders.cluster == ("customer_id",)
    assert (orders.rows, orders.bytes) == (42_000_000, 6_300_000_000)
    assert list(orders.columns or {}) == [
        *("order_id", "customer_id", "ordered_at", "status", "amount")
    ]
    customers = table(schema, "dim_customers")
    assert customers.is_key({"customer_id"})
    assert customers.nullable("customer_id") is False
    assert table(schema, "fct_order_lines").is_key({"order_id"}) is False
    assert table(schema, "payments_v2").column("amount") is not None
    assert schema.find(("stg_orders",)) is None


def test_a_manifest_alone_does_not_claim_to_know_all_columns(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes((SAMPLES / "shop_dbt" / "target" / "manifest.json").read_bytes())
    orders = table(load_schema([manifest]), "fct_orders")
    assert orders.columns is None
    assert not orders.lacks("anything")


def test_a_test_of_some_rows_proves_nothing_of_all(tmp_path: Path) -> None:
    source = SAMPLES / "shop_dbt" / "target" / "manifest.json"
    manifest: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            node["config"]["where"] = "day > '2024-01-01'"
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert table(load_schema([path]), "dim_customers").keys == ()


def test_a_test_that_only_warns_proves_nothing(tmp_path: Path) -> None:
    source = SAMPLES / "shop_dbt" / "target" / "manifest.json"
    manifest: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            node["config"]["severity"] = "warn"
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert table(load_schema([path]), "dim_customers").keys == ()


@pytest.mark.parametrize(
    ("config", "keys"),
    [
        ({"materialized": "incremental"}, [{"id"}]),
        ({"materialized": "incremental", "incremental_strategy": "merge"}, [{"id"}]),
        ({"materialized": "incremental", "incremental_strategy": "delete+insert"}, []),
        ({"materialized": "snapshot"}, [{"id", "dbt_valid_from"}, {"dbt_scd_id"}]),
        (
            {"materialized": "snapshot", "snapshot_meta_column_names": {"dbt_valid_from": "since"}},
            [{"id", "since"}, {"dbt_scd_id"}],
        ),
    ],
)
def test_unique_key_is_a_key_where_the_load_sees_to_it(
    config: dict[str, Any], keys: list[set[str]], tmp_path: Path
) -> None:
    kind = "snapshot" if config["materialized"] == "snapshot" else "model"
    node = {"resource_type": kind, "name": "t", "config": {"unique_key": "id", **config}}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": {f"{kind}.shop.t": node}}), encoding="utf-8")
    assert [set(key) for key in table(load_schema([path]), "t").keys] == keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [('{"nodes": {},\n oops}', ":2:2: not JSON"), ("[]", "no mapping called 'nodes'")],
)
def test_json_of_another_kind_is_an_error(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    assert expected in problem(path)


def test_a_dump_gives_keys_layout_and_size() -> None:
    schema = load_schema([SAMPLES / "columns.csv"], "bigquery")
    events = table(schema, "shop.events")
    assert events.primary_key == {"event_id"}
    assert events.partition_columns == {"event_at"}
    assert events.cluster == ("customer_id", "event_name")
    assert (events.rows, events.partition_count) == (1_200_000_000, 730)
    assert table(schema, "clicks").partitions == ()


def test_a_dump_may_have_few_columns_and_another_separator(tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    path.write_text("TABLE_NAME;COLUMN_NAME;IS_NULLABLE\nt;Id;NO\nt;x;YES\n", encoding="utf-8")
    found = table(load_schema([path]), "T")
    assert (found.nullable("ID"), found.nullable("x")) == (False, True)
    assert (found.partitions, found.indexes, found.rows) == (None, None, None)


def test_a_dump_tells_lengths_beside_the_type(tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    path.write_text(
        "table_name,column_name,data_type,character_maximum_length,numeric_precision,numeric_scale"
        "\nt,a,character varying,20,,\nt,b,nvarchar,-1,,\nt,c,numeric,,12,2\nt,d,bigint,,64,0\n"
        "t,e,varchar(9),9,,\nt,f,xml,-1,,\n",
        encoding="utf-8",
    )
    columns = table(load_schema([path], "tsql"), "t").columns or {}
    assert [column.type for column in columns.values()] == [
        *("character varying(20)", "nvarchar(max)", "numeric(12, 2)", "bigint"),
        *("varchar(9)", "xml"),
    ]


def test_a_dump_of_tables_adds_sizes_and_sort_keys(tmp_path: Path) -> None:
    columns = tmp_path / "columns.csv"
    columns.write_text("table_schema,table_name,column_name\nshop,t,day\n", encoding="utf-8")
    tables = tmp_path / "tables.csv"
    tables.write_text(
        "table_schema,table_name,table_type,row_count,bytes,clustering_key\n"
        "SHOP,T,BASE TABLE,500,900,\"LINEAR(day, DATE_TRUNC('DAY', seen))\"\n"
        "SHOP,V,VIEW,,,\n",
        encoding="utf-8",
    )
    schema = load_schema([columns, tables])
    found = table(schema, "shop.t")
    assert found.column("day") is not None
    assert (found.rows, found.bytes, found.cluster[0]) == (500, 900, "day")
    assert table(schema, "shop.v").columns is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("table_name,type\nt,INT\n", ":1:1: no column called column_name"),
        ("", ":1:1: no column called table_name or column_name"),
        ("table_name,column_name,is_nullable\nt,a,maybe\n", ":2:1: is_nullable must be YES or NO"),
        ("table_name,column_name,row_count\nt,a,5\nt,b,many\n", ":3:1: row_count must be a number"),
        ("table_name,column_name\nt,\n", ":2:1: table_name and column_name must not be empty"),
    ],
)
def test_a_wrong_dump_is_an_error_with_its_line(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    path.write_text(text, encoding="utf-8")
    assert expected in problem(path)


def test_a_duckdb_file_gives_keys_and_row_counts(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR, x DOUBLE)")
        connection.execute("CREATE INDEX names ON t (name)")
        connection.execute("INSERT INTO t SELECT i, 'n', i FROM range(7) r(i)")
    found = table(load_schema([path]), "main.t")
    assert found.is_key({"id"})
    assert found.nullable("id") is False
    assert found.rows == 7
    assert ("name",) in [index.columns for index in found.indexes or ()]
    kinds = [column.kind for column in (found.columns or {}).values()]
    assert kinds == [TypeKind.INTEGER, TypeKind.TEXT, TypeKind.FLOAT]


def test_a_folder_of_parquet_gives_its_partitions(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    with duckdb.connect() as connection:
        rows = connection.sql("SELECT i AS id, i % 3 AS day FROM range(30) r(i)")
        rows.write_parquet(str(folder), partition_by=["day"])
    found = table(load_schema([folder]), "events")
    assert found.partition_columns == {"day"}
    assert (found.partition_count, found.rows) == (3, 30)
    assert found.column("id") is not None


def test_damaged_data_files_are_errors(tmp_path: Path) -> None:
    parquet = tmp_path / "t.parquet"
    parquet.write_bytes(b"PAR1 and then nothing of the kind")
    database = tmp_path / "t.duckdb"
    database.write_bytes(b"\x00" * 8 + b"DUCK" + b"\x00" * 100)
    assert "DuckDB cannot read it" in problem(parquet)
    assert "DuckDB cannot read it" in problem(database)


def test_without_duckdb_the_error_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1")
    load = builtins.__import__

    def refuse(name: str, *arguments: object) -> object:
        if name == "duckdb":
            raise ImportError(name)
        return load(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert "pip install 'workbench-data[data]'" in problem(path)


@pytest.mark.parametrize("name", ["missing.sql", "missing.json", "missing.parquet"])
def test_a_missing_file_is_an_error(name: str, tmp_path: Path) -> None:
    assert "no such file" in problem(tmp_path / name)


def test_a_file_or_folder_of_no_known_kind_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello", encoding="utf-8")
    assert "not a kind of file" in problem(path)
    assert "nothing in this folder" in problem(tmp_path)


def test_sources_add_to_each_other(tmp_path: Path) -> None:
    script = tmp_path / "t.sql"
    script.write_text("CREATE TABLE t (id INT PRIMARY KEY)", encoding="utf-8")
    dump = tmp_path / "t.csv"
    dump.write_text("table_schema,table_name,column_name,row_count\npublic,t,id,500\n")
    for paths in ([script, dump], [dump, script]):
        found = table(load_schema(paths), "t")
        assert found.parts == ("public", "t")
        assert found.rows == 500
        assert found.is_key({"id"})
