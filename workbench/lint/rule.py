"""What a rule over designs is."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Required, TypedDict, Unpack

from workbench.errors import Problem
from workbench.findings import Confidence, Severity
from workbench.marks import OPEN, marked_ranges, without_marks
from workbench.yaml_source import YamlPath

if TYPE_CHECKING:
    from workbench.lint.landscape import Landscape

Concern = Literal[
    "time",
    "criticality",
    "loading",
    "modelling",
    "naming",
    "sizing",
    "governance",
    "quality",
    "testing",
    "cost",
    "features",
    "change",
    "choices",
    "reading",
]

HEADER = "workbench: 1\n"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one place; what it leaves out comes from the rule.

    ``at`` is the value, or the key, that is to be changed. ``cannot_tell`` says that
    the design leaves open what the rule needs; such a remark is only a hint.
    """

    at: YamlPath
    message: str
    fix: str = ""
    impact: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    cannot_tell: bool = False
    problem: Problem | None = None
    """A fault of reading, which knows its place better than a path does."""


def cannot_tell(at: YamlPath, what: str, needed: str) -> Remark:
    """Return the quiet remark of a rule that lacks what it needs.

    ``what`` is the open question ("whether runs overlap"), ``needed`` what would
    answer it ("the schedule of orders").
    """
    message = f"Cannot tell {what}: {needed} is not stated."
    return Remark(at, message, fix=f"State {needed}.", cannot_tell=True)


@dataclass(frozen=True, slots=True)
class Example:
    """A design without its first line; ``«…»`` marks what a rule must flag in it.

    ``unsure`` says that only the quiet remark of `cannot_tell` is expected.
    """

    text: str
    unsure: bool = False

    @property
    def marked_body(self) -> str:
        """The design without its first line, with marks."""
        return textwrap.dedent(self.text).strip("\n") + "\n"

    @property
    def plain(self) -> str:
        """The whole file as the rule reads it."""
        return HEADER + without_marks(self.marked_body)

    @property
    def marked(self) -> list[tuple[int, int]]:
        """The marked ranges, as offsets in the plain text."""
        return marked_ranges(HEADER + self.marked_body)


@dataclass(frozen=True, slots=True)
class Rule:
    """One check over a whole design: what it says, and examples of both outcomes.

    ``source`` is the handbook entry that it comes from.
    """

    slug: str
    concern: Concern
    severity: Severity
    confidence: Confidence
    source: str
    why: str
    fix: str
    impact: str
    fires: tuple[Example, ...]
    quiet: tuple[Example, ...]
    check: "Callable[[Landscape], Iterator[Remark]]"

    @property
    def category(self) -> str:
        """What the rule is about, as reports group it."""
        return self.concern


class Parts(TypedDict, total=False):
    """What every rule is made of, beside its name and its check (see `Rule`)."""

    severity: Required[Severity]
    concern: Required[Concern]
    source: Required[str]
    why: Required[str]
    fix: Required[str]
    impact: str
    confidence: Confidence
    fires: Required[Sequence[str | Example]]
    quiet: Required[Sequence[str | Example]]


def rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[[Landscape], Iterator[Remark]]], Rule]":
    """Make a rule of a function that looks at a design as a whole.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    fires = tuple(_example(each) for each in parts["fires"])
    quiet = tuple(_example(each) for each in parts["quiet"])
    if not fires or not all(OPEN in example.text for example in fires):
        raise ValueError(f"rule {slug}: needs examples that fire, with the place marked «…»")
    if not quiet or any(OPEN in example.text for example in quiet):
        raise ValueError(f"rule {slug}: needs examples that stay quiet, without marks")

    def register(check: "Callable[[Landscape], Iterator[Remark]]") -> Rule:
        return Rule(
            slug,
            parts["concern"],
            parts["severity"],
            parts.get("confidence", Confidence.CERTAIN),
            parts["source"],
            parts["why"],
            parts["fix"],
            parts.get("impact", ""),
            fires,
            quiet,
            check,
        )

    return register


def _example(given: str | Example) -> Example:
    return given if isinstance(given, Example) else Example(given)
