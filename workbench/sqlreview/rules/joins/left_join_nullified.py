"""`left-join-nullified`: an outer join whose extra rows a later condition drops again."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.null_rejection import rejected
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.references import columns_in, joined_by
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.joins.marks import marked_columns

_ONE_SIDED = frozenset({"SEMI", "ANTI"})
_FILTERS = ("where", "having", "qualify")


@rule(
    "left-join-nullified",
    nodes=(exp.Select, exp.Update, exp.Delete),
    needs=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "Rows without a partner have NULL in every column of the joined side; a test that NULL "
        "cannot pass drops them, so the outer join works as an inner one."
    ),
    fix="Move the test into the ON clause, or write INNER JOIN if the rows are not wanted.",
    impact="Every row without a partner is missing from the result.",
    fires=[
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c_id = c.id WHERE «o.status = 'open'»"),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c_id = c.id WHERE c.x = 1 AND «o.d > @day»",
            "bigquery",
        ),
        Example("SELECT c.id FROM c LEFT OUTER JOIN o ON o.c = c.id WHERE «o.s IN (1, 2)»", "tsql"),
        Example("SELECT c.id FROM o RIGHT JOIN c ON o.c = c.id WHERE «LOWER(o.s) = 'x'»", "mysql"),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id JOIN p ON «p.o_id = o.id» WHERE c.x = 1",
            "postgres",
        ),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE «(o.s = 1 OR o.s = 2)»", "spark"
        ),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE «o.id IS NOT NULL»"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id QUALIFY «o.s = 'x'»", "snowflake"),
        Example("SELECT c.id FROM c, o WHERE o.c = c.id (+) AND «c.s = 'x'»", "oracle"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE «o.data.kind = 'x'»", "spark"),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id "
            "WHERE «EXISTS (SELECT 1 FROM p WHERE p.o_id = o.id)»",
            "tsql",
        ),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE «TO_CHAR(o.d, 'YYYY') = '2024'»",
            "oracle",
        ),
    ],
    quiet=[
        Example(
            "SELECT a.x FROM a LEFT JOIN (b JOIN c ON c.i = b.i) ON b.k = a.k WHERE a.y = 1",
            "postgres",
        ),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id GROUP BY c.id HAVING SUM(o.x) > 3"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c_id = c.id AND o.status = 'open'"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c_id = c.id WHERE o.id IS NULL"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE o.s = 'x' OR o.s IS NULL"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE COALESCE(o.s, 'x') = 'x'"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE o.s IS DISTINCT FROM 'x'"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE c.s = 'x'", "tsql"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE o.s = 1 OR c.s = 1", "mysql"),
        Example("SELECT c.id FROM c LEFT JOIN o ON o.c = c.id LEFT JOIN p ON p.o_id = o.id"),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id "
            "WHERE NOT EXISTS (SELECT 1 FROM p WHERE p.o_id = o.id)",
            "tsql",
        ),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id "
            "WHERE EXISTS (SELECT 1 FROM p WHERE p.c_id = c.id AND (o.id IS NULL OR p.x = o.x))",
            "postgres",
        ),
        Example("SELECT c.id FROM c JOIN o ON o.c = c.id WHERE o.s = 'x'"),
        Example("SELECT c.id FROM c, o WHERE c.id = o.c (+) AND o.s (+) = 'x'", "oracle"),
        Example("SELECT c.id FROM c, o WHERE c.id = o.c (+) AND o.c IS NULL", "oracle"),
        Example(
            "SELECT c.id FROM c LEFT JOIN o ON o.c = c.id WHERE (o.s = 1) IS NOT TRUE", "postgres"
        ),
    ],
)
def left_join_nullified(
    statement: exp.Select | exp.Update | exp.Delete, context: Context
) -> Iterable[Remark]:
    """Report the first test in WHERE, or in a later inner join, that undoes an outer join."""
    scope = context.scope
    if scope.root is not statement:
        return ()
    marked = marked_columns(context)
    return _nullified(statement, marked, context) if marked or scope.outer_joins else ()


def _nullified(
    statement: exp.Expr, marked: Sequence[exp.Expr], context: Context
) -> Iterator[Remark]:
    scope = context.scope
    nullable: dict[str, Relation] = {}
    for before, relation in enumerate(scope.relations):
        join = relation.join
        if join is None or join.args.get("kind") in _ONE_SIDED:
            continue
        side = join.args.get("side") or ""
        group = join.find_ancestor(exp.Join, exp.From, exp.Select)
        if isinstance(group, exp.Join):
            holder = joined_by(group, scope)
            if holder is not None and holder.name in nullable:
                nullable[relation.name] = holder
            continue
        if not side:
            yield from _undone(join.args.get("on"), nullable, context, f"join to {relation.label}")
        if side in {"RIGHT", "FULL"}:
            earlier = [known for known in scope.relations[:before] if known.name not in nullable]
            nullable |= {known.name: relation for known in earlier}
        if side in {"LEFT", "FULL"}:
            nullable[relation.name] = relation
    owners = [scope.relation_of(column) for column in marked]
    nullable |= {one.name: one for one in owners if one is not None}
    for clause in _FILTERS:
        condition = condition_of(statement.args.get(clause))
        yield from _undone(condition, nullable, context, clause.upper())


def _undone(
    condition: exp.Expr | None, nullable: dict[str, Relation], context: Context, where: str
) -> Iterator[Remark]:
    """Report, once per outer join, the test that its NULL rows cannot pass."""
    if not nullable:
        return
    for test in conjuncts(condition):
        dropped = rejected(test)
        if nullable.keys().isdisjoint(dropped):
            continue
        if any(column.args.get("join_mark") for column in columns_in(test)):
            continue  # a condition of the outer join itself
        for name, column in dropped.items():
            relation = nullable.pop(name, None)
            if relation is None:
                continue
            side = relation.join.side if relation.join is not None else ""
            for other in [key for key, known in nullable.items() if known is relation]:
                del nullable[other]
            yield Remark(
                context.ranges.test(_with_brackets(test)),
                f"{name}.{column.name} in the {where} undoes the "
                f"{side or 'outer'} JOIN of {relation.label}.",
                severity=_severity(test, relation),
            )


def _with_brackets(test: exp.Expr) -> exp.Expr:
    while isinstance(test.parent, exp.Paren):
        test = test.parent
    return test


def _severity(test: exp.Expr, relation: Relation) -> Severity | None:
    """A test for NOT NULL is how some write an inner join; array rows are often filtered so."""
    deliberate = isinstance(test, exp.Not) and isinstance(test.this, exp.Is)
    from_array = relation.kind is RelationKind.FUNCTION
    return Severity.INFO if deliberate or from_array else None
