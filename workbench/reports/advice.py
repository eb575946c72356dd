"""Advice as JSON: typed models, from which docs/reference/advise.schema.json is made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.advisor.advise import Advice
from workbench.advisor.cost import Cost
from workbench.advisor.facts import Fact
from workbench.advisor.risks import Risk
from workbench.advisor.sizing import FORMULA, Sizing
from workbench.advisor.verdict import Verdict
from workbench.handbook.figures import Range


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactJson(_Shape):
    """One fact; ``value`` is null where the brief does not say."""

    value: bool | float | str | list[str] | None
    unit: str
    words: str = Field(description="The brief's own words behind the value.")


class VerdictJson(_Shape):
    """The verdict on one pattern or technology."""

    id: str
    verdict: Literal["recommended", "consider", "avoid"]
    score: int = Field(ge=0, le=100)
    because: list[str]
    against: list[str]
    would_change: list[str]


class TechnologiesJson(_Shape):
    """Verdicts on technologies, best first."""

    orchestration: list[VerdictJson]
    processing: list[VerdictJson]
    storage: list[VerdictJson]


class RangeJson(_Shape):
    """A low and a high end."""

    low: float
    high: float


class SizingJson(_Shape):
    """Volumes once the retention window is full; 1 TB is 1,000 GB."""

    gb_per_day: float
    gb_per_day_later: float
    growth_rate_percent: float
    retention_months: int
    stored_raw_tb: float
    stored_columnar_tb: RangeJson
    formula: str
    assumptions: list[str]


class CostLineJson(_Shape):
    """One service of the estimate."""

    service: str
    title: str
    monthly_usd: RangeJson
    assumes: str
    source: str
    as_of: str


class CostJson(_Shape):
    """The managed-cost estimate; ``monthly_usd`` is null where it is not known."""

    monthly_usd: RangeJson | None
    budget_monthly_usd: float | None
    budget_fit: Literal["within", "at risk", "exceeded"] | None
    lines: list[CostLineJson]
    assumptions: list[str]


class RiskJson(_Shape):
    """One risk, why it exists, what to do."""

    id: str
    severity: Literal["error", "warning", "info", "hint"]
    title: str
    because: str
    advice: str
    source: str


class CombinationJson(_Shape):
    """Two rows that are advised together."""

    ids: list[str] = Field(min_length=2, max_length=2)
    because: str


class HistoryJson(_Shape):
    """Which type of history an attribute of a dimension should have."""

    dimension: str
    attribute: str
    advised: str
    stated: str | None
    because: str


class AdviceJson(_Shape):
    """The output of ``workbench advise --format json``."""

    version: Literal[1]
    facts: dict[str, FactJson]
    patterns: list[VerdictJson]
    combinations: list[CombinationJson]
    technologies: TechnologiesJson
    modelling: list[VerdictJson]
    history: list[HistoryJson]
    sizing: SizingJson | None
    cost: CostJson
    risks: list[RiskJson]
    missing: list[str] = Field(description="What the brief does not say and rules asked for.")


def as_json(advice: Advice) -> AdviceJson:
    """Return advice in the shape that scripts rely on."""
    technologies = {
        category: [_verdict(one) for one in found]
        for category, found in advice.technologies.items()
    }
    return AdviceJson(
        version=1,
        facts={name: _fact(fact) for name, fact in advice.facts.items()},
        patterns=[_verdict(one) for one in advice.patterns],
        combinations=[
            CombinationJson(ids=list(one.ids), because=one.because) for one in advice.combinations
        ],
        technologies=TechnologiesJson.model_validate(technologies),
        modelling=[_verdict(one) for one in advice.modelling],
        history=[
            HistoryJson(
                dimension=one.dimension,
                attribute=one.attribute,
                advised=one.advised.value,
                stated=one.stated.value if one.stated else None,
                because=one.because,
            )
            for one in advice.history
        ],
        sizing=_sizing(advice.sizing) if advice.sizing else None,
        cost=_cost(advice.cost),
        risks=[_risk(risk) for risk in advice.risks],
        missing=list(advice.missing),
    )


def _fact(fact: Fact) -> FactJson:
    value = [str(word) for word in fact.value] if isinstance(fact.value, tuple) else fact.value
    return FactJson(value=value, unit=fact.type.unit, words=fact.words)


def _verdict(verdict: Verdict) -> VerdictJson:
    return VerdictJson(
        id=verdict.id,
        verdict=verdict.verdict,
        score=verdict.score,
        because=list(verdict.because),
        against=list(verdict.against),
        would_change=list(verdict.would_change),
    )


def _range(found: Range, digits: int) -> RangeJson:
    return RangeJson(low=round(found.low, digits), high=round(found.high, digits))


def _sizing(sizing: Sizing) -> SizingJson:
    return SizingJson(
        gb_per_day=sizing.gb_per_day,
        gb_per_day_later=round(sizing.gb_per_day_later, 3),
        growth_rate_percent=sizing.growth_rate_percent,
        retention_months=sizing.retention_months,
        stored_raw_tb=round(sizing.stored_raw_tb, 3),
        stored_columnar_tb=_range(sizing.stored_columnar_tb, 3),
        formula=FORMULA,
        assumptions=list(sizing.assumptions),
    )


def _cost(cost: Cost) -> CostJson:
    lines = [
        CostLineJson(
            service=line.service,
            title=line.title,
            monthly_usd=_range(line.usd, 2),
            assumes=line.assumes,
            source=line.source,
            as_of=line.as_of.isoformat(),
        )
        for line in cost.lines
    ]
    return CostJson(
        monthly_usd=_range(cost.usd, 2) if cost.usd else None,
        budget_monthly_usd=cost.budget_monthly_usd,
        budget_fit=cost.fit,
        lines=lines,
        assumptions=list(cost.assumptions),
    )


def _risk(risk: Risk) -> RiskJson:
    return RiskJson(
        id=risk.id,
        severity=risk.severity.value,
        title=risk.title,
        because=risk.because,
        advice=risk.advice,
        source=risk.source,
    )
