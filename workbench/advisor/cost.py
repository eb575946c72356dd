"""What a managed platform of this size costs a month, as a range with its assumptions."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.advisor.facts import roughly, written
from workbench.advisor.sizing import GB_PER_TB, Sizing
from workbench.handbook.facts import FactValue
from workbench.handbook.figures import Range
from workbench.handbook.prices import Price, Prices

ON_PREM = "on-prem"
NOT_COUNTED = (
    "Not counted: people, licences for dashboards, transfer out of the cloud, support, taxes, "
    "discounts for commitment. List prices without free tiers."
)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One service: USD a month, what was assumed, and where the price comes from."""

    service: str
    title: str
    usd: Range
    assumes: str
    source: str
    as_of: datetime.date


@dataclass(frozen=True, slots=True)
class Cost:
    """The estimate, once the retention window is full; ``usd`` is None where it is not known.

    ``fit`` compares it with the budget: "within" when even the high end fits, "exceeded"
    when not even the low end does, "at risk" between; None without a budget or an estimate.
    """

    usd: Range | None
    budget_monthly_usd: float | None
    fit: str | None
    lines: tuple[CostLine, ...]
    assumptions: tuple[str, ...]


def estimate(
    facts: Mapping[str, FactValue], sizing: Sizing | None, pages: Sequence[Prices]
) -> Cost:
    """Return what the services that the facts call for cost a month.

    Without a cloud, or with several, each service spans the prices of all clouds.
    """
    cloud, budget = facts["cloud_provider"], facts["budget_monthly_usd"]
    assert budget is None or isinstance(budget, float)
    if sizing is None:
        return _nothing(
            budget, "An estimate needs volume and retention, in numbers that can be true."
        )
    chosen = [page for page in pages if page.provider == cloud]
    if cloud in (None, "multi"):
        chosen = [page for page in pages if page.provider != ON_PREM]
    lines = _lines(facts, sizing, chosen)
    if not lines:
        return _nothing(
            budget, f"There is no price list for {cloud}; lay one over with --knowledge."
        )
    total = Range(low=sum(one.usd.low for one in lines), high=sum(one.usd.high for one in lines))
    raw = _raw_storage(sizing, chosen)
    places = "; ".join(f"{page.title}, {page.region}" for page in chosen)
    assumptions = (
        f"Prices: {places}.",
        f"After {sizing.retention_months} months, when all data of the retention is there; "
        "it costs less before.",
        f"Storage counts columnar files; kept raw, it alone would cost about "
        f"{written(roughly(raw.low))} to {written(roughly(raw.high))} USD a month.",
        NOT_COUNTED,
    )
    return Cost(total, budget, fit_of(total, budget), lines, assumptions)


def fit_of(total: Range, budget: float | None) -> str | None:
    """Compare an estimate with a budget."""
    if budget is None:
        return None
    if total.high <= budget:
        return "within"
    return "exceeded" if total.low > budget else "at risk"


def _raw_storage(sizing: Sizing, pages: Sequence[Prices]) -> Range:
    """Return what keeping everything as it came would cost a month."""
    prices = [one.usd for page in pages for one in page.prices if one.per == "gb-month-stored"]
    gigabytes = sizing.stored_raw_tb * GB_PER_TB
    return Range(
        low=min((usd.low for usd in prices), default=0) * gigabytes,
        high=max((usd.high for usd in prices), default=0) * gigabytes,
    )


def _nothing(budget: float | None, why: str) -> Cost:
    return Cost(None, budget, None, (), (why,))


def _lines(
    facts: Mapping[str, FactValue], sizing: Sizing, pages: Sequence[Prices]
) -> tuple[CostLine, ...]:
    needed: dict[str, list[CostLine]] = {}
    for page in pages:
        for price in page.prices:
            if price.when is None or price.when.holds(facts):
                needed.setdefault(price.service, []).append(_line(price, sizing))
    return tuple(_spanned(lines) for lines in needed.values())


def _line(price: Price, sizing: Sizing) -> CostLine:
    amount = _amount(price, sizing)
    assert price.source is not None
    assert price.as_of is not None
    return CostLine(
        service=price.service,
        title=price.title,
        usd=Range(
            low=amount.low * price.times.low * price.usd.low,
            high=amount.high * price.times.high * price.usd.high,
        ),
        assumes=price.assumes,
        source=price.source,
        as_of=price.as_of,
    )


def _amount(price: Price, sizing: Sizing) -> Range:
    stored, new = sizing.stored_columnar_tb, sizing.new_columnar_tb_per_month
    amounts = {
        "gb-month-stored": Range(low=stored.low * GB_PER_TB, high=stored.high * GB_PER_TB),
        "gb-raw-new": Range(low=sizing.new_raw_gb_per_month, high=sizing.new_raw_gb_per_month),
        "tb-columnar-new": new,
        "tb-columnar-stored": stored,
        "month": Range(low=1, high=1),
    }
    return amounts[price.per]


def _spanned(lines: Sequence[CostLine]) -> CostLine:
    """Return one line that spans the same service at several providers."""
    first = lines[0]
    if len(lines) == 1:
        return first
    return CostLine(
        service=first.service,
        title=" / ".join(line.title for line in lines),
        usd=Range(
            low=min(line.usd.low for line in lines), high=max(line.usd.high for line in lines)
        ),
        assumes=first.assumes,
        source=" ".join(dict.fromkeys(line.source for line in lines)),
        as_of=min(line.as_of for line in lines),
    )
