"""The type 2 load of the handbook, run on DuckDB: every situation that it promises to survive."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Template

NAMES = {
    "dimension": "dim_customers",
    "versions": "dim_customers_versions",
    "changes": "customer_changes",
    "staging": "stg_customers",
    "watermarks": "etl_watermarks",
    "natural_key": "customer_id",
    "surrogate_key": "customer_key",
    "tracked_columns": "customer_name, customer_status",
    "changed_at": "updated_at",
    "change_sequence": "log_position",
    "is_deleted": "is_deleted",
    "pipeline": "customers",
    "source": "src_customers",
    "overlap": "1 hour",
    "full_extract": "all_customers",
}
DAY_ONE = 1_767_225_600_000_000
"""2026-01-01 00:00 UTC in microseconds; these tests count time in hours from here."""
OPEN_END = 69_898_608
"""9999-12-31 00:00 UTC in those hours: the end of a version that is still current."""


@dataclass(frozen=True)
class Change:
    """One row of the source: ``hour`` is when the source made the change."""

    key: str
    hour: int
    name: str | None = "Ann"
    status: str | None = "new"
    deleted: bool = False
    position: int = 0


@dataclass(frozen=True, order=True)
class Version:
    """One row of the dimension, with times in hours and without keys and load times."""

    key: str
    start: int
    end: int
    name: str | None
    status: str | None
    current: bool


@cache
def bodies() -> dict[str, str]:
    page = Handbook.load(kinds=frozenset({"template"})).page("scd2-load", Template)
    return {part.id: part.body for part in page.parts}


def filled(part: str, values: dict[str, str]) -> str:
    names = {**NAMES, **values}
    return re.sub(r"\{(\w+)\}", lambda match: names[match[1]], bodies()[part])


def instant(hour: int) -> str:
    return f"2026-01-{hour // 24 + 1:02}T{hour % 24:02}:00:00+00"


def literal(hour: int) -> str:
    return f"TIMESTAMPTZ '{instant(hour)}'"


def hour_of(microseconds: int) -> int:
    return (microseconds - DAY_ONE) // 3_600_000_000


class Warehouse:
    """A database with a source, a staging table and the dimension of the template."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.loads = 0
        self.run("SET TimeZone = 'UTC'")
        columns = "customer_id VARCHAR, customer_name VARCHAR, customer_status VARCHAR"
        self.run(
            f"CREATE TABLE stg_customers ({columns}, is_deleted BOOLEAN,"
            " updated_at TIMESTAMPTZ, log_position BIGINT)"
        )
        self.run(f"CREATE TABLE src_customers ({columns}, updated_at TIMESTAMPTZ)")
        self.run("CREATE TABLE all_customers (customer_id VARCHAR)")
        self.part("tables")

    def run(self, sql: str) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = self.connection.execute(sql).fetchall()
        return rows

    def part(self, name: str, **values: str) -> list[tuple[object, ...]]:
        """Run one part of the template with its placeholders filled."""
        return self.run(filled(name, values))

    def stage(self, *changes: Change) -> None:
        self.run("DELETE FROM stg_customers")
        for each in changes:
            self.connection.execute(
                "INSERT INTO stg_customers VALUES (?, ?, ?, ?, CAST(? AS TIMESTAMPTZ), ?)",
                [each.key, each.name, each.status, each.deleted, instant(each.hour), each.position],
            )

    def load(self, *changes: Change) -> list[Version]:
        """Load one batch, as a run of its own, and check the laws of the dimension."""
        self.stage(*changes)
        return self.load_staged()

    def load_staged(self) -> list[Version]:
        self.loads += 1
        self.part("load", loaded_at=f"TIMESTAMPTZ '2027-01-01 00:{self.loads:02}:00+00'")
        assert self.part("checks") == []
        return self.versions()

    def versions(self) -> list[Version]:
        rows = self.connection.execute(
            "SELECT customer_id, EPOCH_US(valid_from), EPOCH_US(valid_to),"
            " customer_name, customer_status, is_current"
            " FROM dim_customers ORDER BY customer_id, valid_from"
        ).fetchall()
        versions = [
            Version(key, hour_of(start), hour_of(end), *others) for key, start, end, *others in rows
        ]
        keep_the_laws(versions)
        return versions

    def everything(self) -> list[tuple[object, ...]]:
        """Return the whole dimension, keys and load times included."""
        return self.run(
            "SELECT customer_key, customer_id, customer_name, customer_status, CAST(valid_from AS"
            " VARCHAR), CAST(valid_to AS VARCHAR), is_current, CAST(loaded_at AS VARCHAR)"
            " FROM dim_customers ORDER BY customer_id, valid_from"
        )

    def watermark(self) -> list[tuple[object, ...]]:
        return self.run("SELECT pipeline, CAST(position AS VARCHAR) FROM etl_watermarks")


