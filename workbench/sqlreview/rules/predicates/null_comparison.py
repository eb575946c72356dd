"""`null-comparison`: a test against NULL that is never true."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import is_test

_OPERATORS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}


@rule(
    "null-comparison",
    nodes=(*_OPERATORS, exp.Like, exp.ILike, exp.Between, exp.Case),
    needs=(exp.Null, exp.Literal),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist/not-in-with-nulls",
    why="A comparison with NULL is unknown, never true, so no row passes, not even the NULL ones.",
    fix="Use IS NULL or IS NOT NULL.",
    impact="The test selects nothing, whatever the data.",
    fires=[
        Example("SELECT id FROM users WHERE «email = NULL»"),
        Example("SELECT id FROM users u WHERE «u.email <> NULL» AND id > 3"),
        Example("SELECT id FROM users WHERE «email != NULL»", "mysql"),
        Example("SELECT id FROM users WHERE «NULL = email»", "postgres"),
        Example("SELECT CASE WHEN «x = NULL» THEN 1 ELSE 0 END AS f FROM t WHERE y = 1", "tsql"),
        Example("SELECT a.id FROM a JOIN b ON a.id = b.id AND «b.gone = NULL»", "snowflake"),
        Example("UPDATE t SET a = NULL WHERE «b = NULL»", "spark"),
        Example("SELECT id FROM t WHERE «b > NULL»", "oracle"),
        Example("SELECT COUNT(*) FROM t GROUP BY a HAVING «a = NULL»", "bigquery"),
        Example("SELECT CASE a WHEN 1 THEN 2 «WHEN NULL» THEN 3 ELSE 4 END FROM t", "mysql"),
        Example("SELECT id FROM t WHERE «b = NULL::int»", "postgres"),
        Example("SELECT COUNTIF(«b = NULL») AS n FROM ds.t", "bigquery"),
        Example("SELECT id FROM t WHERE «name LIKE NULL»", "mysql"),
        Example("SELECT id FROM t WHERE «@x = NULL» OR a = @x", "tsql"),
        Example("SELECT id FROM t WHERE «CASE WHEN a = 1 THEN b END = NULL»", "postgres"),
        Example("SELECT id FROM t WHERE «x BETWEEN 1 AND NULL»", "tsql"),
        Example("SELECT id FROM t WHERE a = 1 AND «b <> ''»", "oracle"),
        Example("SELECT CASE WHEN «b = ''» THEN 1 ELSE 2 END AS f FROM t WHERE a = 1", "oracle"),
    ],
    quiet=[
        Example("SELECT id FROM users WHERE email IS NULL"),
        Example("UPDATE users SET email = NULL WHERE id = 3"),
        Example("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET x = NULL"),
        Example("SELECT id FROM users WHERE email IS NOT DISTINCT FROM NULL", "postgres"),
        Example("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = NULL", "postgres"),
        Example("SELECT id FROM users WHERE email <=> NULL", "mysql"),
        Example("SELECT id FROM users WHERE name = 'NULL'"),
        Example("SELECT id FROM users WHERE name = ''", "postgres"),
        Example("SELECT id FROM users WHERE name = ' '", "oracle"),
        Example("SELECT x = NULL FROM t", "tsql"),
        Example("SELECT CASE WHEN a IS NULL THEN 1 ELSE 2 END AS f FROM t"),
        Example("SELECT CASE a WHEN 1 THEN NULL ELSE 2 END AS f FROM t", "snowflake"),
        Example("SELECT id FROM t WHERE x BETWEEN 1 AND COALESCE(@p, NULL)", "tsql"),
    ],
)
def null_comparison(comparison: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a comparison with NULL in a place where a test stands, and WHEN NULL."""
    if _Null not in context.scope.nodes and context.dialect != "oracle":
        return ()
    args = comparison.args
    if comparison.__class__ in _OPERATORS:
        if args["this"].__class__ in _PLAIN and args["expression"].__class__ in _PLAIN:
            return _empty_text(comparison, context) if context.dialect == "oracle" else ()
        return _compared(comparison, context)
    if isinstance(comparison, exp.Case):
        return _when_null(comparison, context) if args.get("this") is not None else ()
    return _never_true(comparison, context)


_Null = exp.Null
_PLAIN = frozenset({exp.Column, exp.Literal})


def _compared(comparison: exp.Expr, context: Context) -> Iterator[Remark]:
    left, right = comparison.this, comparison.expression
    if _is_null(right):
        other = left
    elif _is_null(left):
        other = right
    else:
        return
    if not is_test(comparison) or not isinstance(other, exp.Expr):
        return
    operator = _OPERATORS[type(comparison)]
    needed = "IS NULL" if isinstance(comparison, exp.EQ) else "IS NOT NULL"
    name = _short(other)
    yield Remark(
        context.ranges.test(comparison),
        f"{name} {operator} NULL is never true.",
        fix=_with(needed, name),
    )


def _empty_text(comparison: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report a comparison with '', which Oracle stores and compares as NULL."""
    other, text = comparison.this, comparison.expression
    if isinstance(other, exp.Literal):
        other, text = text, other
    if (
        not isinstance(text, exp.Literal)
        or not text.is_string
        or text.this
        or not is_test(comparison)
    ):
        return
    operator = _OPERATORS[type(comparison)]
    needed = "IS NULL" if isinstance(comparison, exp.EQ) else "IS NOT NULL"
    name = _short(other)
    yield Remark(
        context.ranges.test(comparison),
        f"{name} {operator} '' is never true: Oracle takes '' for NULL.",
        fix=_with(needed, name),
    )


def _never_true(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report LIKE NULL, and BETWEEN with a limit that is NULL."""
    compared = [test.args.get(name) for name in ("expression", "low", "high")]
    if not any(_is_null(value) for value in compared) or not is_test(test):
        return
    name = _short(test.this)
    between = isinstance(test, exp.Between)
    yield Remark(
        context.ranges.test(test),
        f"{name} BETWEEN with NULL as a limit is never true."
        if between
        else f"{name} LIKE NULL is never true.",
        fix="Compare with the limit that is known." if between else _with("IS NULL", name),
    )


def _when_null(case: exp.Case, context: Context) -> Iterator[Remark]:
    tested = case.this
    if not isinstance(tested, exp.Expr):
        return
    if not any(isinstance(branch.this, exp.Null) for branch in case.args["ifs"]):
        return
    extent = context.words.extent(case)
    at = context.words.find("WHEN", "NULL", start=extent[0]) if extent else -1
    name = _short(tested).replace(_UNNAMED, "…")
    yield Remark(
        context.words.span(at, at + 1) if at >= 0 else context.ranges.of(case),
        f"CASE compares {name} with NULL by =, so this branch is never taken.",
        fix=f"Write CASE WHEN {name} IS NULL THEN …",
    )


def _is_null(node: exp.Expr | None) -> bool:
    while isinstance(node, (exp.Cast, exp.Paren)):
        node = node.this
    return isinstance(node, exp.Null)


def _short(node: exp.Expr) -> str:
    if isinstance(node, exp.Column):
        return ".".join(part.name for part in node.parts)
    return _UNNAMED


def _with(test: str, name: str) -> str:
    return f"Use {test}." if name == _UNNAMED else f"Write {name} {test}."


_UNNAMED = "The value"
