"""With a schema, findings are certain or gone, and say figures; without one nothing is claimed."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import run
from workbench.findings import Confidence, Finding, Severity
from workbench.reading import SourceText
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.load import load_schema
from workbench.sqlreview.schema.model import Schema

SAMPLES = Path(__file__).parents[3] / "samples" / "schema"
NEED_SCHEMA = [
    *("missing-partition-filter", "partition-filter-not-prunable", "clustering-key-unused"),
    *("unpartitioned-large-table", "fan-out-join", "unknown-column"),
    *("unknown-table", "accidental-correlation", "count-nullable", "nondeterministic-order-key"),
    *("missing-index", "composite-index-prefix"),
]


def review(sql: str, ddl: str, dialect: str, *rules: str) -> tuple[Finding, ...]:
    schema = Schema()
    if ddl:
        read_ddl(SourceText("ddl", ddl), dialect, schema)
    done = Reviewer(select=rules, schema=schema).review(sql, "q.sql", dialect)
    assert done.errors == ()
    return done.findings


@pytest.mark.parametrize("slug", NEED_SCHEMA)
def test_rules_that_need_a_schema_are_silent_without_one(slug: str) -> None:
    (rule,) = (rule for rule in all_rules() if rule.slug == slug)
    for example in rule.fires:
        assert review(example.plain, "", example.dialect, slug) == ()


def test_types_are_guessed_from_names_only_as_hints() -> None:
    sql = "SELECT id FROM users WHERE user_email = 42"
    (guessed,) = review(sql, "", "mysql", "implicit-type-conversion")
    assert (guessed.severity, guessed.confidence) == (Severity.HINT, Confidence.POSSIBLE)
    ddl = "CREATE TABLE users (id INT, user_email VARCHAR(99))"
    (decided,) = review(sql, ddl, "mysql", "implicit-type-conversion")
    assert (decided.severity, decided.confidence) == (Severity.WARNING, Confidence.CERTAIN)


def test_nullability_decides_not_in() -> None:
    sql = "SELECT id FROM u WHERE id NOT IN (SELECT user_id FROM b)"
    (guessed,) = review(sql, "", "postgres", "not-in-nullable")
    assert guessed.confidence is Confidence.LIKELY
    (decided,) = review(sql, "CREATE TABLE b (user_id INT)", "postgres", "not-in-nullable")
    assert decided.confidence is Confidence.CERTAIN
    assert review(sql, "CREATE TABLE b (user_id INT NOT NULL)", "postgres", "not-in-nullable") == ()


def test_an_outer_join_brings_nulls_back() -> None:
    sql = "SELECT id FROM u WHERE id NOT IN (SELECT b.user_id FROM a LEFT JOIN b ON b.a_id = a.id)"
    ddl = "CREATE TABLE b (user_id INT NOT NULL, a_id INT)"
    assert len(review(sql, ddl, "postgres", "not-in-nullable")) == 1


def test_two_detail_tables_are_one_finding() -> None:
    sql = (
        "SELECT c.id, SUM(o.amount), SUM(p.amount) FROM customers c "
        "JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.customer_id = c.id "
        "GROUP BY c.id"
    )
    ddl = (
        "CREATE TABLE customers (id INT PRIMARY KEY);"
        "CREATE TABLE orders (id INT PRIMARY KEY, customer_id INT, amount INT);"
        "CREATE TABLE payments (id INT PRIMARY KEY, customer_id INT, amount INT)"
    )
    (finding,) = review(sql, ddl, "postgres", "aggregate-over-fanout", "fan-out-join")
    assert finding.rule == "aggregate-over-fanout"
    assert finding.confidence is Confidence.CERTAIN


def test_a_test_on_a_partition_column_is_one_finding() -> None:
    ddl = (
        "CREATE TABLE t (id INT, d DATE) PARTITION BY RANGE COLUMNS (d) "
        "(PARTITION p VALUES LESS THAN ('2024-01-01'), PARTITION q VALUES LESS THAN MAXVALUE)"
    )
    rules = [rule.slug for rule in all_rules() if rule.category == "performance"]
    for test in ("YEAR(d) = 2024", "CAST(d AS CHAR(10)) = 'x'", "d + 1 = 5"):
        found = review(" ".join(["SELECT id FROM t WHERE", test]), ddl, "mysql", *rules)
        assert [one.rule for one in found if one.place.column == 24] == [
            "partition-filter-not-prunable"
        ]


def test_union_of_keys_that_share_no_row_is_certain() -> None:
    sql = "SELECT id, k FROM t WHERE k = 1 UNION SELECT id, k FROM t WHERE k = 2"
    ddl = "CREATE TABLE t (id INT PRIMARY KEY, k INT)"
    (finding,) = review(sql, ddl, "postgres", "union-instead-of-union-all")
    assert (finding.confidence, finding.fix) == (Confidence.CERTAIN, "Write UNION ALL.")


def test_columns_without_qualifier_find_their_table() -> None:
    sql = "SELECT total, SUM(amount) FROM orders JOIN lines ON order_id = id GROUP BY total"
    ddl = (
        "CREATE TABLE orders (id INT PRIMARY KEY, total INT, amount INT);"
        "CREATE TABLE lines (order_id INT, no INT, PRIMARY KEY (order_id, no))"
    )
    assert len(review(sql, ddl, "postgres", "aggregate-over-fanout")) == 1


def test_tables_made_earlier_in_the_script_are_known() -> None:
    ddl = "CREATE TABLE a (id INT)"
    sql = "CREATE TABLE b (id INT, x INT); SELECT x, y FROM b; SELECT id FROM c"
    found = review(sql, ddl, "postgres", "unknown-table", "unknown-column")
    assert [(one.rule, one.place.column) for one in found] == [
        ("unknown-column", 43),
        ("unknown-table", 68),
    ]


def test_the_schema_of_one_review_is_not_changed_by_it() -> None:
    schema = Schema()
    read_ddl(SourceText("ddl", "CREATE TABLE a (id INT)"), "postgres", schema)
    reviewer = Reviewer(select=["unknown-table"], schema=schema)
    assert reviewer.review("CREATE TABLE b (id INT); SELECT id FROM b", "1.sql").findings == ()
    assert len(reviewer.review("SELECT id FROM b", "2.sql").findings) == 1


def test_figures_come_from_the_schema() -> None:
    schema = load_schema([SAMPLES / "columns.csv"], "bigquery")
    reviewer = Reviewer(["missing-partition-filter", "select-star"], schema=schema)
    found = reviewer.review("SELECT * FROM shop.events WHERE event_name = 'a'", "q", "bigquery")
    assert {one.rule: one.impact for one in found.findings} == {
        "missing-partition-filter": "Reads all 730 partitions (1.2 billion rows, 447 GB).",
        "select-star": "Reads all 4 columns of 1.2 billion rows, 447 GB.",
    }


def test_schemas_are_taken_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = tmp_path / "q.sql"
    query.write_text("SELECT emial FROM shop.customers WHERE customer_id = 1", encoding="utf-8")
    schema = str(SAMPLES / "shop.postgres.sql")
    arguments = ["review", str(query), "--dialect", "postgres", "--schema", schema]
    assert run([*arguments, "--format", "json"]) == 1
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in data["files"][0]["findings"]] == ["unknown-column"]


def test_a_schema_that_cannot_be_read_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = tmp_path / "q.sql"
    query.write_text("SELECT 1", encoding="utf-8")
    assert run(["review", str(query), "--schema", str(tmp_path / "none.sql")]) == 2
    assert "none.sql: no such file" in capsys.readouterr().err
