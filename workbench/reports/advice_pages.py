"""The pages that advice rests on, as text: rules, prices, figures, words, variations."""

from collections.abc import Callable
from typing import Any

from workbench.handbook.figures import Figure, Range
from workbench.handbook.page import Entry, Page
from workbench.handbook.prices import Price
from workbench.handbook.rules import Rule
from workbench.handbook.variations import Variation
from workbench.handbook.vocabulary import Term
from workbench.reports.layout import paragraphs

Body = Callable[[Page, Any, int], list[str]]


def _rule(_: Page, rule: Rule, width: int) -> list[str]:
    lines = [
        f"When: {rule.when}",
        f"Effect: {_effect(rule)}",
        f"Because: {rule.because}",
        f"Do: {rule.advice}" if rule.advice else "",
    ]
    return _wrapped(lines, width)


def _effect(rule: Rule) -> str:
    if rule.risk:
        return f"a risk ({rule.risk})"
    if rule.rules_out:
        return f"rules out {rule.about}"
    pair = f" together with {rule.together_with}" if rule.together_with else ""
    return f"{rule.weight:+d} for {rule.about}{pair}"


def _price(_: Page, price: Price, width: int) -> list[str]:
    lines = [
        f"Price: {_span(price.usd)} USD per {price.per}, {_span(price.times)} times",
        f"When: {price.when}" if price.when else "",
        f"Assumes: {price.assumes}",
    ]
    return _wrapped(lines, width)


def _figure(_: Page, figure: Figure, width: int) -> list[str]:
    return _wrapped([f"{_span(figure.range)} {figure.unit}", figure.text], width)


def _term(_: Page, term: Term, width: int) -> list[str]:
    replay = {True: "Can be replayed.", False: "Cannot be replayed.", None: ""}
    counts = f"Counts as: {', '.join(term.groups)}" if term.groups else ""
    return _wrapped([f"Words: {', '.join(term.words)}", counts, replay[term.replayable]], width)


def _variation(_: Page, variation: Variation, width: int) -> list[str]:
    values = [f"{number:g}" for number in variation.numbers] or list(variation.words)
    tried = f"Tried: {', '.join(values)}" if values else ""
    return _wrapped([f"Field: {variation.field}", tried, f"Reads: {variation.phrase}"], width)


def _span(found: Range) -> str:
    return f"{found.low:g}" if found.low == found.high else f"{found.low:g} to {found.high:g}"


def _wrapped(texts: list[str], width: int) -> list[str]:
    return [line for text in texts if text for line in paragraphs(text, width, "", "  ")]


ADVICE_BODIES: tuple[tuple[type[Entry], Body], ...] = (
    (Rule, _rule),
    (Price, _price),
    (Figure, _figure),
    (Term, _term),
    (Variation, _variation),
)
"""How the body of each kind of entry is written."""
