"""Where a text reads tables or columns that another one takes away, or makes them itself."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence, Place, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dbt_project import project_of
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import Removal
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.script import Script
from workbench.sqlreview.table_changes import same_table, table_changes
from workbench.sqlreview.tables import full_name

_READS, _MAKES, _MAKES_TABLE, _MAY_MAKE = "reads", "makes", "makes-table", "may-make"
_CHANGE_UNSEEN = frozenset(
    {"CALL", "EXEC", "EXECUTE", "IMPORT", "LOAD", "ROLLBACK", "RUN", "SOURCE", "UNDROP", "USE"}
)
"""What begins a statement that may bring any table back, or give its name to another one."""


class Use(NamedTuple):
    """The first line that reads something, and whether it is sure what is meant there."""

    line: int
    sure: bool


@dataclass(slots=True)
class Uses:
    """What a text reads and makes, by the numbers of the removals.

    ``later`` is what it reads of that which it has itself taken away before.
    """

    reads: dict[int, Use] = field(default_factory=dict)
    later: dict[int, Use] = field(default_factory=dict)
    makes: set[int] = field(default_factory=set)
    makes_table: set[int] = field(default_factory=set)
    """The table whose column was removed, as a whole."""


def uses_in(
    job: Job, removals: Mapping[int, Removal], undo_line: int = 0, own: Collection[int] = ()
) -> Uses:
    """Return what a text, up to ``undo_line``, does with what was removed elsewhere.

    It is reviewed with rules that look for nothing else, so that templates, programs and
    notebooks are read as in any review. Their messages are the numbers of the removals;
    ``own`` are those that stand in the text itself.
    """
    rules = (
        _rule(_READS, partial(_reads, removals, own), (exp.Table,)),
        _rule(_MAKES, partial(_makes, removals, whole=False)),
        _rule(_MAKES_TABLE, partial(_makes, removals, whole=True)),
        _rule(_MAY_MAKE, partial(_may_make, own)),
    )
    reviewer = Reviewer([rule.slug for rule in rules], rules=rules)
    uses = Uses()
    made_again: set[int] = set()
    for finding in reviewer.review(*job).findings:
        line, index = finding.place.line, int(finding.message)
        if 0 < undo_line <= line:
            continue
        is_later = index in own and _stands_behind(finding.place, removals[index].finding.place)
        if finding.rule != _READS:
            if finding.rule != _MAY_MAKE:
                (uses.makes if finding.rule == _MAKES else uses.makes_table).add(index)
            if is_later:
                made_again.add(index)
            continue
        use = Use(line, finding.confidence is Confidence.CERTAIN)
        found = uses.later if index in own else uses.reads
        if index not in own or (is_later and index not in made_again):
            found[index] = min(
                found.get(index, use), use, key=lambda each: (not each.sure, each.line)
            )
    if removals and project_of(Path(job.name)) is not None:
        # A model makes the table that is called like its file.
        name = Path(job.name).stem.lower()
        for index, removal in removals.items():
            if same_table(name, removal.table):
                (uses.makes_table if removal.column else uses.makes).add(index)
    return uses


def _stands_behind(one: Place, other: Place) -> bool:
    return (one.line, one.column) >= (other.end_line, other.end_column)


def _rule(
    slug: str, check: Callable[..., Iterator[Remark]], nodes: tuple[type[exp.Expr], ...] = ()
) -> Rule:
    return Rule(
        slug,
        nodes,
        Severity.INFO,
        "safety",
        Confidence.CERTAIN,
        source="",
        why="",
        fix="",
        impact="",
        fires=(),
        quiet=(),
        check=check,
        subject="statement" if nodes else "script",
    )


def _makes(removals: Mapping[int, Removal], script: Script, *, whole: bool) -> Iterator[Remark]:
    for step in script.steps:
        for change in table_changes(step.words):
            for index, removal in removals.items():
                exact = change.column == removal.column
                if not change.makes or exact == whole or (whole and change.column):
                    continue
                if same_table(change.table, removal.table):
                    yield Remark(change.at, str(index))


def _may_make(own: Collection[int], script: Script) -> Iterator[Remark]:
    for step in script.steps if own else ():
        if step.words.at(0) in _CHANGE_UNSEEN:
            yield from (Remark(step.words.statement(), str(index)) for index in own)


def _reads(
    removals: Mapping[int, Removal], own: Collection[int], table: exp.Table, context: Context
) -> Iterator[Remark]:
    name = full_name(table)
    at = context.ranges.name(table)
    if context.dbt is not None and at.start in context.dbt.relations:
        name = table.name.lower()  # the name of a source need not be that of its schema
    known = [
        (index, removal)
        for index, removal in removals.items()
        # Within one text a table mostly is called the same everywhere.
        if same_table(name, removal.table) and (index not in own or name == removal.table)
    ]
    if not known:
        return
    relation = next((each for each in context.scope.relations if each.node is table), None)
    for index, removal in known:
        if relation is None:
            written = _inserted(table)
            if written is not None and (not removal.column or removal.column in written):
                yield Remark(at, str(index))
        elif relation.kind is not RelationKind.TABLE:
            continue
        elif not removal.column:
            yield Remark(at, str(index))
        else:
            yield from _columns(index, removal.column, relation, context)


def _inserted(table: exp.Expr) -> set[str] | None:
    """Return the columns that an INSERT into the table names; None if there is none into it."""
    around = table.parent
    if isinstance(around, exp.Schema) and isinstance(around.parent, exp.Insert):
        return {each.name.lower() for each in around.expressions}
    return set() if isinstance(around, exp.Insert) and around.this is table else None


def _columns(index: int, column: str, relation: Relation, context: Context) -> Iterator[Remark]:
    """Yield where a column of a relation is read, in its scope and in those inside it."""
    pending = [context.scope]
    while pending:
        scope = pending.pop()
        if scope is not context.scope and relation.name in scope.by_name:
            continue
        pending += scope.children
        for read, qualifiers, name in scope.references:
            if name != column:
                continue
            if qualifiers:
                qualified = qualifiers[-1] in {relation.name, relation.node.name.lower()}
                sure = True
            else:
                qualified = scope is context.scope and not _is_alias(column, scope)
                sure = len(scope.relations) == 1
            if qualified:
                yield Remark(
                    context.ranges.of(read),
                    str(index),
                    confidence=None if sure else Confidence.POSSIBLE,
                )


def _is_alias(name: str, scope: Scope) -> bool:
    """Tell whether a SELECT gives this name to something else than the column itself."""
    selected = scope.root.args.get("expressions") or ()
    return any(
        isinstance(each, exp.Alias)
        and each.alias.lower() == name
        and not any(column.name.lower() == name for column in each.find_all(exp.Column))
        for each in selected
    )
