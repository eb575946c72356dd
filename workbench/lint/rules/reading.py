"""Rules about what could not be read as it is written."""

import re
from collections.abc import Iterator

from workbench.errors import Problem
from workbench.findings import Severity
from workbench.lint.landscape import Landscape
from workbench.lint.rule import Remark, rule
from workbench.yaml_source import YamlPath

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def _path(problem: Problem) -> YamlPath:
    return tuple(int(number) if number else name for number, name in _STEP.findall(problem.path))


@rule(
    "unknown-key",
    concern="reading",
    severity=Severity.ERROR,
    source="commands",
    why="What stands under a key that nobody knows is not read at all.",
    fix="Correct the spelling, or remove the key.",
    fires=[
        """
        pipelines:
          - name: orders
            «shedule»: "0 6 * * *"
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
        """
    ],
)
def unknown_key(landscape: Landscape) -> Iterator[Remark]:
    """A key is not one of the document's."""
    for problem in landscape.problems:
        if problem.message.startswith("unknown key"):
            yield Remark(
                _path(problem), f"{_sentence(problem.message)}.", fix=problem.fix, problem=problem
            )


@rule(
    "value-not-understood",
    concern="reading",
    severity=Severity.ERROR,
    source="commands",
    why="The value counts as not filled in; whatever depends on it is not checked.",
    fix="Write it as the field expects.",
    fires=[
        """
        pipelines:
          - name: orders
            sla_minutes: «an hour»
            tier: «7»
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            sla_minutes: 60
            tier: nice-to-have
        """
    ],
)
def value_not_understood(landscape: Landscape) -> Iterator[Remark]:
    """A value is not of the kind that its field takes."""
    for problem in landscape.problems:
        if not problem.message.startswith("unknown key"):
            yield Remark(
                _path(problem), f"{_sentence(problem.message)}.", fix=problem.fix, problem=problem
            )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].removesuffix(".")
