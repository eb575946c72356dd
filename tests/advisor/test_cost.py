from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.advisor.advise import Advice, advise
from workbench.advisor.cost import fit_of
from workbench.advisor.knowledge import ADVICE_KINDS
from workbench.designs.brief import Brief, Latency
from workbench.handbook.figures import Range
from workbench.handbook.handbook import Handbook
from workbench.handbook.prices import Prices

ORDER = ["exceeded", "at risk", "within"]


def _with(brief: Brief, **constraints: object) -> Brief:
    data = brief.model_dump()
    data["constraints"].update(constraints)
    return Brief.model_validate(data)


@pytest.fixture(scope="module")
def advice(shop: Brief, handbook: Handbook) -> Advice:
    return advise(shop, handbook)


def test_the_total_is_the_sum_of_lines_with_dated_sources(advice: Advice) -> None:
    cost = advice.cost
    assert cost.usd
    assert cost.usd.low == pytest.approx(sum(line.usd.low for line in cost.lines))
    assert cost.usd.high == pytest.approx(sum(line.usd.high for line in cost.lines))
    assert all(line.source.startswith("https://") for line in cost.lines)
    assert {line.service for line in cost.lines} >= {"object-storage", "stream-transport"}
    assert cost.budget_monthly_usd == 5000
    assert cost.fit == "at risk"


def test_storage_is_volume_times_price(advice: Advice) -> None:
    (line,) = (line for line in advice.cost.lines if line.service == "object-storage")
    # 40,067 GB x 0.021 USD to 100,166 GB x 0.023 USD
    assert line.usd.low == pytest.approx(841, abs=1)
    assert line.usd.high == pytest.approx(2304, abs=1)


def test_streams_are_paid_only_where_somebody_needs_them(shop: Brief, handbook: Handbook) -> None:
    slow = tuple(
        one.model_copy(update={"latency_requirement": Latency.BATCH}) for one in shop.data_consumers
    )
    found = advise(shop.model_copy(update={"data_consumers": slow}), handbook)
    assert not any("stream" in line.service for line in found.cost.lines)


def test_several_clouds_span_the_single_ones(shop: Brief, handbook: Handbook) -> None:
    spanned = advise(_with(shop, cloud_provider="multi"), handbook).cost.usd
    assert spanned
    for cloud in ("AWS", "GCP", "Azure"):
        single = advise(_with(shop, cloud_provider=cloud), handbook).cost.usd
        assert single
        assert spanned.low <= single.low <= single.high <= spanned.high


def test_own_hardware_has_no_estimate_but_says_what_to_do(shop: Brief, handbook: Handbook) -> None:
    cost = advise(_with(shop, cloud_provider="on-prem"), handbook).cost
    assert cost.usd is None
    assert cost.fit is None
    assert "--knowledge" in cost.assumptions[0]


@given(
    low=st.floats(0, 1e6), extra=st.floats(0, 1e6), budget=st.floats(1, 1e6), more=st.floats(0, 1e6)
)
def test_more_budget_never_makes_the_fit_worse(
    low: float, extra: float, budget: float, more: float
) -> None:
    total = Range(low=low, high=low + extra)
    before, after = fit_of(total, budget), fit_of(total, budget + more)
    assert before
    assert after
    assert ORDER.index(after) >= ORDER.index(before)


def test_every_price_list_covers_the_same_services(handbook: Handbook) -> None:
    services = {
        page.provider: {price.service for price in page.prices}
        for page in handbook.of_kind(Prices)
        if page.prices
    }
    assert set(services) == {"AWS", "GCP", "Azure"}
    assert len({frozenset(each) for each in services.values()}) == 1


def test_a_team_can_replace_a_price(shop: Brief, tmp_path: Path, advice: Advice) -> None:
    (tmp_path / "ours.yaml").write_text(
        """
kind: prices
id: prices-aws
prices:
  - id: object-storage
    title: S3 with our discount
    service: object-storage
    per: gb-month-stored
    usd: {low: 0.001, high: 0.001}
    assumes: Contract of 2026.
    source: https://example.com/contract
    as_of: 2026-01-01
""",
        encoding="utf-8",
    )
    ours = advise(shop, Handbook.load([tmp_path], frozenset(ADVICE_KINDS))).cost
    assert ours.usd
    assert advice.cost.usd
    assert ours.usd.high < advice.cost.usd.high - 2000
    assert ours.fit == "within"


def test_the_estimate_says_what_raw_storage_would_cost(advice: Advice) -> None:
    # 200,333 GB x 0.021 to 0.023 USD
    assert any("about 4,200 to 4,600 USD" in text for text in advice.cost.assumptions)
