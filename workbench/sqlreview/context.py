"""What a rule may ask about the statement that it looks at."""

from collections.abc import Callable, Collection
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from sqlglot import exp

from workbench.sqlreview.dialects import EngineKind, engine_kind
from workbench.sqlreview.ranges import Ranges
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.scopes import Scope, read_scopes
from workbench.sqlreview.statements import Statement, written_words
from workbench.sqlreview.words import Words

Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from workbench.sqlreview.dbt_model import DbtModel


class StatementKind(StrEnum):
    """What a statement is for."""

    QUERY = "query"
    LOAD = "load"
    """It stores the rows of a query: CREATE TABLE AS, INSERT … SELECT, a view, an export,
    a dbt model.
    """
    WRITE = "write"
    """It changes rows in place: UPDATE, DELETE, MERGE."""
    OTHER = "other"


_LOADS = (exp.Insert, exp.Create, exp.Cache, exp.Export)
_WRITES = (exp.Update, exp.Delete, exp.Merge)


class Context:
    """One statement under review: its dialect, its scopes, its places.

    ``schema`` is what is known about stored tables; None if nothing is. ``dbt`` is
    what a dbt model says about itself; None if the statement stands in none.
    ``inner`` tells a statement inside a routine, a block or behind a condition. ``written``
    are the words of one that had to be changed to be read; None of any other. ``added`` are
    the columns, each with its table, that the text adds to tables above this statement; for
    a table that it creates, the name of the column is empty.
    """

    def __init__(
        self,
        statement: Statement,
        dialect: str,
        schema: Schema | None = None,
        dbt: "DbtModel | None" = None,
        added: Collection[tuple[str, str]] = (),
    ) -> None:
        self.tree = statement.tree
        self.added = added
        self.inner = statement.inner
        self.dialect = dialect
        self.engine = engine_kind(dialect)
        self.dbt = dbt
        self.kind = _kind(statement.tree)
        if dbt is not None and self.kind is StatementKind.QUERY:
            self.kind = StatementKind.LOAD
        self.ranges = Ranges(statement.tokens, statement.base)
        self.words = Words(statement.tokens, statement.base, statement.text, dialect)
        self.written = written_words(statement, dialect)
        self.schema = schema
        self.scopes = read_scopes(statement.tree, schema)
        self.scope = self.scopes[0]
        self._scope_by_root: dict[int, Scope] | None = None
        self._answers: dict[tuple[Callable[..., object], int], object] = {}
        self._outermost: dict[int, tuple[exp.Expr, exp.Expr | None]] = {}

    def release(self) -> None:
        """Free the statement's tree; neither it nor this context can be used afterwards."""
        for scope in self.scopes:
            scope.release()
        vars(self).clear()

    @property
    def row_store(self) -> bool:
        """Whether the dialect's engine keeps rows together and searches by index."""
        return self.engine is EngineKind.ROW_STORE

    @property
    def column_store(self) -> bool:
        """Whether the dialect's engine scans columns: no index to lose, every column costs."""
        return self.engine in {EngineKind.COLUMN_STORE, EngineKind.DISTRIBUTED}

    def once(self, question: Callable[[exp.Expr], Answer], node: exp.Expr) -> Answer:
        """Return ``question(node)``, worked out once however many rules ask."""
        key = (question, id(node))
        if key not in self._answers:
            self._answers[key] = question(node)
        return cast("Answer", self._answers[key])

    def scope_of(self, query: exp.Expr) -> Scope | None:
        """Return the scope whose root is ``query``, if it starts one."""
        if self._scope_by_root is None:
            self._scope_by_root = {id(scope.root): scope for scope in self.scopes}
        return self._scope_by_root.get(id(query))

    def outermost(self, query: exp.Expr) -> tuple[exp.Expr, exp.Expr | None]:
        """Return the whole set operation that ``query`` is a branch of, and what holds that.

        Brackets are looked through. Answers are kept, so that a chain of many
        branches is climbed once, not once per branch.
        """
        passed: list[exp.Expr] = []
        top, around = query, query.parent
        while isinstance(around, (exp.SetOperation, exp.Subquery, exp.Paren)):
            if id(top) in self._outermost:
                break
            passed.append(top)
            if isinstance(around, exp.SetOperation):
                top = around
            around = around.parent
        answer = self._outermost.get(id(top), (top, around))
        self._outermost.update((id(node), answer) for node in passed)
        return answer

    @cached_property
    def readers(self) -> dict[int, list[tuple[Scope, Relation]]]:
        """The scopes that read each CTE or derived table, by the ``id`` of its query."""
        found: dict[int, list[tuple[Scope, Relation]]] = {}
        for scope in self.scopes:
            for relation in scope.relations:
                if relation.query is not None:
                    found.setdefault(id(relation.query), []).append((scope, relation))
        return found


def _kind(tree: exp.Expr) -> StatementKind:
    if isinstance(tree, _WRITES):
        return StatementKind.WRITE
    if isinstance(tree, _LOADS):
        return StatementKind.LOAD
    if isinstance(tree, exp.Query):
        return StatementKind.LOAD if _selects_into(tree) else StatementKind.QUERY
    return StatementKind.OTHER


def _selects_into(tree: exp.Expr) -> bool:
    return tree.args.get("into") is not None
