"""`insert-column-mismatch`: target columns and values that do not match."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import parts_of
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.source import Span
from workbench.sqlreview.stand_in_names import is_stand_in

_USERS = "CREATE TABLE users (id INT PRIMARY KEY, name TEXT, town TEXT)"
_TAKE_ALL = frozenset({"bigquery", "duckdb", "mysql", "oracle", "snowflake", "trino"})
"""Dialects in which an INSERT without a list of columns gives a value to each of them."""
_MANY_COLUMNS = (exp.Star, exp.Columns, exp.Aliases, exp.Explode, exp.Inline, exp.Unnest)


@rule(
    "insert-column-mismatch",
    nodes=(exp.Insert,),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="Values go to the columns by position: a wrong number fails, a wrong order does not.",
    fix="Bring the column list and the selected values into the same number and order.",
    impact="The statement fails, or fills the wrong column where the types allow it.",
    fires=[
        Example("INSERT INTO t «(a, b)» SELECT a FROM u"),
        Example("INSERT INTO t (a, b) VALUES «(1)», (1, 2)", "postgres"),
        Example("INSERT INTO dbo.t «(a)» SELECT x.a, x.b FROM x", "tsql"),
        Example("INSERT INTO t «(first_name, last_name)» SELECT last_name, first_name FROM u"),
        Example(
            "INSERT INTO d.t «(a, b)» SELECT a, b, c FROM u UNION ALL SELECT 1, 2, 3", "bigquery"
        ),
        Example("INSERT INTO t «(a, b, c)» SELECT b, c, a FROM u", "oracle"),
        Example(
            "MERGE INTO t USING s ON t.id = s.id "
            "WHEN NOT MATCHED THEN INSERT «(id, a)» VALUES (s.id)",
            "snowflake",
        ),
        Example("INSERT INTO «users» SELECT 1, 'a', 'b', 'c'", "postgres", _USERS),
        Example("INSERT INTO users VALUES (1, 'a', 'b'), «(2, 'a')»", "mysql", _USERS),
        Example("INSERT INTO «users» SELECT id, name FROM s UNION SELECT 1, 'a'", "duckdb", _USERS),
    ],
    quiet=[
        Example("INSERT INTO users SELECT id, name FROM s", "postgres", _USERS),
        Example("INSERT INTO users VALUES (?)", "snowflake", _USERS),
        Example("INSERT INTO users SELECT id, name, town FROM s", "snowflake", _USERS),
        Example("INSERT INTO users SELECT id, {{ rest }} FROM s", "snowflake", _USERS),
        Example("INSERT INTO users SELECT s.* FROM s", "bigquery", _USERS),
        Example("INSERT INTO t (a, b) SELECT a, b FROM u"),
        Example("INSERT INTO t (a, b) VALUES ?", "postgres"),
        Example("INSERT INTO t (a, b) VALUES (?)", "mysql"),
        Example("INSERT INTO t (a, b) SELECT * FROM u"),
        Example("INSERT INTO t (a, b) SELECT u.*, 1 FROM u", "postgres"),
        Example("INSERT INTO t (a, b) SELECT x AS c, y AS d FROM u"),
        Example("INSERT INTO t (a, b) VALUES (1, 2), (3, 4)", "clickhouse"),
        Example("INSERT INTO t (a, b) SELECT b AS a, a AS b FROM u", "tsql"),
        Example("INSERT INTO t (previous, current_value) SELECT current_value, value FROM u"),
        Example("INSERT INTO t (a, {{ columns }}) SELECT a, b, c FROM u"),
        Example("INSERT INTO t PARTITION (d) (a) SELECT a, d FROM u", "spark"),
        Example(
            "MERGE INTO t USING s ON t.id = s.id "
            "WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.a)",
            "bigquery",
        ),
    ],
)
def insert_column_mismatch(insert: exp.Insert, context: Context) -> Iterator[Remark]:
    """Report a list of another length than the values, or with two names swapped."""
    schema = insert.this
    if isinstance(schema, exp.Table) and context.schema is not None:
        yield from _without_list(schema, insert, context)
    elif isinstance(schema, exp.Tuple) and isinstance(insert.expression, exp.Tuple):
        yield from _in_merge(schema, insert.expression, context)
    elif isinstance(schema, exp.Schema) and schema.expressions:
        yield from _with_list(schema, insert, context)


def _with_list(schema: exp.Schema, insert: exp.Insert, context: Context) -> Iterator[Remark]:
    # What a program fills in for one name may be several.
    open_ended = any(is_stand_in(column.name) for column in schema.expressions)
    if open_ended or schema.this.args.get("partition") or insert.args.get("partition"):
        return
    names = [column.name.lower() for column in schema.expressions]
    rows = insert.expression
    if isinstance(rows, exp.Values):
        for row in rows.expressions:
            if isinstance(row, exp.Tuple) and not _fits(row, len(names)):
                message = f"{len(names)} columns are listed, this row has {len(row.expressions)}."
                yield Remark(context.ranges.of(row), message)
        return
    while isinstance(rows, exp.SetOperation | exp.Subquery):
        rows = rows.this
    if not isinstance(rows, exp.Select) or any(_is_many(item) for item in rows.expressions):
        return
    at = _list(schema, context)
    if len(rows.expressions) != len(names):
        counts = f"{len(names)} columns are listed, the query returns {len(rows.expressions)}."
        yield Remark(at, counts)
        return
    swapped = _swapped(names, [item.alias_or_name.lower() for item in rows.expressions])
    if swapped:
        message = f"{swapped[0]} is filled with {swapped[1]}: the names stand in another order."
        yield Remark(at, message, severity=Severity.WARNING, confidence=Confidence.LIKELY)


def _without_list(table: exp.Table, insert: exp.Insert, context: Context) -> Iterator[Remark]:
    """Report a query that returns more or fewer columns than its target is known to have."""
    stored = context.schema.find(parts_of(table)) if context.schema is not None else None
    rows = insert.expression
    while isinstance(rows, exp.SetOperation | exp.Subquery):
        rows = rows.this
    if stored is None or not stored.columns or not isinstance(rows, exp.Select | exp.Values):
        return
    if insert.args.get("partition") or insert.args.get("by_name"):
        return
    wanted = len(stored.columns)
    for row in (rows,) if isinstance(rows, exp.Select) else rows.expressions:
        given = len(row.expressions)
        if any(_is_many(item) or is_stand_in(item.name) for item in row.expressions):
            continue
        if given > wanted or (1 < given < wanted and context.dialect in _TAKE_ALL):
            yield Remark(
                context.ranges.name(table) if row is rows else context.ranges.of(row),
                f"{stored.name} has {wanted} columns, {given} values are given.",
                confidence=Confidence.LIKELY,
            )
            return


def _in_merge(listed: exp.Tuple, row: exp.Tuple, context: Context) -> Iterator[Remark]:
    wanted = len(listed.expressions)
    if not _fits(row, wanted):
        message = f"{wanted} columns are listed, {len(row.expressions)} values are given."
        yield Remark(context.ranges.of(listed), message)


def _fits(row: exp.Tuple, wanted: int) -> bool:
    """Tell whether a row fits, or is one ``?`` in which a driver puts whole rows."""
    values = row.expressions
    return len(values) == wanted or (len(values) == 1 and isinstance(values[0], exp.Placeholder))


def _is_many(item: exp.Expr) -> bool:
    inner = item.unalias()
    return isinstance(item, _MANY_COLUMNS) or isinstance(inner, _MANY_COLUMNS) or inner.is_star


def _swapped(targets: list[str], sources: list[str]) -> tuple[str, str] | None:
    """Return a column and the one it is filled with, if both are among those changed round."""
    filled = dict(zip(targets, sources, strict=True))
    for target, source in filled.items():
        following = source
        for _ in filled if target != source else ():
            following = filled.get(following, "")
            if following == target:
                return target, source
    return None


def _list(schema: exp.Schema, context: Context) -> Span:
    words = context.words
    first = words.extent(schema.expressions[0])
    if first is None or first[0] == 0:
        return context.ranges.of(schema)
    return words.span(first[0] - 1, words.closing(first[0] - 1))
