"""From rules and facts to a score and a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from workbench.advisor.facts import Facts
from workbench.advisor.knowledge import Judged, PlacedRule
from workbench.handbook.facts import fill
from workbench.handbook.rules import Rule, Scale

Word = Literal["recommended", "consider", "avoid"]
RANK: dict[Word, int] = {"avoid": 0, "consider": 1, "recommended": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one pattern or technology.

    ``score`` runs from 0 to 100. ``because`` speaks for it and ``against`` against it, the
    weightiest first; ``would_change`` names changes of the brief that give another verdict.
    ``rules`` are links to the rules behind the reasons (``page/rule``).
    """

    id: str
    title: str
    verdict: Word
    score: int
    because: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Verdict and score of one row, with the rules that fired and texts not written yet."""

    word: Word
    score: int
    fired: tuple[PlacedRule, ...]


def stand(judged: Judged, facts: Facts) -> dict[str, Standing]:
    """Return how each row of a matrix stands, by its id.

    A rule about a pair counts only where neither of the two is to be avoided.
    """
    holding = [placed for placed in judged.rules if placed.holds(facts)]
    fired: dict[str, list[PlacedRule]] = {row.id: [] for row in judged.matrix.rows}
    for placed in holding:
        if placed.rule.about and not placed.rule.together_with:
            fired[placed.rule.about].append(placed)
    alone = {row_id: standing(rules, judged.scale) for row_id, rules in fired.items()}
    for placed in holding:
        pair = pair_of(placed.rule)
        if pair and all(alone[row_id].word != "avoid" for row_id in pair):
            for row_id in pair:
                fired[row_id].append(placed)
    return {row_id: standing(rules, judged.scale) for row_id, rules in fired.items()}


def pair_of(rule: Rule) -> tuple[str, str] | None:
    """Return the two rows that a rule joins, if it does."""
    return (rule.about, rule.together_with) if rule.about and rule.together_with else None


def standing(fired: Iterable[PlacedRule], scale: Scale) -> Standing:
    """Add up the rules that fired about one row.

    What is ruled out scores 0. Objections that rest on an aged fact lower the score,
    but alone they never make it "avoid" (erratum 11).
    """
    rules = tuple(sorted(fired, key=lambda placed: -_force(placed.rule)))
    if any(placed.rule.rules_out for placed in rules):
        return Standing("avoid", 0, rules)
    score = _total(rules, scale)
    word = _word(score, scale)
    if word == "avoid" and _total((one for one in rules if not _is_aged(one)), scale) >= (
        scale.consider
    ):
        return Standing("consider", scale.consider, rules)
    return Standing(word, score, rules)


def verdicts(
    judged: Judged, facts: Facts, changes: Mapping[str, tuple[str, ...]]
) -> tuple[Verdict, ...]:
    """Return the verdicts on the rows of a matrix, best score first.

    ``changes`` are the texts of what would change each row, by its id.
    """
    quotes = facts.quotes()
    standings = stand(judged, facts)
    found = [
        _verdict(row.id, row.title, standings[row.id], quotes, changes.get(row.id, ()))
        for row in judged.matrix.rows
    ]
    return tuple(sorted(found, key=lambda one: -one.score))


def _verdict(
    row_id: str,
    title: str,
    found: Standing,
    quotes: Mapping[str, str],
    changes: tuple[str, ...],
) -> Verdict:
    reasons = [(one.rule, fill(one.rule.because, quotes)) for one in found.fired]
    return Verdict(
        id=row_id,
        title=title,
        verdict=found.word,
        score=found.score,
        because=tuple(text for rule, text in reasons if _speaks_for(rule)),
        against=tuple(text for rule, text in reasons if not _speaks_for(rule)),
        would_change=changes,
        rules=tuple(one.ref for one in found.fired),
    )


def _force(rule: Rule) -> int:
    return 101 if rule.rules_out else abs(rule.weight or 0)


def _speaks_for(rule: Rule) -> bool:
    return (rule.weight or 0) > 0


def _is_aged(placed: PlacedRule) -> bool:
    return placed.rule.aged and not _speaks_for(placed.rule)


def _total(rules: Iterable[PlacedRule], scale: Scale) -> int:
    return max(0, min(100, scale.start + sum(one.rule.weight or 0 for one in rules)))


def _word(score: int, scale: Scale) -> Word:
    if score >= scale.recommended:
        return "recommended"
    return "consider" if score >= scale.consider else "avoid"
