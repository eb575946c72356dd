"""Whether two queries are the same but for spaces, comments and letter case."""

from sqlglot import exp

from workbench.sqlreview.scopes import Scope


def is_same_query(scope: Scope, other: Scope) -> bool:
    """Tell whether the queries of two scopes are the same.

    Whole trees are compared, which is slow, only where columns and literals are the same.
    """
    if len(scope.columns) != len(other.columns) or _literals(scope) != _literals(other):
        return False
    if scope.nodes.keys() != other.nodes.keys() or _column_names(scope) != _column_names(other):
        return False
    return bool(scope.root == other.root)


def _column_names(scope: Scope) -> list[str]:
    return [name for _, _, name in scope.references]


def _literals(scope: Scope) -> list[str]:
    return [literal.name for literal in scope.nodes.get(exp.Literal, ())]