def keep_the_laws(versions: Sequence[Version]) -> None:
    """At most one current version per key, open-ended; no empty interval; no overlap."""
    for version in versions:
        assert version.start < version.end
        assert version.current == (version.end == OPEN_END)
    for earlier, later in pairwise(versions):
        if earlier.key == later.key:
            assert earlier.end <= later.start


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    made = Warehouse()
    yield made
    made.connection.close()


def test_first_load_fills_an_empty_dimension(warehouse: Warehouse) -> None:
    assert warehouse.load(Change("a", 1), Change("b", 2, "Bob")) == [
        Version("a", 1, OPEN_END, "Ann", "new", current=True),
        Version("b", 2, OPEN_END, "Bob", "new", current=True),
    ]


def test_a_row_without_a_change_opens_no_version(warehouse: Warehouse) -> None:
    first = warehouse.load(Change("a", 1))
    assert warehouse.load(Change("a", 5)) == first


def test_a_change_closes_the_old_version_where_the_new_begins(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("b", 1))
    assert warehouse.load(Change("a", 5, status="gold")) == [
        Version("a", 1, 5, "Ann", "new", current=False),
        Version("a", 5, OPEN_END, "Ann", "gold", current=True),
        Version("b", 1, OPEN_END, "Ann", "new", current=True),
    ]


@pytest.mark.parametrize(("before", "after"), [("new", None), (None, "new")])
def test_a_change_to_or_from_null_is_a_change(
    warehouse: Warehouse, before: str | None, after: str | None
) -> None:
    warehouse.load(Change("a", 1, status=before))
    assert warehouse.load(Change("a", 5, status=after)) == [
        Version("a", 1, 5, "Ann", before, current=False),
        Version("a", 5, OPEN_END, "Ann", after, current=True),
    ]


def test_null_that_stays_null_is_no_change(warehouse: Warehouse) -> None:
    first = warehouse.load(Change("a", 1, status=None))
    assert warehouse.load(Change("a", 5, status=None)) == first


def test_several_changes_in_one_batch_are_all_kept(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1))
    assert warehouse.load(Change("a", 9, status="gold"), Change("a", 5, status="silver")) == [
        Version("a", 1, 5, "Ann", "new", current=False),
        Version("a", 5, 9, "Ann", "silver", current=False),
        Version("a", 9, OPEN_END, "Ann", "gold", current=True),
    ]


def test_two_changes_in_one_instant_are_ordered_by_their_sequence(warehouse: Warehouse) -> None:
    assert warehouse.load(
        Change("a", 1, status="second", position=2), Change("a", 1, status="first", position=1)
    ) == [Version("a", 1, OPEN_END, "Ann", "second", current=True)]


def test_a_late_row_takes_its_place_in_the_past(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("a", 9, status="gold"))
    assert warehouse.load(Change("a", 5, status="silver")) == [
        Version("a", 1, 5, "Ann", "new", current=False),
        Version("a", 5, 9, "Ann", "silver", current=False),
        Version("a", 9, OPEN_END, "Ann", "gold", current=True),
    ]


def test_a_late_row_before_everything_moves_the_beginning(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 5))
    assert warehouse.load(Change("a", 1)) == [Version("a", 1, OPEN_END, "Ann", "new", current=True)]


