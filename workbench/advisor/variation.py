"""What would change a verdict: found by changing one fact of the brief at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from workbench.advisor.facts import written
from workbench.advisor.verdict import RANK, Word
from workbench.designs.brief import Brief
from workbench.errors import InputError, Problem
from workbench.handbook.facts import fill
from workbench.handbook.variations import Variation

Words = Mapping[str, Word]
"""The verdict on every row, by ``matrix/row``."""
Judge = Callable[[Brief], Words]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the brief, and the verdict that it leads to; ``brief`` is the changed brief."""

    text: str
    word: Word
    brief: Brief


@dataclass(frozen=True, slots=True)
class _Trial:
    value: float | str
    brief: Brief
    words: Words


@dataclass(frozen=True, slots=True)
class _Series:
    """Trials of one variation in one direction, from the smallest change to the largest."""

    variation: Variation
    trials: tuple[_Trial, ...]
    start: float | None = None
    """The number in the brief, where it has one."""
    bound: str = ""
    """How an open end reads: " or more", " or less"."""


def find_changes(
    brief: Brief, variations: Sequence[Variation], judge: Judge
) -> dict[str, tuple[Change, ...]]:
    """Return, for each row, the smallest changes that give it another verdict, better ones first.

    Raises:
        InputError: a variation names a field or a value that a brief does not have.
    """
    now = judge(brief)
    found: dict[str, list[Change]] = {row: [] for row in now}
    for variation in variations:
        for series in _all_series(brief, variation, judge):
            for row, word in now.items():
                change = _first_flip(row, word, series, judge)
                if change:
                    found[row].append(change)
    return {
        row: tuple(sorted(changes, key=lambda change: -RANK[change.word]))
        for row, changes in found.items()
    }


def varied(brief: Brief, variation: Variation, value: float | str = "") -> Brief:
    """Return the brief with one variation applied.

    Raises:
        InputError: the brief has no such field, or the field does not take the value.
    """
    data = brief.model_dump()
    owner, name = _reach(data, variation)
    present = owner[name]
    if variation.numbers or variation.words:
        owner[name] = value
    elif variation.replace_all:
        owner[name] = [variation.replace_all] if present else []
    elif variation.drop:
        owner[name] = [one for one in present if one["latency_requirement"] != variation.drop]
    elif variation.every:
        owner[name] = [{**one, **variation.every} for one in present]
    else:
        owner[name] = [*present, variation.entry]
    try:
        return Brief.model_validate(data)
    except ValidationError as error:
        detail = error.errors()[0]["msg"]
        raise InputError(Problem(f"variation {variation.id!r}: {detail}")) from error


def _all_series(brief: Brief, variation: Variation, judge: Judge) -> Iterator[_Series]:
    if not variation.numbers:
        for word in variation.words or ("",):
            yield _Series(variation, _trials(brief, variation, [word], judge))
        return
    owner, name = _reach(brief.model_dump(), variation)
    now = float(owner[name])
    above = [number for number in variation.numbers if number > now]
    below = [number for number in reversed(variation.numbers) if number < now]
    start = now or None  # 0 stands for "not known"
    yield _Series(variation, _trials(brief, variation, above, judge), start, " or more")
    yield _Series(variation, _trials(brief, variation, below, judge), start, " or less")


def _trials(
    brief: Brief, variation: Variation, values: Sequence[float | str], judge: Judge
) -> tuple[_Trial, ...]:
    briefs = [(value, varied(brief, variation, value)) for value in values]
    return tuple(
        _Trial(value, changed, judge(changed)) for value, changed in briefs if changed != brief
    )


def _first_flip(row: str, word: Word, series: _Series, judge: Judge) -> Change | None:
    for index, trial in enumerate(series.trials):
        if trial.words[row] == word:
            continue
        is_open = all(later.words[row] == trial.words[row] for later in series.trials[index:])
        before = series.trials[index - 1].value if index else series.start
        nearest = trial if before is None else _nearest(row, trial, float(before), series, judge)
        phrase = _phrase(series, nearest.value, is_open=is_open)
        return Change(f"{phrase}: {trial.words[row]}", trial.words[row], nearest.brief)
    return None


def _nearest(row: str, trial: _Trial, before: float, series: _Series, judge: Judge) -> _Trial:
    """Halve the way from ``before`` (no flip) to ``trial`` (flip) until a step is left."""
    step = series.variation.step
    if step is None:
        return trial
    wanted = trial.words[row]
    while abs(float(trial.value) - before) > step:
        middle = round((before + float(trial.value)) / 2 / step) * step
        if middle in (before, trial.value):
            break
        changed = varied(trial.brief, series.variation, middle)
        words = judge(changed)
        if words[row] == wanted:
            trial = _Trial(middle, changed, words)
        else:
            before = middle
    return trial


def _phrase(series: _Series, value: float | str, *, is_open: bool) -> str:
    if isinstance(value, str):
        return fill(series.variation.phrase, {"value": value})
    bound = series.bound if is_open else ""
    return fill(series.variation.phrase, {"value": written(value), "bound": bound})


def _reach(data: dict[str, Any], variation: Variation) -> tuple[dict[str, Any], str]:
    """Return the mapping that holds the field of a variation, and the field's name."""
    *steps, last = variation.field.split(".")
    for step in steps:
        data = data.get(step, {})
    if last not in data:
        raise InputError(
            Problem(f"variation {variation.id!r}: a brief has no field {variation.field!r}")
        )
    return data, last
