"""What a rule may ask about the statement that it looks at."""

from enum import StrEnum

from sqlglot import exp

from workbench.sqlreview.dialects import EngineKind, engine_kind
from workbench.sqlreview.ranges import Ranges
from workbench.sqlreview.scopes import Scope, read_scopes
from workbench.sqlreview.statements import Statement


class StatementKind(StrEnum):
    """What a statement is for."""

    QUERY = "query"
    LOAD = "load"
    """It stores the rows of a query: CREATE TABLE AS, INSERT … SELECT, a view, an export."""
    WRITE = "write"
    """It changes rows in place: UPDATE, DELETE, MERGE."""
    OTHER = "other"


_LOADS = (exp.Insert, exp.Create, exp.Cache, exp.Export)
_WRITES = (exp.Update, exp.Delete, exp.Merge)


class Context:
    """One statement under review: its dialect, its scopes, its places."""

    def __init__(self, statement: Statement, dialect: str) -> None:
        self.tree = statement.tree
        self.dialect = dialect
        self.engine = engine_kind(dialect)
        self.kind = _kind(statement.tree)
        self.ranges = Ranges(statement.tokens, statement.base)
        self.scopes = read_scopes(statement.tree)
        self.scope = self.scopes[0]
        self._scope_by_root: dict[int, Scope] | None = None

    @property
    def row_store(self) -> bool:
        """Whether the dialect's engine keeps rows together and searches by index."""
        return self.engine is EngineKind.ROW_STORE

    @property
    def column_store(self) -> bool:
        """Whether the dialect's engine scans columns: no index to lose, every column costs."""
        return self.engine in {EngineKind.COLUMN_STORE, EngineKind.DISTRIBUTED}

    def scope_of(self, query: exp.Expr) -> Scope | None:
        """Return the scope whose root is ``query``, if it starts one."""
        if self._scope_by_root is None:
            self._scope_by_root = {id(scope.root): scope for scope in self.scopes}
        return self._scope_by_root.get(id(query))


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