def test_a_late_row_between_two_equal_ones_leaves_the_later_one_current(
    warehouse: Warehouse,
) -> None:
    """The dimension alone has forgotten the second "new"; the changes table has not."""
    warehouse.load(Change("a", 1), Change("a", 9))
    assert warehouse.load(Change("a", 5, status="gold")) == [
        Version("a", 1, 5, "Ann", "new", current=False),
        Version("a", 5, 9, "Ann", "gold", current=False),
        Version("a", 9, OPEN_END, "Ann", "new", current=True),
    ]


def test_the_same_batch_twice_changes_nothing_at_all(warehouse: Warehouse) -> None:
    batch = (Change("a", 1), Change("a", 5, status=None), Change("b", 2), Change("b", 2))
    warehouse.load(*batch)
    first, watermark = warehouse.everything(), warehouse.watermark()
    warehouse.load(*batch)
    assert warehouse.everything() == first
    assert warehouse.watermark() == watermark


def test_an_untouched_version_keeps_its_surrogate_key(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("a", 9, status="gold"))
    before = {row[0] for row in warehouse.everything()}
    warehouse.load(Change("a", 5, status="silver"))
    after = {row[0] for row in warehouse.everything()}
    assert before < after
    assert len(after) == 3


def test_a_delete_row_ends_the_history(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1))
    assert warehouse.load(Change("a", 5, None, None, deleted=True)) == [
        Version("a", 1, 5, "Ann", "new", current=False)
    ]


def test_a_key_that_comes_back_leaves_the_time_between_empty(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("a", 5, None, None, deleted=True))
    assert warehouse.load(Change("a", 9)) == [
        Version("a", 1, 5, "Ann", "new", current=False),
        Version("a", 9, OPEN_END, "Ann", "new", current=True),
    ]


def test_hard_deletes_are_found_by_comparing_with_a_full_extract(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("b", 1))
    before = warehouse.watermark()
    warehouse.run("INSERT INTO all_customers VALUES ('b')")
    warehouse.stage()
    warehouse.part("deletes", extracted_at=literal(8))
    assert warehouse.load_staged() == [
        Version("a", 1, 8, "Ann", "new", current=False),
        Version("b", 1, OPEN_END, "Ann", "new", current=True),
    ]
    assert warehouse.watermark() == before, "a guessed deletion time must not hide source rows"


def test_without_asking_nothing_is_deleted(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("b", 1))
    versions = warehouse.load(Change("b", 5, status="gold"))
    assert [version.key for version in versions if version.current] == ["a", "b"]


def test_an_empty_batch_changes_nothing(warehouse: Warehouse) -> None:
    assert warehouse.load() == []
    first = warehouse.load(Change("a", 1))
    assert warehouse.load() == first


def test_extraction_starts_from_nothing_and_reads_back_by_the_overlap(
    warehouse: Warehouse,
) -> None:
    for hour in (1, 4, 6):
        warehouse.connection.execute(
            "INSERT INTO src_customers VALUES ('a', 'Ann', ?, CAST(? AS TIMESTAMPTZ))",
            [f"h{hour}", instant(hour)],
        )

    def read() -> list[str]:
        warehouse.run("CREATE OR REPLACE TABLE batch AS " + filled("extract", {}))
        return sorted(str(row[0]) for row in warehouse.run("SELECT customer_status FROM batch"))

    assert read() == ["h1", "h4", "h6"]
    warehouse.load(Change("a", 5))
    assert read() == ["h6"]
    warehouse.load(Change("a", 2))
    assert read() == ["h6"], "a late row must not move the mark back"


def test_a_source_clock_that_runs_ahead_does_not_hide_later_rows(warehouse: Warehouse) -> None:
    tomorrow = Change("a", 24)
    warehouse.stage(tomorrow)
    warehouse.part("load", loaded_at=literal(3))
    assert warehouse.watermark() == [("customers", "2026-01-01 03:00:00+00")]


def test_any_instant_falls_into_exactly_one_version(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1), Change("a", 5, status="gold"))
    states = [warehouse.part("as-of", instant=literal(hour)) for hour in (0, 1, 4, 5, 9)]
    assert states == [
        [],
        [("a", "Ann", "new")],
        [("a", "Ann", "new")],
        [("a", "Ann", "gold")],
        [("a", "Ann", "gold")],
    ]


