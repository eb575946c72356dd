"""`null-propagating-concat`: one NULL part makes the whole text NULL."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import is_own_key
from workbench.sqlreview.nullability import declared_nullable
from workbench.sqlreview.queries import condition_of, conjuncts, rejects_null
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_NULL_IS_EMPTY = frozenset({"oracle"})
_KEEP_NULL = (exp.Upper, exp.Lower, exp.Trim, exp.Cast, exp.Initcap)
_USERS = "CREATE TABLE users (id INT, name TEXT NOT NULL, town TEXT NOT NULL, middle TEXT)"
_IN_TESTS = (exp.Where, exp.Having, exp.Join, exp.Like, exp.ILike, exp.Qualify)


_ONLY_COALESCE = Texts(fix="Wrap nullable parts in COALESCE(…, '').")


@rule(
    "null-propagating-concat",
    nodes=(exp.DPipe, exp.Add, exp.Concat),
    severity=Severity.HINT,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/completeness",
    why="Joined with NULL, a text becomes NULL, so one missing part wipes out all the others.",
    fix="Wrap nullable parts in COALESCE(…, ''), or use CONCAT_WS.",
    impact="The result is NULL in every row with a missing part.",
    on={
        "postgres": Texts(
            fix="Use CONCAT or CONCAT_WS, which skip NULL, or wrap nullable parts in COALESCE(…, "
            "'').",
        ),
        "tsql": Texts(
            fix="Use CONCAT, which takes NULL as an empty text, or wrap nullable parts in "
            "COALESCE(…, '').",
        ),
        **dict.fromkeys(
            ("snowflake", "bigquery", "redshift", "clickhouse", "exasol", "teradata"),
            _ONLY_COALESCE,
        ),
    },
    fires=[
        Example("SELECT «first_name || ' ' || last_name» AS name FROM users", "postgres"),
        Example("SELECT «first_name + ' ' + last_name» AS name FROM users", "tsql"),
        Example("SELECT «CONCAT(street, ', ', city)» AS address FROM users", "mysql"),
        Example("SELECT «a || b» AS ab FROM t", "snowflake"),
        Example("SELECT «'x' + UPPER(a)» AS xa FROM t", "tsql"),
        Example("SELECT «CONCAT('a', NULL)» AS a", "mysql"),
        Example("UPDATE t SET full_name = «first || ' ' || last» WHERE id = 1", "postgres"),
        Example("SELECT «name + ' ' + middle» AS n FROM users", "tsql", _USERS),
        Example(
            "SELECT «o.code || u.name» AS n FROM o LEFT JOIN users u ON u.id = o.uid AND "
            "o.code IS NOT NULL",
            "postgres",
            _USERS,
        ),
    ],
    quiet=[
        Example("SELECT COALESCE(a, '') || COALESCE(b, '') AS ab FROM t", "postgres"),
        Example("SELECT CONCAT(a, b) AS ab FROM t", "postgres"),
        Example("SELECT CONCAT_WS(' ', a, b) AS ab FROM t", "tsql"),
        Example("SELECT CONCAT_WS(' ', a, NULL) AS ab FROM t", "mysql"),
        Example("SELECT CONCAT(a, COALESCE(b, '')) AS ab FROM t"),
        Example("SELECT a || b AS ab FROM t", "oracle"),
        Example("SELECT price + tax AS total FROM t", "tsql"),
        Example("SELECT a || 'x' AS ax FROM t WHERE a IS NOT NULL", "duckdb"),
        Example("SELECT id FROM t WHERE name LIKE '%' || part || '%'", "postgres"),
        Example("SELECT 'a' || 'b' AS ab", "sqlite"),
        Example("SELECT u.name || ' ' || u.town AS n FROM users u", "postgres", _USERS),
        Example("UPDATE t SET a = 1 WHERE 'x' || b = 'xy'", "postgres"),
    ],
)
def null_propagating_concat(
    concat: exp.DPipe | exp.Add | exp.Concat, context: Context
) -> Iterable[Remark]:
    """Report a joined text with a bare column in it; not in tests, where NULL fails anyway."""
    if isinstance(concat.parent, concat.__class__) or context.dialect in _NULL_IS_EMPTY:
        return ()
    if concat.__class__ is exp.Add and not any(_is_text(part) for part in _summands(concat)):
        return ()
    return _report(concat, context)


def _summands(sum_: exp.Expr) -> Sequence[exp.Expr]:
    """Return the parts of a sum, quickly where it has two plain ones."""
    sides = (sum_.args["this"], sum_.args["expression"])
    plain = sides[0].__class__ in _PLAIN and sides[1].__class__ in _PLAIN
    return sides if plain else list(_parts(sum_))


_PLAIN = frozenset(
    {exp.Column, exp.Literal, exp.Interval, exp.Cast, exp.Sum, exp.Count, exp.Coalesce}
)


def _report(concat: exp.DPipe | exp.Add | exp.Concat, context: Context) -> Iterator[Remark]:
    parts = list(_parts(concat))
    if not _takes_over_null(concat, parts, context):
        return
    if any(isinstance(part, exp.Null) for part in parts):
        yield Remark(context.ranges.of(concat), "The text is always NULL: one part of it is.")
        return
    loose = [column for part in parts if (column := _bare(part)) is not None]
    if not loose:
        return
    if concat.find_ancestor(*_IN_TESTS, exp.Select, exp.Update) is not context.scope.root:
        return
    kept = _kept_not_null(context)
    for column in loose:
        relation = context.scope.relation_of(column)
        is_key = relation is not None and is_own_key(relation, column.name)
        if column.name.lower() in kept or is_key:
            continue
        if context.schema is not None and declared_nullable(column, context.scope) is False:
            continue
        message = f"The text is NULL wherever {column.name} is."
        yield Remark(context.ranges.of(concat), message)
        return


def _kept_not_null(context: Context) -> set[str]:
    """Return the columns that are NULL in no row that passes the filter."""
    tests = conjuncts(condition_of(context.scope.root.args.get("where")))
    return {column.name.lower() for test in tests for column in rejects_null(test)}


def _takes_over_null(concat: exp.Expr, parts: list[exp.Expr], context: Context) -> bool:
    """Tell whether a text is joined here that is NULL where a part is.

    Engines differ about CONCAT, so of an unknown one only a NULL that is written counts.
    """
    if not isinstance(concat, exp.Concat):
        return True
    if isinstance(concat, exp.ConcatWs) or concat.args.get("coalesce") or len(parts) < 2:
        return False
    return context.dialect != "generic" or any(isinstance(part, exp.Null) for part in parts)


def _bare(part: exp.Expr) -> exp.Column | None:
    """Return the column whose NULL makes ``part`` NULL."""
    while isinstance(part, _KEEP_NULL):
        part = part.this
    return part if isinstance(part, exp.Column) else None


def _parts(concat: exp.Expr) -> Iterator[exp.Expr]:
    pending = [concat]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Concat):
            pending += reversed(node.expressions)
        elif isinstance(node, exp.Paren):
            pending.append(node.this)
        elif isinstance(node, (exp.DPipe, exp.Add)) and isinstance(node, type(concat)):
            pending += (node.expression, node.this)
        else:
            yield node


def _is_text(part: exp.Expr) -> bool:
    return isinstance(part, exp.Literal) and part.is_string
