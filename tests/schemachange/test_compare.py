"""The kinds of differences, and how sure each is."""

from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.schemachange.compare import Difference, Kind, compare
from workbench.schemachange.judge import PAGE, judge
from workbench.schemachange.schemas import read_side

ORDERS = "order_id BIGINT PRIMARY KEY, customer INT NOT NULL, total NUMERIC(10,2), note TEXT"


def differences(folder: Path, old: str, new: str) -> list[Difference]:
    """Compare two tables, each given by its columns."""
    for name, columns in (("old", old), ("new", new)):
        (folder / f"{name}.postgres.sql").write_text(f"CREATE TABLE orders ({columns});")
    return compare(read_side(folder / "old.postgres.sql"), read_side(folder / "new.postgres.sql"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("note TEXT", "note TEXT, channel TEXT"), [("additive", "channel")]),
        ((", note TEXT", ""), [("removal", "note")]),
        (("customer INT", "customer_id INT"), [("rename", "customer")]),
        (("customer INT", "customer BIGINT"), [("wider-type", "customer")]),
        (("NUMERIC(10,2)", "NUMERIC(8,2)"), [("narrower-type", "total")]),
        (("customer INT", "customer TEXT"), [("other-type", "customer")]),
        (("customer INT NOT NULL", "customer INT"), [("now-nullable", "customer")]),
        (("note TEXT", "note TEXT NOT NULL"), [("now-required", "note")]),
        (
            ("customer INT NOT NULL", "customer_id INT"),
            [("rename", "customer"), ("now-nullable", "customer")],
        ),
        (("note TEXT", "note TEXT UNIQUE"), [("unique-added", "note")]),
        (("note TEXT", "customer_note TEXT"), [("rename", "note")]),
        (
            ("customer INT NOT NULL", "placed DATE NOT NULL"),
            [("removal", "customer"), ("additive", "placed")],
        ),
        (("note TEXT", "NOTE text"), []),
    ],
)
def test_each_kind_of_difference(
    tmp_path: Path, change: tuple[str, str], expected: list[tuple[Kind, str]]
) -> None:
    found = differences(tmp_path, ORDERS, ORDERS.replace(*change))
    assert [(each.kind, each.column) for each in found] == expected


def test_a_rename_is_a_guess_that_says_why(tmp_path: Path) -> None:
    (rename,) = differences(tmp_path, ORDERS, ORDERS.replace("note", "remark"))
    assert not rename.is_sure
    assert rename.guess == "same type, same place"


def test_each_old_column_becomes_one_new_one(tmp_path: Path) -> None:
    found = differences(tmp_path, "a_one INT, a_two INT", "b INT, a_one_id INT, a_two_id INT")
    renamed = [(each.before, each.after) for each in found if each.kind == "rename"]
    assert renamed == [("a_one INT", "a_one_id INT"), ("a_two INT", "a_two_id INT")]


def test_another_primary_key_is_a_change_of_key(tmp_path: Path) -> None:
    (key,) = differences(
        tmp_path,
        "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a)",
        "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b)",
    )
    assert (key.kind, key.before, key.after) == ("key-changed", "a", "a, b")


def test_a_key_follows_its_renamed_column(tmp_path: Path) -> None:
    found = differences(tmp_path, "id INT PRIMARY KEY", "order_id INT PRIMARY KEY")
    assert [each.kind for each in found] == ["rename"]


def test_tables_that_come_and_go(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sql", tmp_path / "new.sql"
    old.write_text("CREATE TABLE a (x INT); CREATE TABLE shop.b (x INT);")
    new.write_text("CREATE TABLE shop.b (x INT); CREATE TABLE c (x INT);")
    found = compare(read_side(old), read_side(new))
    assert [(each.kind, each.table) for each in found] == [
        ("table-removed", "a"),
        ("table-added", "c"),
    ]


def test_headers_of_csv_files_are_compared_by_name_and_order(tmp_path: Path) -> None:
    old, new = tmp_path / "orders_1.csv", tmp_path / "orders_2.csv"
    old.write_text('id;"net; total";note\n1;2;x\n')
    new.write_text('id;note;"net; total";extra\n')
    found = compare(read_side(old), read_side(new))
    assert [each.kind for each in found] == ["additive", "reordered"]


def test_a_contract_is_compared_with_what_arrives(tmp_path: Path) -> None:
    contract, ddl = tmp_path / "contract.yaml", tmp_path / "orders.postgres.sql"
    contract.write_text(
        "contract:\n  name: orders\n  version: '1'\n  owner: Shop\n  schema:\n"
        "    - {column: order_id, type: BIGINT, checks: [{type: unique}]}\n"
        "    - {column: note, type: TEXT, nullable: true}\n"
    )
    ddl.write_text("CREATE TABLE orders (order_id BIGINT, note TEXT, extra INT);")
    found = compare(read_side(contract), read_side(ddl))
    assert [(each.kind, each.column) for each in found] == [
        ("additive", "extra"),
        ("now-nullable", "order_id"),
    ]


def test_a_parquet_file_is_compared_with_a_csv_header(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    parquet, header = tmp_path / "orders.parquet", tmp_path / "orders.csv"
    duckdb.sql("SELECT 1::BIGINT AS id, 'x' AS note").write_parquet(str(parquet))
    header.write_text("id,remark\n")
    found = compare(read_side(parquet), read_side(header))
    assert [(each.kind, each.guess) for each in found] == [("rename", "same place")]


@pytest.mark.parametrize(
    ("name", "text"),
    [("none.yaml", "workbench: 1\n"), ("empty.csv", "\n"), ("x.txt", "hello")],
)
def test_what_describes_no_table_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError):
        read_side(tmp_path / name)


def test_every_kind_has_its_meaning_in_the_handbook() -> None:
    book = Handbook.load(kinds=frozenset({"matrix"}))
    rows = {row.id: row for row in book.page(PAGE, Matrix).rows}
    assert set(rows) == set(Kind.__args__)  # type: ignore[attr-defined]
    assert {row.cells["breaks"] for row in rows.values()} == {"yes", "no"}
    judged = judge([Difference(kind, "orders") for kind in rows], book)  # type: ignore[arg-type]
    assert [each.is_breaking for each in judged] == sorted(
        (each.is_breaking for each in judged), reverse=True
    )
