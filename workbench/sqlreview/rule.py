"""What a rule of the query review is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.source import Span

if TYPE_CHECKING:
    from workbench.sqlreview.context import Context

Category = Literal["performance", "correctness", "safety"]
Node = TypeVar("Node", bound=exp.Expr)

OPEN, CLOSE = "«", "»"
"""Marks round the text that an example expects to be flagged."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one place; what it leaves out comes from the rule."""

    at: Span
    message: str
    fix: str = ""
    impact: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """SQL in one dialect; ``«…»`` marks what a rule must flag in it."""

    sql: str
    dialect: str = "generic"

    @property
    def plain(self) -> str:
        """The SQL without the marks."""
        return self.sql.replace(OPEN, "").replace(CLOSE, "")

    @property
    def marked(self) -> tuple[Span, ...]:
        """The marked ranges, as offsets in the plain text, in order."""
        spans: list[Span] = []
        starts: list[int] = []
        length = 0
        for character in self.sql:
            if character == OPEN:
                starts.append(length)
            elif character == CLOSE:
                spans.append(Span(starts.pop(), length))
            else:
                length += 1
        return tuple(sorted(spans))


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: which nodes it looks at, what it says, and examples of both outcomes.

    ``source`` is the id of the handbook entry behind it.
    """

    slug: str
    nodes: tuple[type[exp.Expr], ...]
    severity: Severity
    category: Category
    confidence: Confidence
    source: str
    why: str
    fix: str
    impact: str
    fires: tuple[Example, ...]
    quiet: tuple[Example, ...]
    check: "Callable[[Any, Context], Iterator[Remark]]"


def rule(  # noqa: PLR0913 - they are the parts of a rule, all named by the caller
    slug: str,
    *,
    nodes: tuple[type[exp.Expr], ...],
    severity: Severity,
    category: Category,
    source: str,
    why: str,
    fix: str,
    impact: str = "",
    confidence: Confidence = Confidence.CERTAIN,
    fires: Sequence[Example],
    quiet: Sequence[Example],
) -> "Callable[[Callable[[Node, Context], Iterator[Remark]]], Rule]":
    """Make a rule of a function that looks at one node.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    if not fires or not all(example.marked for example in fires):
        raise ValueError(f"rule {slug}: needs examples that fire, with the place marked «…»")
    if not quiet or any(example.marked for example in quiet):
        raise ValueError(f"rule {slug}: needs examples that stay quiet, without marks")

    def register(check: "Callable[[Node, Context], Iterator[Remark]]") -> Rule:
        return Rule(
            slug,
            nodes,
            severity,
            category,
            confidence,
            source,
            why,
            fix,
            impact,
            tuple(fires),
            tuple(quiet),
            check,
        )

    return register
