"""`duplicate-in-values`: the same value twice in an IN list."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "duplicate-in-values",
    nodes=(exp.In,),
    severity=Severity.INFO,
    category="correctness",
    source="sql-checklist",
    why="A value that stands twice selects nothing more; often another value was meant.",
    fix="Remove the repeated value, or put in the one that was meant.",
    impact="None on the result as written; a missing value if it is a slip.",
    fires=[
        Example("SELECT id FROM t WHERE status IN ('a', 'b', «'a'»)"),
        Example("SELECT id FROM t WHERE k NOT IN (1, 2, «2», 3)", "postgres"),
        Example("SELECT id FROM t WHERE k IN (@a, @b, 7, «7», 7)", "tsql"),
        Example("SELECT COUNT(CASE WHEN c IN ('x', «'x'») THEN 1 END) AS n FROM t", "bigquery"),
        Example("SELECT id FROM t WHERE (a, b) IN ((1, 2), (3, 4), «(1, 2)»)", "mysql"),
        Example("SELECT id FROM t WHERE k IN (-1, 2, «-1»)", "postgres"),
        Example("SELECT id FROM t WHERE 5 IN (a, b, «a»)", "oracle"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE status IN ('a', 'A')"),
        Example("SELECT id FROM t WHERE k IN (1, '1')", "mysql"),
        Example("SELECT id FROM t WHERE k IN (1, 11, -1)", "postgres"),
        Example("SELECT id FROM t WHERE k IN (?, ?)"),
        Example("SELECT id FROM t WHERE (a, b) IN ((1, 2), (2, 1))", "postgres"),
        Example("SELECT id FROM t WHERE k IN (SELECT 1 UNION ALL SELECT 1)"),
    ],
)
def duplicate_in_values(in_: exp.In, context: Context) -> Iterable[Remark]:
    """Report the first literal of an IN list that stands there a second time."""
    values = in_.expressions
    if len(values) < 2:
        return ()
    if len({value.name for value in values if value.__class__ is exp.Literal}) == len(values):
        return ()
    return _first_repeated(in_, context)


def _first_repeated(in_: exp.In, context: Context) -> Iterator[Remark]:
    seen: set[tuple[object, ...]] = set()
    for value in in_.expressions:
        content = _content(value)
        if not content:
            continue
        if content in seen:
            shown = _written(value, context.dialect)
            yield Remark(context.ranges.of(value), f"{shown} stands in this list twice.")
            return
        seen.add(content)


def _written(value: exp.Expr, dialect: str) -> str:
    """Return a value in the words of its dialect; plain texts are the same in all."""
    if value.__class__ is exp.Literal and value.name.isalnum() and value.name.isascii():
        return f"'{value.name}'" if value.args["is_string"] else value.name
    return value.sql(parser_dialect(dialect), comments=False)


def _content(value: exp.Expr) -> tuple[object, ...]:
    """Return what equal values have in common; nothing for those that may differ."""
    if isinstance(value, exp.Literal):
        return (value.name, value.is_string)
    if isinstance(value, exp.Column):
        return tuple(part.name for part in value.parts)
    if isinstance(value, exp.Neg):
        content = _content(value.this)
        return ("-", *content) if content else ()
    if isinstance(value, exp.Tuple):
        contents = [_content(part) for part in value.expressions]
        return (tuple(contents),) if all(contents) else ()
    return ()
