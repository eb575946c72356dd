"""Finding tables by as much of their name as a query writes."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.sqlreview.schema.model import Schema, Table

NAMES = st.lists(
    st.lists(st.sampled_from(["a", "b", "C", "c"]), min_size=1, max_size=3).map(tuple), max_size=8
)


def schema_of(*names: str) -> Schema:
    schema = Schema()
    for name in names:
        schema.add(Table(tuple(name.split("."))))
    return schema


def found(schema: Schema, name: str) -> str:
    table = schema.find(tuple(name.split(".")))
    return ".".join(table.parts) if table is not None else ""


def test_a_name_is_found_by_its_last_parts_and_without_case() -> None:
    schema = schema_of("wh.shop.orders")
    assert found(schema, "orders") == "wh.shop.orders"
    assert found(schema, "Shop.ORDERS") == "wh.shop.orders"
    assert found(schema, "other.orders") == ""


def test_a_longer_name_finds_a_table_without_a_schema() -> None:
    assert found(schema_of("orders"), "wh.shop.orders") == "orders"


def test_an_ambiguous_name_finds_nothing_but_is_not_unknown() -> None:
    schema = schema_of("shop.orders", "archive.orders")
    assert found(schema, "orders") == ""
    assert len(schema.candidates(("orders",))) == 2
    assert found(schema, "archive.orders") == "archive.orders"


def test_names_that_differ_in_case_only_are_told_apart_when_written_exactly() -> None:
    schema = Schema()
    for name in ("Orders", "orders"):
        schema.replace(Table(("x" if name == "orders" else "y", name)))
    assert found(schema, "Orders") == "y.Orders"


def test_only_schemas_with_known_tables_are_covered() -> None:
    schema = schema_of("shop.orders")
    assert schema.covers(("shop", "nothing"))
    assert schema.covers(("nothing",))
    assert not schema.covers(("crm", "contacts"))


@given(NAMES)
def test_every_table_is_found_by_its_full_name(names: list[tuple[str, ...]]) -> None:
    schema = Schema()
    for parts in names:
        schema.add(Table(parts))
    for known in schema.tables():
        assert known in schema.candidates(known.parts)
