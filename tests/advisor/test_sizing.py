import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.advisor.knowledge import AdviceKnowledge
from workbench.advisor.sizing import grown_months, size
from workbench.designs.brief import Brief, DataVolume


def test_the_worked_example_stores_200_tb_raw_and_40_to_100_columnar(
    shop: Brief, knowledge: AdviceKnowledge
) -> None:
    sizing = size(shop.current_state.data_volume, knowledge.figures)
    assert sizing
    # 500 GB x 30.4375 days x 12 months = 182.6 TB; growth of 20 % over the year adds 9.7 %.
    assert sizing.stored_raw_tb == pytest.approx(200.33, abs=0.01)
    assert sizing.gb_per_day_later == pytest.approx(600)
    assert sizing.stored_columnar_tb.low == pytest.approx(40.07, abs=0.01)
    assert sizing.stored_columnar_tb.high == pytest.approx(100.17, abs=0.01)


@given(growth=st.floats(0, 5), months=st.integers(1, 120))
def test_the_integral_lies_between_the_sums_of_daily_steps(growth: float, months: int) -> None:
    days = months * 30
    daily = [(1 + growth) ** (day / 30 / 12) / 30 for day in range(days + 1)]
    found = grown_months(growth, months)
    assert sum(daily[:-1]) <= found * (1 + 1e-9)
    assert found <= sum(daily[1:]) * (1 + 1e-9)


@given(months=st.integers(1, 120), growth=st.floats(0, 5))
def test_more_growth_never_stores_less(months: int, growth: float) -> None:
    assert grown_months(growth + 0.1, months) >= grown_months(growth, months) >= months * (1 - 1e-9)


def test_without_volume_or_retention_nothing_is_claimed(knowledge: AdviceKnowledge) -> None:
    assert size(DataVolume(current_gb_per_day=5), knowledge.figures) is None
    assert size(DataVolume(retention_months=5), knowledge.figures) is None


def test_missing_growth_is_said(knowledge: AdviceKnowledge) -> None:
    sizing = size(DataVolume(current_gb_per_day=5, retention_months=2), knowledge.figures)
    assert sizing
    assert "states no growth" in sizing.assumptions[0]
    assert sizing.stored_raw_tb == pytest.approx(5 * 30.4375 * 2 / 1000)


def test_growth_beyond_all_numbers_is_not_claimed(knowledge: AdviceKnowledge) -> None:
    volume = DataVolume(
        current_gb_per_day=1e9, growth_rate_percent=1e9, retention_months=1_000_000_000
    )
    assert size(volume, knowledge.figures) is None
