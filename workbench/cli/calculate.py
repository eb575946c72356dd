"""``workbench calculate NAME``."""

from __future__ import annotations

import difflib

import click

from workbench.calculators.calculator import Calculation, Calculator, calculate
from workbench.calculators.formulas import CALCULATORS
from workbench.cli.output import format_option, write, write_json
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.reports.layout import heading, paragraphs, terminal_width


@click.command("calculate")
@click.argument("name", required=False)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="INPUT=NUMBER",
    help="Give an input. Can be repeated.",
)
@click.option("--design", metavar="PATH", help="Take inputs from this design where it knows them.")
@click.option(
    "--for",
    "subject",
    default="",
    metavar="NAME",
    help="The table, pipeline or backfill of the design that is meant.",
)
@format_option("json")
def command(
    name: str | None, given: tuple[str, ...], design: str | None, subject: str, format_: str
) -> None:
    """Calculate storage, partitions, Spark, backfills, freshness, samples, bounds.

    Without a name, the calculators are listed. What is given comes before what the design
    states, and that before what is usual; the result says where each number comes from.
    """
    if name is None:
        write(_listed())
        return
    calculator = _named(name)
    document = read_design(design) if design else None
    made = calculate(calculator, _numbers(given), document, subject)
    if format_ == "json":
        write_json(_data(made))
    else:
        write(_text(made, terminal_width()))


def _named(name: str) -> Calculator:
    found = CALCULATORS.get(name)
    if found is None:
        near = difflib.get_close_matches(name, CALCULATORS, n=1)
        fix = f"Did you mean {near[0]}?" if near else f"Calculators: {', '.join(CALCULATORS)}"
        raise InputError(Problem(f"there is no calculator {name!r}", fix=fix))
    return found


def _numbers(given: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    problems: list[Problem] = []
    for pair in given:
        name, _, written = pair.partition("=")
        try:
            found[name.strip()] = float(written)
        except ValueError:
            problems.append(Problem(f"{pair!r} gives no number", fix="Write it as tenants=40"))
    if problems:
        raise InputError(problems)
    return found


def _listed() -> str:
    lines: list[str] = []
    for each in CALCULATORS.values():
        inputs = ", ".join(one.name for one in each.inputs)
        lines += [f"{each.id:<15}{each.title}", f"{'':<15}{inputs}"]
    return "\n".join(lines) + "\n"


def _text(made: Calculation, width: int) -> str:
    calculator = made.calculator
    lines = heading(calculator.title)
    for taken in made.taken:
        lines.append(
            f"  {taken.input.title:<34}{taken.value:>14,g} {taken.input.unit} ({taken.origin})"
        )
    lines.append("")
    for result in made.results:
        lines.append(f"  {result.title:<34}{_number(result.value):>14} {result.unit}".rstrip())
        if result.verdict:
            lines += paragraphs(result.verdict, width, " " * 37, " " * 37)
    lines += ["", *paragraphs(f"Formula: {calculator.formula}.", width, "", "  ")]
    return "\n".join([*lines, f"See also: {calculator.source}"]) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.3g}"


def _data(made: Calculation) -> dict[str, object]:
    return {
        "calculator": made.calculator.id,
        "formula": made.calculator.formula,
        "source": made.calculator.source,
        "inputs": [
            {
                "name": taken.input.name,
                "value": taken.value,
                "unit": taken.input.unit,
                "origin": taken.origin,
            }
            for taken in made.taken
        ],
        "results": [
            {
                "name": each.name,
                "value": each.value,
                "unit": each.unit,
                "verdict": each.verdict,
            }
            for each in made.results
        ],
    }