@pytest.mark.parametrize(
    ("damage", "law"),
    [
        ("UPDATE dim_customers SET is_current = TRUE", "more than one current version"),
        ("UPDATE dim_customers SET valid_to = valid_from", "empty or reversed interval"),
        (
            "UPDATE dim_customers SET valid_to = valid_to + INTERVAL 1 HOUR WHERE NOT is_current",
            "overlapping versions",
        ),
        (
            "UPDATE dim_customers SET valid_to = valid_to - INTERVAL 1 HOUR WHERE NOT is_current",
            "gap without a deletion",
        ),
        ("DELETE FROM dim_customers WHERE is_current", "gap without a deletion"),
        (
            "INSERT INTO customer_changes SELECT * REPLACE ('other' AS customer_status)"
            " FROM customer_changes",
            "source contradicts itself within one instant",
        ),
    ],
)
def test_the_checks_name_the_law_that_is_broken(
    warehouse: Warehouse, damage: str, law: str
) -> None:
    warehouse.load(Change("a", 1), Change("a", 5, status="gold"))
    warehouse.run(damage)
    assert ("a", law) in warehouse.part("checks")


def test_a_failure_in_the_middle_leaves_the_old_state(warehouse: Warehouse) -> None:
    warehouse.load(Change("a", 1))
    before = warehouse.everything()
    warehouse.run("ALTER TABLE etl_watermarks RENAME TO elsewhere")
    warehouse.stage(Change("a", 5, status="gold"))
    with pytest.raises(duckdb.CatalogException):
        warehouse.load_staged()
    warehouse.run("ROLLBACK")
    warehouse.run("ALTER TABLE elsewhere RENAME TO etl_watermarks")
    assert warehouse.everything() == before
    assert warehouse.run("SELECT COUNT(*) FROM customer_changes") == [(1,)]


def test_every_placeholder_is_explained() -> None:
    page = Handbook.load(kinds=frozenset({"template"})).page("scd2-load", Template)
    used = {name for part in page.parts for name in re.findall(r"\{(\w+)\}", part.body)}
    explained = [field.path for part in page.parts for field in part.fields]
    assert sorted(explained) == sorted(used)


def history_of(changes: Sequence[Change]) -> list[Version]:
    """Return the history that ``changes`` tell, the plain way: one pass per key, in order."""
    versions: list[Version] = []
    for key in sorted({change.key for change in changes}):
        states = {
            change.hour: change
            for change in sorted(set(changes), key=lambda each: (each.hour, each.position))
            if change.key == key
        }
        ends = [*list(states)[1:], OPEN_END]
        for change, end in zip(states.values(), ends, strict=True):
            content = (change.name, change.status)
            last = versions[-1] if versions else None
            if change.deleted:
                continue
            if (
                last
                and (last.key, last.end) == (key, change.hour)
                and (last.name, last.status) == content
            ):
                versions.pop()
                versions.append(Version(key, last.start, end, *content, current=end == OPEN_END))
            else:
                versions.append(Version(key, change.hour, end, *content, current=end == OPEN_END))
    return versions


@st.composite
def batches(draw: st.DrawFn) -> list[list[Change]]:
    """Draw batches whose rows come in any order, late or repeated, across two keys."""
    changes = draw(
        st.lists(
            st.builds(
                Change,
                key=st.sampled_from("ab"),
                hour=st.integers(0, 6),
                name=st.just("Ann"),
                status=st.sampled_from(["new", "gold", None]),
                deleted=st.booleans(),
                position=st.integers(0, 1),
            ),
            min_size=1,
            max_size=10,
            unique_by=lambda change: (change.key, change.hour, change.position),
        )
    )
    return draw(st.lists(st.lists(st.sampled_from(changes), max_size=5), min_size=1, max_size=4))


@given(batches())
@settings(max_examples=25, deadline=None)
def test_any_batches_in_any_order_end_in_the_history_of_all_rows(
    drawn: list[list[Change]],
) -> None:
    warehouse = Warehouse()
    seen: list[Change] = []
    for batch in drawn:
        seen += batch
        assert warehouse.load(*batch) == history_of(seen)
    warehouse.connection.close()
