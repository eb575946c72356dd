"""What a calculator is: inputs with units, a formula, results with units, and its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench.designs.design import Design
from workbench.errors import InputError, Problem

Inputs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Input:
    """One number that a calculator needs.

    ``usual`` is taken where nothing states it; None means that it must be stated.
    ``known`` finds it in a design, for a subject (a table, pipeline or backfill) or for all.
    """

    name: str
    title: str
    unit: str
    usual: float | None = None
    known: Callable[[Design, str], float | None] | None = None
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """One number that comes out; ``verdict`` says what to think of it, where there is a rule."""

    name: str
    title: str
    value: float
    unit: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculation."""

    id: str
    title: str
    formula: str
    source: str
    inputs: tuple[Input, ...]
    compute: Callable[[Inputs], list[Result]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One input as it was used, and where it comes from: given, the design, or usual."""

    input: Input
    value: float
    origin: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation that was made."""

    calculator: Calculator
    taken: tuple[Taken, ...]
    results: tuple[Result, ...]


def calculate(
    calculator: Calculator, given: Inputs, design: Design | None = None, subject: str = ""
) -> Calculation:
    """Return the results for what is given, what the design knows, and what is usual.

    Raises:
        InputError: an input is missing, too small, or not one of the calculator's.
    """
    known = {each.name for each in calculator.inputs}
    problems = [
        Problem(f"{calculator.id} takes no {name!r}", fix=f"Inputs: {', '.join(sorted(known))}")
        for name in given
        if name not in known
    ]
    taken: list[Taken] = []
    for each in calculator.inputs:
        found = _take(each, given, design, subject)
        if found is None:
            fix = f"Give --set {each.name}=NUMBER, in {each.unit}"
            problems.append(Problem(f"{each.title.lower()} is not known", fix=fix))
        elif found.value < each.least:
            problems.append(Problem(f"{each.name} must be at least {each.least:g}"))
        else:
            taken.append(found)
    if problems:
        raise InputError(problems)
    values = {each.input.name: each.value for each in taken}
    return Calculation(calculator, tuple(taken), tuple(calculator.compute(values)))


def _take(each: Input, given: Inputs, design: Design | None, subject: str) -> Taken | None:
    if each.name in given:
        return Taken(each, given[each.name], "given")
    found = each.known(design, subject) if design is not None and each.known else None
    if found is not None:
        return Taken(each, found, "from the design")
    return None if each.usual is None else Taken(each, each.usual, "usual")
