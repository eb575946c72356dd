"""The calculators: figures worked out by hand, and where their inputs come from."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.calculators.calculator import Calculation, calculate
from workbench.calculators.formulas import CALCULATORS
from workbench.cli.main import run
from workbench.designs.store import DesignFile
from workbench.errors import InputError
from workbench.handbook.handbook import Handbook

DESIGN = """\
workbench: 1
brief:
  project_name: Shop
  current_state:
    data_volume: {current_gb_per_day: 40, growth_rate_percent: 20, retention_months: 24}
pipelines:
  - name: orders
    schedule: "0 6 * * *"
    timezone: UTC
    sla_minutes: 60
    load: {target_dataset: fct_orders}
    error_handling: {max_retries: 2, retry_delay_seconds: 600}
contracts:
  - {name: fct_orders, sla: {freshness_hours: 26}, retention_months: 12}
datasets:
  - {name: fct_orders, volume: {gb_per_day: 0.4, rows_per_day: 50000, row_count: 9000000}}
backfills:
  - name: january
    scope: {tables: [fct_orders], start_date: 2026-01-01, end_date: 2026-02-01}
    execution: {batch_days: 1, minutes_per_batch: 10, parallel_batches: 4, stateful: no}
"""


def made(name: str, subject: str = "", **inputs: float) -> Calculation:
    design = DesignFile.of_text("shop.yaml", DESIGN).design if subject != "none" else None
    return calculate(CALCULATORS[name], inputs, design, "" if subject == "none" else subject)


def values(calculation: Calculation) -> dict[str, float]:
    return {each.name: each.value for each in calculation.results}


def verdicts(calculation: Calculation) -> dict[str, str]:
    return {each.name: each.verdict for each in calculation.results}


def test_storage_without_growth_is_a_product() -> None:
    found = values(
        made(
            "storage", "none", gb_per_day=10, retention_months=12, compression=2,
            usd_per_gb_month=0.02,
        )
    )  # fmt: skip
    assert found["gb_at_end"] == pytest.approx(10 * 30.4 * 12 / 2)
    assert found["usd_all_months"] == pytest.approx(10 * 30.4 / 2 * 0.02 * 78)


def test_partitions_by_day_fit_and_by_tenant_do_not() -> None:
    fits = made("partitions", "fct_orders")
    assert values(fits)["partition_gb"] == pytest.approx(0.4)
    assert verdicts(fits)["partition_gb"].startswith("fits")
    tenants = made("partitions", "fct_orders", tenants=500)
    assert values(tenants)["count"] == pytest.approx(500 * 12 * 30.4)
    assert verdicts(tenants)["count"].startswith("too many")
    assert verdicts(tenants)["partition_gb"].startswith("too small")


def test_shuffle_partitions_by_size_or_by_cores() -> None:
    assert values(made("spark", "none", shuffle_gb=100))["shuffle_partitions"] == 800
    assert values(made("spark", "none", shuffle_gb=1, cores=64))["shuffle_partitions"] == 128


def test_a_backfill_with_a_memory_runs_oldest_first_one_by_one() -> None:
    free = made("backfill", "january")
    assert values(free)["batches"] == 31
    assert values(free)["hours"] == pytest.approx(8 * 10 / 60)
    assert verdicts(free)["batches"].startswith("newest first")
    bound = made("backfill", "january", stateful=1)
    assert values(bound)["hours"] == pytest.approx(31 * 10 / 60)
    assert verdicts(bound)["batches"].startswith("oldest first")


def test_freshness_on_an_ordinary_and_on_a_bad_day() -> None:
    found = made("freshness", "orders")
    assert values(found)["ordinary_minutes"] == 1440 + 60
    assert values(found)["worst_minutes"] == 1440 + 60 + 2 * 70
    assert verdicts(found) == {
        "ordinary_minutes": "within the promise",
        "worst_minutes": "breaks the promise",
        "most_gap_minutes": "",
    }


def test_a_sample_as_the_textbooks_have_it() -> None:
    found = made(
        "sample", "none", rows=10_000_000, expected_share_percent=50, margin_percent=5,
        confidence_percent=95,
    )  # fmt: skip
    assert values(found)["rows"] == 385


def test_bounds_leave_room_for_growth() -> None:
    found = values(made("volume-bounds", "fct_orders", variation_percent=10))
    assert found["min_expected"] == 45000
    assert found["max_expected"] == 66000


def test_every_number_says_where_it_comes_from() -> None:
    taken = {each.input.name: each for each in made("partitions", "fct_orders", tenants=3).taken}
    assert {name: each.origin for name, each in taken.items()} == {
        "gb_per_day": "from the design",
        "retention_months": "from the design",
        "partitions_per_day": "usual",
        "tenants": "given",
    }
    assert taken["retention_months"].value == 12


def test_what_is_missing_is_asked_for_all_at_once() -> None:
    with pytest.raises(InputError) as raised:
        made("freshness", "none", nonsense=1)
    said = str(raised.value)
    assert "takes no 'nonsense'" in said
    assert "--set gap_minutes=NUMBER" in said
    assert "--set freshness_minutes=NUMBER" in said


def test_sources_are_in_the_handbook() -> None:
    handbook = Handbook.load()
    for each in CALCULATORS.values():
        assert handbook.get(each.source) is not None


@given(st.floats(0.001, 1000), st.integers(1, 120), st.floats(0, 300))
def test_more_data_never_costs_less(gigabytes: float, months: int, growth: float) -> None:
    def cost(volume: float, kept: int) -> float:
        found = made(
            "storage", "none", gb_per_day=volume, retention_months=kept, growth_percent=growth
        )
        return values(found)["usd_all_months"]

    assert cost(gigabytes * 2, months) >= cost(gigabytes, months)
    assert cost(gigabytes, months + 1) >= cost(gigabytes, months)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    arguments = ["calculate", "freshness", "--design", str(path), "--for", "orders"]
    assert run([*arguments, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["results"][0]["value"] == 1500
    assert run(arguments) == 0
    assert "within the promise" in capsys.readouterr().out
    assert run(["calculate"]) == 0
    assert "volume-bounds" in capsys.readouterr().out
    assert run(["calculate", "storrage"]) == 2
    assert "Did you mean storage?" in capsys.readouterr().err
