"""What may go wrong, whatever is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.advisor.facts import Facts
from workbench.advisor.knowledge import PlacedRule
from workbench.findings import Severity
from workbench.handbook.facts import fill


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of the brief, why it exists, and what to do about it."""

    id: str
    title: str
    severity: Severity
    because: str
    advice: str
    source: str


def find_risks(rules: Iterable[PlacedRule], facts: Facts) -> tuple[Risk, ...]:
    """Return the risks whose condition holds, the worst first."""
    quotes = facts.quotes()
    found = [
        Risk(
            id=placed.rule.id,
            title=placed.rule.title,
            severity=placed.rule.risk,
            because=fill(placed.rule.because, quotes),
            advice=fill(placed.rule.advice, quotes),
            source=placed.ref,
        )
        for placed in rules
        if placed.rule.risk and placed.holds(facts)
    ]
    return tuple(sorted(found, key=lambda risk: risk.severity.rank))
