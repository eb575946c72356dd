"""What a rule of the query review is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Required, TypedDict, TypeVar, Unpack

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.marks import OPEN, marked_ranges, without_marks
from workbench.sqlreview.dialects import engine_kind
from workbench.sqlreview.source import Span

if TYPE_CHECKING:
    from workbench.sqlreview.context import Context
    from workbench.sqlreview.script import Script
    from workbench.sqlreview.spark.program import Program
    from workbench.sqlreview.spark.properties import Configuration

Category = Literal["performance", "correctness", "safety"]
Subject = Literal["statement", "script", "files", "comments", "pyspark", "configuration"]
"""What the check of a rule is shown."""
Node = TypeVar("Node", bound=exp.Expr)


class Remark(NamedTuple):
    """What a rule has to say about one place; what it leaves out comes from the rule.

    ``removed`` is what a script takes away there, by names in lower case: a table, and a
    column of it or nothing. The message goes on with who reads it.
    """

    at: Span
    message: str
    fix: str = ""
    impact: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    source: str = ""
    removed: tuple[str, str] | None = None


class Texts(NamedTuple):
    """What a rule says otherwise on one kind of engine; what is empty stays as it is."""

    why: str = ""
    fix: str = ""
    impact: str = ""


class Example(NamedTuple):
    """SQL in one dialect; ``«…»`` marks what a rule must flag in it.

    ``schema`` is the DDL of the tables that it reads, for rules that need to know them;
    ``project`` the other files in the folder of the dbt model that it is, with their names,
    or those that are reviewed with it, and ``name`` its own among them.
    """

    sql: str
    dialect: str = "generic"
    schema: str = ""
    project: tuple[tuple[str, str], ...] = ()
    name: str = "example.sql"

    @property
    def plain(self) -> str:
        """The SQL without the marks."""
        return without_marks(self.sql)

    @property
    def marked(self) -> tuple[Span, ...]:
        """The marked ranges, as offsets in the plain text, in order."""
        return tuple(Span(start, end) for start, end in marked_ranges(self.sql))


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: which nodes it looks at, what it says, and examples of both outcomes.

    ``check`` takes a node and its `Context`; that of a rule without ``nodes``
    takes the whole `Script`, or what else its ``subject`` is. ``source`` is the id of
    the handbook entry behind it.

    ``needs`` are types of nodes of which one must stand in the same scope, and
    ``needs_schema`` tells a rule that says nothing without a schema. ``skips_plain``
    tells a rule over scripts that says nothing about one of plain queries and writes.
    All only save time: where they are not met the rule is not asked.

    ``yields_to`` are rules that speak instead of it where both begin at the same place, for
    to do what they ask leaves nothing of its own remark; ``yields_within`` are those that do
    so wherever its remark lies inside theirs (see `workbench.sqlreview.precedence`).

    ``on`` holds what the rule says otherwise on one dialect, or on one kind of engine
    (`EngineKind`); the dialect comes first. The texts beside it hold where the engine is
    not known.
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
    check: Callable[..., Iterable[Remark]]
    subject: Subject = "statement"
    needs: tuple[type[exp.Expr], ...] = ()
    needs_schema: bool = False
    skips_plain: bool = False
    yields_to: tuple[str, ...] = ()
    yields_within: tuple[str, ...] = ()
    on: Mapping[str, Texts] = field(default_factory=dict)

    def texts(self, dialect: str) -> Texts:
        """Return the reason, the fix and the impact for the engine behind ``dialect``."""
        own = self.on.get(dialect) or self.on.get(engine_kind(dialect)) if self.on else None
        if own is None:
            return Texts(self.why, self.fix, self.impact)
        return Texts(own.why or self.why, own.fix or self.fix, own.impact or self.impact)


class Parts(TypedDict, total=False):
    """What every rule is made of, beside its name and its check (see `Rule`)."""

    severity: Required[Severity]
    category: Required[Category]
    source: Required[str]
    why: Required[str]
    fix: Required[str]
    impact: str
    confidence: Confidence
    fires: Required[Sequence[Example]]
    quiet: Required[Sequence[Example]]
    needs: tuple[type[exp.Expr], ...]
    needs_schema: bool
    skips_plain: bool
    yields_to: tuple[str, ...]
    yields_within: tuple[str, ...]
    on: Mapping[str, Texts]


def rule(
    slug: str, *, nodes: tuple[type[exp.Expr], ...], **parts: Unpack[Parts]
) -> "Callable[[Callable[[Node, Context], Iterable[Remark]]], Rule]":
    """Make a rule of a function that looks at one node.

    A check of nodes that queries are full of does well to return ``()`` where it has
    nothing to say, and to start a generator only where it may: that is twice as quick.

    Register `exp.Command` to be shown statements that the parser did not
    understand; their words are in `Context.words`.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, nodes, parts, "statement")


def script_rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[[Script], Iterable[Remark]]], Rule]":
    """Make a rule of a function that looks at all statements of a script together.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, (), parts, "script")


def files_rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[[Script], Iterator[Remark]]], Rule]":
    """Make a rule of a function that tells what a script takes away (`Remark.removed`).

    It is a finding where one of the files that are reviewed together reads it
    (`workbench.sqlreview.downstream`).

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, (), parts, "files")


def comment_rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[..., Iterator[Remark]]], Rule]":
    """Make a rule of a function that looks at the comments which silence other rules.

    It is run by the `Reviewer`, which alone knows what they silenced.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, (), parts, "comments")


def pyspark_rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[[Program], Iterator[Remark]]], Rule]":
    """Make a rule of a function that looks at a whole PySpark program.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, (), parts, "pyspark")


def conf_rule(
    slug: str, **parts: Unpack[Parts]
) -> "Callable[[Callable[[Configuration], Iterator[Remark]]], Rule]":
    """Make a rule of a function that looks at the Spark properties that a text sets.

    Raises:
        ValueError: there is no example that fires (and says where), or none that stays quiet.
    """
    return _maker(slug, (), parts, "configuration")


def _maker(
    slug: str, nodes: tuple[type[exp.Expr], ...], parts: Parts, subject: Subject
) -> Callable[[Callable[..., Iterable[Remark]]], Rule]:
    fires, quiet = tuple(parts["fires"]), tuple(parts["quiet"])
    if not fires or not all(OPEN in example.sql for example in fires):
        raise ValueError(f"rule {slug}: needs examples that fire, with the place marked «…»")
    if not quiet or any(OPEN in example.sql for example in quiet):
        raise ValueError(f"rule {slug}: needs examples that stay quiet, without marks")

    def register(check: Callable[..., Iterable[Remark]]) -> Rule:
        return Rule(
            slug,
            nodes,
            parts["severity"],
            parts["category"],
            parts.get("confidence", Confidence.CERTAIN),
            parts["source"],
            parts["why"],
            parts["fix"],
            parts.get("impact", ""),
            fires,
            quiet,
            check,
            subject,
            parts.get("needs", ()),
            parts.get("needs_schema", False),
            parts.get("skips_plain", False),
            parts.get("yields_to", ()),
            parts.get("yields_within", ()),
            parts.get("on", {}),
        )

    return register
