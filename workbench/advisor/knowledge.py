"""The pages of the handbook that advice rests on, gathered and checked against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.advisor.brief_facts import Lexicon
from workbench.advisor.recognise import Recogniser
from workbench.errors import InputError, Problem
from workbench.handbook.facts import FactValue
from workbench.handbook.figures import Figures
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.prices import Prices
from workbench.handbook.rules import Rule, Rules, Scale
from workbench.handbook.variations import Variation, Variations
from workbench.handbook.vocabulary import Vocabulary

ADVICE_KINDS = ("figures", "matrix", "prices", "rules", "variations", "vocabulary")
"""Kinds of pages that have to be loaded for advice."""

PATTERNS = "architecture-patterns"
CATEGORIES = ("orchestration", "processing", "storage")
"""Matrices whose rows are technologies, in the order of the report."""
MODELLING = "modelling-approaches"


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule and the link to it (``page/rule``)."""

    ref: str
    rule: Rule

    def holds(self, facts: Mapping[str, FactValue]) -> bool:
        """Say whether the rule speaks: its condition holds, and it can give its reason."""
        return self.rule.when.holds(facts) is True and all(
            facts[name] is not None for name in self.rule.quoted_facts()
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """One matrix with the rules that judge its rows."""

    matrix: Matrix
    scale: Scale
    rules: tuple[PlacedRule, ...]


@dataclass(frozen=True, slots=True)
class AdviceKnowledge:
    """Everything that advice needs from the handbook."""

    lexicon: Lexicon
    figures: Figures
    prices: tuple[Prices, ...]
    judged: dict[str, Judged]
    risks: tuple[PlacedRule, ...]
    variations: tuple[Variation, ...]

    @classmethod
    def of(cls, handbook: Handbook) -> "AdviceKnowledge":
        """Gather the pages.

        Raises:
            InputError: a page is missing, or a rule speaks of a row or word that no page has.
        """
        pages = handbook.of_kind(Rules)
        judged = {name: _judged(handbook, name) for name in (PATTERNS, *CATEGORIES, MODELLING)}
        _check(judged, pages, handbook)
        words = {page.id: Recogniser(page) for page in handbook.of_kind(Vocabulary)}
        for needed in ("source-kinds", "stores", "signals", "counted-things"):
            handbook.page(needed, Vocabulary)
        return cls(
            lexicon=Lexicon(
                sources=words["source-kinds"],
                stores=words["stores"],
                signals=words["signals"],
                counted=words["counted-things"],
            ),
            figures=handbook.page("sizing", Figures),
            prices=tuple(handbook.of_kind(Prices)),
            judged=judged,
            risks=tuple(one for page in pages if page.judges is None for one in _placed(page)),
            variations=tuple(
                one for page in handbook.of_kind(Variations) for one in page.variations
            ),
        )


def _judged(handbook: Handbook, name: str) -> Judged:
    matrix = handbook.page(name, Matrix)
    pages = [page for page in handbook.of_kind(Rules) if page.judges == name]
    for page in pages:
        if page.scale:
            rules = tuple(placed for each in pages for placed in _placed(each))
            return Judged(matrix, page.scale, rules)
    raise InputError(Problem(f"no page of rules judges {name!r}", fix="Add one with a scale"))


def _placed(page: Rules) -> tuple[PlacedRule, ...]:
    return tuple(PlacedRule(f"{page.id}/{rule.id}", rule) for rule in page.rules)


def _check(judged: dict[str, Judged], pages: list[Rules], handbook: Handbook) -> None:
    """Refuse rules about rows, signals and tools that do not exist."""
    problems = [
        _problem(page, rule, f"{name!r} is not a row of {page.judges}")
        for page in pages
        if page.judges
        for rule in page.rules
        for name in _rows_named(rule)
        if not _has_row(judged, page.judges, name)
    ]
    terms = {
        "signals": {term.id for term in handbook.page("signals", Vocabulary).terms},
        "tools_in_use": {term.id for term in handbook.page("stores", Vocabulary).terms},
    }
    problems += [
        _problem(page, rule, f"no term of {leaf.fact} is called {leaf.contains!r}")
        for page in pages
        for rule in page.rules
        for leaf in rule.when.leaves()
        if leaf.contains and leaf.fact in terms and leaf.contains not in terms[leaf.fact]
    ]
    if problems:
        raise InputError(problems)


def _rows_named(rule: Rule) -> tuple[str, ...]:
    return tuple(name for name in (rule.about, rule.together_with) if name)


def _has_row(judged: dict[str, Judged], matrix: str, name: str) -> bool:
    return matrix in judged and any(row.id == name for row in judged[matrix].matrix.rows)


def _problem(page: Rules, rule: Rule, message: str) -> Problem:
    return Problem(f"{page.id}/{rule.id}: {message}", fix="Correct the rule, or add what it names")
