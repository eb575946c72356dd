"""Quality checks: SQL in every dialect, run on real files, and what empty tables mean."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlglot import parse_one

from workbench.cli.main import run
from workbench.designs.quality_check import CheckType, QualityCheck
from workbench.errors import InputError
from workbench.handbook.handbook import Handbook
from workbench.quality.reconcile import reconcile
from workbench.quality.render import DIALECTS, render
from workbench.quality.run import CheckResult, Verdict, run_checks

DAY = date(2026, 1, 31)
ORDERS = "order_id,customer_id,status,amount,order_date,loaded_at\n"
TIME = "%Y-%m-%d %H:%M:%S+00"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load((), frozenset({"template"}))


@pytest.fixture
def run_cli(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_it(*arguments: str) -> tuple[int, str, str]:
        return run(list(arguments)), *capsys.readouterr()

    return run_it


def check(type_: str, table: str = "fct_orders", **params: object) -> QualityCheck:
    return QualityCheck.model_validate(
        {"name": type_, "type": type_, "table": table, "params": params}
    )


CHECKS = (
    check("completeness", required_column="customer_id"),
    check("uniqueness", pk_column="order_id"),
    check("freshness", timestamp_col="loaded_at", sla_hours="2"),
    check("volume", partition_col="order_date", min_expected="1", max_expected="10"),
    check("referential", dim_table="dim_customers", fk="customer_id", pk="customer_id"),
    check("distribution", column="status", max_pct="80"),
    check(
        "reconciliation",
        source_table="shop_orders",
        source_amount="amount",
        source_date_col="order_date",
        target_amount="amount",
        target_date_col="order_date",
    ),
    check("range", column="amount", min="0", max="1000"),
    check("enum", column="status", values=["paid", "sent"]),
    check("regex", column="status", pattern="^[a-z]+$"),
    check("custom", sql="SELECT * FROM fct_orders WHERE amount < 0"),
)


def written(folder: Path, rows: str, customers: str = "1\n2\n") -> list[Path]:
    """Write the tables; NOW and OLD in rows are this moment and five hours ago."""
    now = datetime.now(UTC)
    rows = rows.replace("NOW", now.strftime(TIME))
    rows = rows.replace("OLD", (now - timedelta(hours=5)).strftime(TIME))
    (folder / "fct_orders.csv").write_text(ORDERS + rows, encoding="utf-8")
    (folder / "shop_orders.csv").write_text(ORDERS + rows, encoding="utf-8")
    (folder / "dim_customers.csv").write_text(f"customer_id\n{customers}", encoding="utf-8")
    return [folder]


def verdicts(
    folder: Path, handbook: Handbook, rows: str, *checks: QualityCheck
) -> dict[str, CheckResult]:
    results = run_checks(checks or CHECKS, written(folder, rows), handbook, DAY)
    return {each.name: each for each in results}


GOOD = "1,1,paid,10,2026-01-31,NOW\n2,2,sent,20,2026-01-31,NOW\n"


def test_all_checks_pass_on_good_data(handbook: Handbook, tmp_path: Path) -> None:
    found = verdicts(tmp_path, handbook, GOOD)
    assert {name: each.verdict for name, each in found.items()} == dict.fromkeys(
        (each.name for each in CHECKS), Verdict.PASSED
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("completeness", "1,,paid,10,2026-01-31,NOW\n2,2,sent,20,2026-01-31,NOW\n"),
        ("uniqueness", "1,1,paid,10,2026-01-31,NOW\n1,2,sent,20,2026-01-31,NOW\n"),
        ("freshness", "1,1,paid,10,2026-01-31,OLD\n"),
        ("volume", "1,1,paid,10,2026-01-30,NOW\n"),
        ("referential", "1,9,paid,10,2026-01-31,NOW\n"),
        ("distribution", "1,1,paid,10,2026-01-31,NOW\n"),
        ("reconciliation", "1,1,paid,10,2026-01-30,NOW\n"),
        ("range", "1,1,paid,-1,2026-01-31,NOW\n"),
        ("enum", "1,1,lost,10,2026-01-31,NOW\n"),
        ("regex", "1,1,PAID,10,2026-01-31,NOW\n"),
        ("custom", "1,1,paid,-5,2026-01-31,NOW\n"),
    ],
)
def test_each_check_fails_on_what_it_looks_for(
    handbook: Handbook, tmp_path: Path, name: str, rows: str
) -> None:
    wanted = [each for each in CHECKS if each.name == name]
    assert verdicts(tmp_path, handbook, rows, *wanted)[name].verdict is Verdict.FAILED


def test_an_empty_table_is_no_pass(handbook: Handbook, tmp_path: Path) -> None:
    found = verdicts(tmp_path, handbook, "")
    assert {name for name, each in found.items() if each.verdict is Verdict.PASSED} == set()
    assert found["uniqueness"].verdict is Verdict.EMPTY
    assert "nothing was checked" in found["uniqueness"].detail
    assert found["volume"].verdict is Verdict.FAILED


def test_a_missing_table_is_an_error_and_the_others_run(handbook: Handbook, tmp_path: Path) -> None:
    other = check("uniqueness", table="fct_nothing", pk_column="id")
    found = verdicts(tmp_path, handbook, GOOD, other, CHECKS[0])
    assert found["uniqueness"].verdict is Verdict.ERROR
    assert found["completeness"].verdict is Verdict.PASSED


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("one", CHECKS, ids=lambda each: each.name)
def test_every_check_parses_in_every_dialect(
    handbook: Handbook, dialect: str, one: QualityCheck
) -> None:
    if dialect == "tsql" and one.type is CheckType.REGEX:
        pytest.skip("SQL Server before 2025 has no regular expressions")
    sql = render(one, dialect, handbook, DAY).sql
    assert parse_one(sql.rstrip(";"), read=dialect).sql()


def test_what_is_no_name_is_refused_before_it_reaches_sql(handbook: Handbook) -> None:
    with pytest.raises(InputError, match="is no name of a table or column"):
        render(check("uniqueness", pk_column="id; DROP TABLE x"), "duckdb", handbook, DAY)
    with pytest.raises(InputError, match="is not one query"):
        render(check("custom", sql="DROP TABLE fct_orders"), "duckdb", handbook, DAY)
    with pytest.raises(InputError, match="does not say sla_hours"):
        render(check("freshness", timestamp_col="loaded_at"), "duckdb", handbook, DAY)


def test_checks_of_a_design_run_from_the_command_line(tmp_path: Path, run_cli: Run) -> None:
    data = tmp_path / "data"
    data.mkdir()
    written(data, GOOD)
    design = tmp_path / "shop.yaml"
    design.write_text(
        "workbench: 1\nquality_checks:\n"
        "  - {name: key, type: uniqueness, table: fct_orders, params: {pk_column: order_id}}\n"
        "  - {name: sent, type: enum, table: fct_orders,"
        " params: {column: status, values: [sent]}}\n",
        encoding="utf-8",
    )
    code, out, _ = run_cli("quality", "run", str(design), "--data", str(data))
    assert code == 1
    assert "FAIL   sent" in out
    assert "status paid, faulty_rows 1" in out
    code, out, _ = run_cli(
        "quality", "run", str(design), "--data", str(data), "--check", "key", "--format", "json"
    )
    assert code == 0
    assert json.loads(out)["checks"][0]["verdict"] == "passed"
    code, out, _ = run_cli("quality", "render", str(design), "--dialect", "bigquery")
    assert code == 0
    assert "HAVING" in out


def test_reconciliation_names_the_rows_that_differ(tmp_path: Path, run_cli: Run) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text("id,amount\n1,10\n2,20\n3,30\n", encoding="utf-8")
    target.write_text("id,amount\n1,10\n2,25\n4,1\n", encoding="utf-8")
    result = reconcile(source, target, ["id"], "amount")
    assert (result.only_source, result.only_target, result.differing) == (1, 1, 1)
    assert not result.agrees
    code, out, _ = run_cli(
        "quality", "reconcile", str(source), str(target), "--key", "id", "--amount", "amount"
    )
    assert code == 1
    assert "id 2: 20.0 in the source, 25.0 here" in out
    code, _, _ = run_cli(
        "quality", "reconcile", str(source), str(source), "--key", "id", "--amount", "amount"
    )
    assert code == 0


def test_two_empty_sides_do_not_agree(tmp_path: Path) -> None:
    empty = tmp_path / "a.csv"
    empty.write_text("id,amount\n", encoding="utf-8")
    assert not reconcile(empty, empty, ["id"], "amount").agrees


LOG = {
    "pipeline_name": "orders", "run_id": "r1", "started_at": "2026-01-31T04:00:00Z",
    "completed_at": "2026-01-31T04:01:00Z", "status": "success", "stage": "load",
    "rows_extracted": 10, "rows_transformed": 10, "rows_loaded": 9, "rows_rejected": 1,
    "quality_checks_passed": 3, "quality_checks_failed": 0, "duration_seconds": 60,
    "error_message": "", "watermark_before": "2026-01-30T00:00:00Z",
    "watermark_after": "2026-01-31T00:00:00Z",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"status": "done"}, "status"),
        ({"duration_seconds": 5}, "says 5, start and end say 60"),
        ({"completed_at": "2026-01-31T03:00:00Z"}, "is before started_at"),
        ({"started_at": "yesterday"}, "is no time with a zone"),
        ({"rows_loaded": 5}, "4 rows were neither loaded nor rejected"),
        ({"rows_loaded": 50}, "51 loaded and rejected of 10 rows"),
        ({"status": "failed"}, "is empty, but the run is failed"),
        (
            {"status": "failed", "error_message": "no disk", "rows_loaded": 0},
            "moved, but the run failed",
        ),
        ({"watermark_after": "2026-01-01T00:00:00Z"}, "is before watermark_before"),
    ],
)
def test_run_logs(tmp_path: Path, run_cli: Run, change: dict[str, object], said: str) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(json.dumps({**LOG, **change}) + "\n", encoding="utf-8")
    code, out, _ = run_cli("quality", "log", str(path))
    assert code == (1 if said else 0)
    assert said in out


def test_missing_fields_and_repeated_runs_have_their_line(tmp_path: Path, run_cli: Run) -> None:
    short = {name: value for name, value in LOG.items() if name != "rows_rejected"}
    path = tmp_path / "runs.jsonl"
    path.write_text(f"{json.dumps(LOG)}\n{json.dumps(short)}\nnot json\n", encoding="utf-8")
    code, out, _ = run_cli("quality", "log", str(path), "--format", "json")
    assert code == 1
    problems = json.loads(out)["problems"]
    assert {(each["line"], each["field"]) for each in problems} >= {
        (2, "rows_rejected"), (2, "run_id"), (3, ""),
    }  # fmt: skip
