"""What the review learns of tables from a design."""

from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.errors import InputError
from workbench.findings import Finding
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.schema.load import load_schema
from workbench.sqlreview.schema.model import Schema, Table
from workbench.sqlreview.schema.types import TypeKind

SAMPLE = Path(__file__).parents[3] / "samples" / "schema" / "shop-design.yaml"


@pytest.fixture(scope="module")
def shop() -> Schema:
    return load_schema([SAMPLE], "snowflake")


def table(schema: Schema, name: str) -> Table:
    found = schema.find((name,))
    assert found is not None
    return found


def design(tmp_path: Path, text: str) -> Schema:
    file = tmp_path / "design.yaml"
    file.write_text(f"workbench: 1\n{text}", encoding="utf-8")
    return load_schema([file], "postgres")


def findings(sql: str, schema: Schema, *rules: str) -> tuple[Finding, ...]:
    return Reviewer(select=rules, schema=schema).review(sql, "q.sql", "snowflake").findings


def test_contracts_models_pipelines_and_catalogue_tell_of_one_table(shop: Schema) -> None:
    orders = table(shop, "fct_orders")
    columns = orders.columns or {}
    assert list(columns) == [
        *("order_id", "line_number", "order_date", "customer_key", "store", "amount"),
        "delivery_email",
    ]
    assert columns["amount"].kind is TypeKind.DECIMAL
    assert orders.is_key({"order_id", "line_number"})
    assert not orders.is_key({"order_id"})
    assert (orders.nullable("order_id"), orders.nullable("customer_key")) == (False, True)
    assert orders.partition_columns == {"order_date"}
    assert orders.cluster == ("customer_key",)
    assert (orders.rows, orders.bytes) == (400_000_000, 120 << 30)
    assert orders.personal == {"delivery_email"}
    targets = {key.columns: (key.table, key.references) for key in orders.foreign_keys}
    assert targets == {
        ("customer_key",): (("dim_customers",), ("customer_key",)),
        ("store",): (("dim_stores",), ("store_key",)),
    }


def test_a_natural_key_is_unique_only_where_no_versions_are_kept(shop: Schema) -> None:
    assert table(shop, "dim_stores").is_key({"store_number"})
    assert not table(shop, "dim_customers").is_key({"customer_id"})
    assert table(shop, "dim_customers").is_key({"customer_key"})


@pytest.mark.parametrize(
    ("strategy", "kind", "is_key"),
    [
        ("merge", "Type 1", True),
        ("upsert", "Type 1", True),
        ("merge", "Type 2", None),
        ("append", "Type 1", None),
    ],
)
def test_rows_are_unique_by_what_they_are_merged_by(
    tmp_path: Path, strategy: str, kind: str, is_key: bool | None
) -> None:
    text = (
        f"models:\n  - dimensions:\n      - {{name: dim_shops, type: {kind}}}\n"
        "pipelines:\n  - name: shops\n"
        f"    load: {{target_dataset: dim_shops, strategy: {strategy}, merge_keys: [shop_id]}}\n"
    )
    assert table(design(tmp_path, text), "dim_shops").is_key({"shop_id"}) is is_key


def test_the_review_decides_by_it(shop: Schema) -> None:
    sql = "SELECT SUM(amount) AS total FROM fct_orders WHERE store = 5"
    (finding,) = findings(sql, shop, "missing-partition-filter")
    assert finding.impact == "Reads all partitions: 400 million rows, 120 GB."
    (finding,) = findings("SELECT * FROM fct_orders WHERE store = 5", shop, "select-star")
    assert finding.impact == (
        "Reads all 7 columns of 400 million rows, 120 GB. "
        "Personal data is among it: delivery_email."
    )
    joined = (
        "SELECT SUM(o.amount) AS total FROM fct_orders o "
        "JOIN dim_customers c ON c.customer_id = o.customer_key"
    )
    (finding,) = findings(joined, shop, "aggregate-over-fanout", "fan-out-join")
    assert "dim_customers" in finding.message or "c" in finding.message
    by_key = joined.replace("customer_id", "customer_key")
    assert findings(by_key, shop, "aggregate-over-fanout", "fan-out-join") == ()


def test_a_design_does_not_list_all_tables(shop: Schema) -> None:
    assert findings("SELECT a FROM raw_orders", shop, "unknown-table") == ()


def test_old_and_new_names_mean_one_table(tmp_path: Path) -> None:
    text = (
        "contracts:\n  - name: fact_orders\n    version: 1.0.0\n    owner: a\n"
        "    schema:\n      - column: id\n        type: INT\n"
        "datasets:\n  - name: fct_orders\n    volume:\n      row_count: 7\n"
    )
    assert table(design(tmp_path, text), "fact_orders").rows == 7


def test_checks_tell_keys_and_free_text_is_passed_over(tmp_path: Path) -> None:
    text = (
        "quality_checks:\n  - name: c\n    type: uniqueness\n    table: sales.orders\n"
        "    params:\n      pk_column: id, line\n"
        "datasets:\n  - name: the orders topic\n    description: x\n"
        "pipelines:\n  - name: p\n    load:\n      target_dataset: sales.orders\n"
        "      partition_key: by day of order\n      clustering_keys: [lower(name)]\n"
    )
    schema = design(tmp_path, text)
    assert [found.parts for found in schema.tables()] == [("sales", "orders")]
    orders = table(schema, "orders")
    assert orders.is_key({"id", "line"})
    assert (orders.partitions, orders.cluster) == (None, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brief:\n  project_name: x\n", "no table in this design"),
        ("contracts:\n  - name: a\n    colums: 1\n", "unknown key"),
        ("models: [\n", "not readable as YAML"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        design(tmp_path, text)
    assert said in str(caught.value)


def test_the_command_takes_a_design(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "q.snowflake.sql").write_text(
        "SELECT amount FROM fct_orders WHERE store = 1", encoding="utf-8"
    )
    run(["review", str(tmp_path), "--schema", str(SAMPLE)])
    assert "[missing-partition-filter]" in capsys.readouterr().out
