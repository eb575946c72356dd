"""`legacy-outer-join`: (+), *= and =* in place of LEFT JOIN and RIGHT JOIN."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.joins.marks import marked_columns
from workbench.sqlreview.source import Span

_HAD_SIGNS = frozenset({"tsql", "generic"})


@rule(
    "legacy-outer-join",
    nodes=(exp.Select, exp.Command),
    needs=(exp.Join, exp.Command),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "With (+) one forgotten mark turns the whole join into an inner one, full joins cannot be "
        "written, and most engines do not know the operator."
    ),
    fix="Write LEFT JOIN … ON with the same condition.",
    impact="Rows without a partner vanish when a condition is added without the mark.",
    on={
        "tsql": Texts(
            why="SQL Server refuses *= and =* since version 2012; before, a filter on the optional "
            "side could change what was joined.",
            impact="The statement fails.",
        ),
    },
    fires=[
        Example("SELECT a.x FROM a, b WHERE a.id = «b.id(+)»", "oracle"),
        Example("SELECT a.x FROM a, b WHERE «b.id (+)» = a.id AND b.d(+) = 1", "redshift"),
        Example("SELECT a.x FROM a, b WHERE a.id = «b.id(+)»", "snowflake"),
        Example("SELECT a.x FROM a, b WHERE a.id «*=» b.id AND a.z = 1", "tsql"),
        Example("SELECT a.x FROM a, b WHERE a.id «=*» b.id", "tsql"),
    ],
    quiet=[
        Example("SELECT a.x FROM a LEFT JOIN b ON a.id = b.id", "oracle"),
        Example("SELECT a.x FROM a, b WHERE a.id = b.id", "oracle"),
        Example("SELECT a.x FROM a, b WHERE a.id = +b.id", "snowflake"),
        Example("SELECT a.x FROM a WHERE a.id = pkg.current_id()", "generic"),
        Example("UPDATE a SET x *= 2 WHERE id = 1", "tsql"),
        Example("SELECT a.x FROM a, b WHERE a.id = b.id *", "tsql"),
    ],
)
def legacy_outer_join(select: exp.Select | exp.Command, context: Context) -> Iterable[Remark]:
    """Report the first (+) for each relation, and the signs that T-SQL once had."""
    if isinstance(select, exp.Command):
        return _signs(context)
    scope = context.scope
    if scope.root is not select or exp.Join not in scope.nodes:
        return ()
    marked = marked_columns(context)
    if not marked and context.dialect not in _HAD_SIGNS and exp.Dot not in scope.nodes:
        return ()
    return _marks(marked, context)


def _marks(marked: list[exp.Expr], context: Context) -> Iterator[Remark]:
    if context.dialect in _HAD_SIGNS:
        yield from _signs_left_out(context)
    scope = context.scope
    told: set[str] = set()
    for column in sorted(marked, key=lambda column: column.this.meta.get("start", 0)):
        name = column.text("table").lower()
        if name in told:
            continue
        told.add(name)
        message = f"{column.sql(comments=False)} marks {name or 'its table'} as optional with (+)."
        yield Remark(_with_mark(column, context), message)
    for call in scope.all(exp.Dot):
        name = call.this.name.lower()
        is_call = isinstance(call.expression, exp.Anonymous) and not call.expression.expressions
        if is_call and name in scope.by_name and name not in told:
            told.add(name)
            message = f"{name}.{call.expression.name} looks like an outer join with (+)."
            yield Remark(context.ranges.of(call), message, confidence=Confidence.LIKELY)


def _with_mark(column: exp.Expr, context: Context) -> Span:
    """Return the place of a column and of the (+) behind it."""
    words = context.words
    extent = words.extent(column)
    if extent is None or words.at(extent[1] + 1) != "(+)":
        return context.ranges.of(column)
    return words.span(extent[0], extent[1] + 1)


def _signs(context: Context) -> Iterator[Remark]:
    """Report *= and =* between two columns of a query that does not parse."""
    words = context.words
    if context.dialect not in _HAD_SIGNS or words.at(0) not in {"SELECT", "WITH"}:
        return
    tokens = words.tokens
    for at in range(1, len(words) - 2):
        sign = words.at(at) + words.at(at + 1)
        touching = tokens[at].end + 1 == tokens[at + 1].start
        if sign in {"*=", "=*"} and touching and words.at(at + 2)[:1].isalpha():
            message = f"{sign} stands for an outer join; SQL Server refuses it since 2012."
            yield Remark(words.span(at, at + 1), message)


def _signs_left_out(context: Context) -> Iterator[Remark]:
    """Report each *= that the parser was given as =."""
    where = context.scope.root.args.get("where")
    for test in conjuncts(condition_of(where)):
        if test.__class__ is not exp.EQ or test.this.__class__ is not exp.Column:
            continue
        if test.args["expression"].__class__ is not exp.Column:
            continue
        extent = context.words.extent(test)
        for at in range(extent[0], extent[1]) if extent else ():
            if context.words.at(at + 1) == "=":
                text, span = context.words.left_out(at)
                if text == "*":
                    message = "*= stands for an outer join; SQL Server refuses it since 2012."
                    yield Remark(Span(span.start, span.end + 1), message)
