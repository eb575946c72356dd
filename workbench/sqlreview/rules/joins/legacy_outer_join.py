"""`legacy-outer-join`: the (+) operator in place of LEFT JOIN."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope


@rule(
    "legacy-outer-join",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "With (+) one forgotten mark turns the whole join into an inner one, full joins cannot be "
        "written, and most engines do not know the operator."
    ),
    fix="Write LEFT JOIN … ON with the same condition.",
    impact="Rows without a partner vanish when a condition is added without the mark.",
    fires=[
        Example("SELECT a.x FROM a, b WHERE a.id = «b.id»(+)", "oracle"),
        Example("SELECT a.x FROM a, b WHERE «b.id»(+) = a.id AND b.d(+) = 1", "redshift"),
        Example("SELECT a.x FROM a, b WHERE a.id = «b.id»(+)", "snowflake"),
    ],
    quiet=[
        Example("SELECT a.x FROM a LEFT JOIN b ON a.id = b.id", "oracle"),
        Example("SELECT a.x FROM a, b WHERE a.id = b.id", "oracle"),
        Example("SELECT a.x FROM a, b WHERE a.id = +b.id", "snowflake"),
        Example("SELECT a.x FROM a WHERE a.id = pkg.current_id()", "generic"),
    ],
)
def legacy_outer_join(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report the first (+) for each relation."""
    scope = context.scope
    if scope.root is not select or exp.Join not in scope.nodes:
        return
    told: set[str] = set()
    for column in _marked(scope):
        name = column.text("table").lower()
        if name in told:
            continue
        told.add(name)
        message = f"{column.sql(comments=False)} marks {name or 'its table'} as optional with (+)."
        yield Remark(context.ranges.of(column), message)
    for call in scope.all(exp.Dot):
        name = call.this.name.lower()
        is_call = isinstance(call.expression, exp.Anonymous) and not call.expression.expressions
        if is_call and name in scope.by_name and name not in told:
            told.add(name)
            message = f"{name}.{call.expression.name} looks like an outer join with (+)."
            yield Remark(context.ranges.of(call), message, confidence=Confidence.LIKELY)


def _marked(scope: Scope) -> Iterator[exp.Expr]:
    marked = [column for column in scope.columns if column.args.get("join_mark")]
    yield from sorted(marked, key=lambda column: column.this.meta.get("start", 0))
