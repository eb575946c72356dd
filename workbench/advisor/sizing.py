"""How much will be stored: today's volume, its growth, and how long it is kept."""

import math
from dataclasses import dataclass

from workbench.designs.brief import DataVolume
from workbench.handbook.figures import Figures, Range

FORMULA = (
    "stored = GB a day now x days a month x the sum over the retention of (1 + growth a year) "
    "^ (months / 12)"
)
GB_PER_TB = 1000
_NO_GROWTH = 1e-12


@dataclass(frozen=True, slots=True)
class Sizing:
    """Volumes in decimal units; the columnar ones are ranges, low end first."""

    gb_per_day: float
    gb_per_day_later: float
    growth_rate_percent: float
    retention_months: int
    new_raw_gb_per_month: float
    new_columnar_tb_per_month: Range
    stored_raw_tb: float
    stored_columnar_tb: Range
    assumptions: tuple[str, ...]


def size(volume: DataVolume, figures: Figures) -> Sizing | None:
    """Return the sizing once the retention window is full.

    None without volume or retention, or where growth runs beyond all numbers.

    Raises:
        KeyError: ``figures`` lacks one that is needed.
    """
    if not volume.current_gb_per_day or not volume.retention_months:
        return None
    try:
        return _sized(volume, figures)
    except OverflowError:
        return None


def _sized(volume: DataVolume, figures: Figures) -> Sizing:
    share = figures.range_of("columnar-share")
    days = figures.range_of("days-per-month").low
    growth = volume.growth_rate_percent / 100
    later = volume.current_gb_per_day * (1 + growth) ** (volume.retention_months / 12)
    daily_months = grown_months(growth, volume.retention_months)
    raw_tb = volume.current_gb_per_day * days * daily_months / GB_PER_TB
    return Sizing(
        gb_per_day=volume.current_gb_per_day,
        gb_per_day_later=later,
        growth_rate_percent=volume.growth_rate_percent,
        retention_months=volume.retention_months,
        new_raw_gb_per_month=later * days,
        new_columnar_tb_per_month=_scaled(share, later * days / GB_PER_TB),
        stored_raw_tb=raw_tb,
        stored_columnar_tb=_scaled(share, raw_tb),
        assumptions=_assumptions(volume, share),
    )


def grown_months(growth: float, months: float) -> float:
    """Return the integral of ``(1 + growth) ** (t / 12)`` for t from 0 to ``months``.

    Compound growth, taken continuously: the growth of a year is spread over the year
    instead of arriving in a step. Without growth this is ``months`` itself. Source: the
    definition of a compound annual growth rate.
    """
    rate = math.log1p(growth) / 12
    if rate < _NO_GROWTH:
        return months
    return math.expm1(rate * months) / rate


def _scaled(share: Range, amount: float) -> Range:
    return Range(low=share.low * amount, high=share.high * amount)


def _assumptions(volume: DataVolume, share: Range) -> tuple[str, ...]:
    growth = (
        f"Growth of {volume.growth_rate_percent:g} % is per year and compounds evenly."
        if volume.growth_rate_percent
        else "The brief states no growth, so none is counted."
    )
    return (
        growth,
        f"Columnar files (Parquet with Snappy or Zstd) need {share.low:.0%} to {share.high:.0%} "
        "of the raw size.",
        "One copy is kept, and only the retention window; 1 TB is 1,000 GB.",
    )
