"""`join-table-not-in-on`: an ON clause that says nothing about the table it joins."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, returns_one_row
from workbench.sqlreview.references import columns_in, joined_by, path
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import own_parts


@rule(
    "join-table-not-in-on",
    nodes=(exp.Join,),
    yields_to=("join-condition-constant",),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why="Whether the condition holds does not depend on the joined table, so all its rows match.",
    fix="Name the joined table's key in its own ON clause.",
    impact="Each row is repeated once per row of the joined table.",
    fires=[
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id JOIN c ON «a.id = b.id»"),
        Example("SELECT a.x FROM a LEFT JOIN b ON «a.kind = 'x'»", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON «a.id = (SELECT MAX(b.id) FROM b)»", "tsql"),
        Example("SELECT o.x FROM dbo.orders o JOIN dbo.lines l ON «o.id = o.parent_id»", "tsql"),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id JOIN c ON c.id = a.id AND a.y = b.y"),
        Example("SELECT a.x FROM a JOIN b ON a.id = id", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON a.i IN (SELECT c.i FROM c WHERE c.k = b.k)"),
        Example("SELECT a.x FROM a JOIN b ON a.i IN (SELECT c.i FROM c WHERE k = 1)", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON a.i = 1 AND EXISTS (SELECT 1 FROM c WHERE c.k = b.k)"),
        Example("SELECT a.x FROM a JOIN dbo.b ON a.id = dbo.b.id", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON a.id = payload.id", "bigquery"),
        Example("SELECT a.x FROM a JOIN b ON a.kind = 'x' WHERE a.id = b.id"),
        Example("SELECT a.x FROM a LEFT JOIN b JOIN c ON b.x = c.x ON a.id = b.id", "postgres"),
        Example("SELECT a.x FROM a LEFT JOIN (b JOIN c ON b.x = c.x) ON a.id = c.id", "postgres"),
        Example("SELECT a.x, p FROM a LEFT JOIN UNNEST(a.ps) AS p ON a.y = 1", "bigquery"),
        Example("SELECT a.x FROM a JOIN (SELECT MAX(d) AS d FROM c) m ON a.kind = 'x'"),
    ],
)
def join_table_not_in_on(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report an ON clause whose columns all belong to other relations of the query."""
    on = join.args.get("on")
    if not isinstance(on, exp.Expr):
        return ()
    name = join.this.alias_or_name.lower()
    for test in conjuncts(on):
        if _compares_column_of(name, test):
            return ()
    columns = _own_columns(on, context.scope)
    qualifiers = [column.text("table").lower() for column in columns]
    if not qualifiers or "" in qualifiers or name in qualifiers:
        return ()
    return _not_named(join, on, columns, context)


def _compares_column_of(name: str, test: exp.Expr) -> bool:
    """Tell whether one side of a test is a column with this name in front."""
    args = test.args
    for side in (args.get("this"), args.get("expression")):
        if side.__class__ is exp.Column and side.table.lower() == name != "":
            return True
    return False


def _own_columns(on: exp.Expr, scope: Scope) -> list[exp.Expr]:
    """Return the columns of a condition, without those of queries inside it."""
    if not scope.children:
        return columns_in(on)
    return [column for column in own_parts(on) if isinstance(column, exp.Column)]


def _not_named(
    join: exp.Join, on: exp.Expr, columns: list[exp.Expr], context: Context
) -> Iterator[Remark]:
    scope = context.scope
    named = {column.text("table").lower() for column in columns}
    if not named <= scope.by_name.keys() or named & _joined_names(join):
        return
    relation = joined_by(join, scope)
    if relation is None or relation.kind is RelationKind.FUNCTION:
        return
    if returns_one_row(relation.query) or _is_tied_by_where(relation.name, scope):
        return
    own = all(_is_self_equal(test) for test in on.find_all(exp.EQ)) and len(columns) > 1
    queries = on.find_all(exp.Select) if scope.children else ()
    if own or not all(_is_its_own(query, context) for query in queries):
        return
    names = " and ".join(sorted(named))
    yield Remark(
        context.ranges.test(on),
        f"This condition names {names}, but not {relation.label}, which it is to join.",
    )


def _is_its_own(query: exp.Expr, context: Context) -> bool:
    """Tell whether all columns of a query inside the condition certainly are its own."""
    scope = context.scope_of(query)
    if scope is None:
        return False
    return all(parts and parts[-1] in scope.by_name for parts in scope.paths) or (
        not scope.is_correlated and len(scope.relations) == 1 and not query.args.get("where")
    )


def _joined_names(join: exp.Join) -> set[str]:
    """Return the names of what is joined: one relation, or several in brackets."""
    bracketed = (part.alias_or_name.lower() for part in join.this.find_all(exp.Table))
    return {join.this.alias_or_name.lower(), *bracketed}


def _is_tied_by_where(name: str, scope: Scope) -> bool:
    """Tell whether WHERE may connect the relation after all."""
    condition = condition_of(scope.root.args.get("where"))
    if condition is None:
        return False
    qualifiers = [path(column) for column in condition.find_all(exp.Column)]
    return any(name in parts or not parts for parts in qualifiers)


def _is_self_equal(test: exp.Expr) -> bool:
    return isinstance(test.this, exp.Column) and test.this == test.expression
