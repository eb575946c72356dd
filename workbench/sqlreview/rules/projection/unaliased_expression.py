"""`unaliased-expression`: a computed column, or a derived table, that has no name."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.queries import is_aggregated, is_result
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.select_list import gives_names

_NAMED = (
    exp.Column,
    exp.Star,
    exp.Alias,
    exp.Aliases,
    exp.Dot,
    exp.Bracket,
    exp.JSONExtract,
    exp.JSONExtractScalar,
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Columns,
    exp.Parameter,
    exp.Placeholder,
    exp.SessionParameter,
    exp.PropertyEQ,
    exp.EQ,
    exp.Explode,
    exp.Inline,
    exp.Unnest,
    exp.Tuple,
    exp.Identifier,
    exp.Var,
)
_PLAIN = frozenset({exp.Alias, exp.Column, exp.Star})
_CASTS = frozenset({"CAST", "TRY_CAST", "SAFE_CAST"})
_KEEPS_NAME = frozenset({"postgres", "redshift", "spark", "spark2", "databricks"})
"""Dialects in which a column keeps its name inside a CAST."""
_NEEDS_ALIAS = frozenset({"mysql", "tsql", "fabric", "postgres", "generic"})


@rule(
    "unaliased-expression",
    nodes=(exp.Select, exp.Subquery),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why=(
        "The engine invents a name, each its own way, and whoever reads the result depends on it."
    ),
    fix="Give it an alias with AS.",
    on={
        "tsql": Texts(
            why="SQL Server gives such a column no name at all: a view, a derived table or SELECT "
            "INTO refuses it, and a client can read it by its place only.",
        ),
        "postgres": Texts(
            why="PostgreSQL calls it after its function or type, or “?column?” if there is none: "
            "several columns share the name, and it changes with the expression.",
        ),
        "bigquery": Texts(
            why="BigQuery calls it f0_, f1_ and so on by its place: the name moves when a column "
            "is added before it.",
        ),
        "mysql": Texts(
            why="MySQL takes the text of the expression for its name, spaces and all: the name "
            "changes when somebody reformats it.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="Spark takes the text of the expression for its name, brackets and all: Delta "
                "tables refuse such a name by default, and it changes with the expression.",
            ),
        ),
        **dict.fromkeys(
            ("trino", "presto", "athena"),
            Texts(
                why="The engine calls it _col0, _col1 and so on by its place: the name moves when "
                "a column is added before it, and CREATE TABLE … AS refuses it.",
            ),
        ),
        "hive": Texts(
            why="Hive calls it _c0, _c1 and so on by its place: the name moves when a column is "
            "added before it.",
        ),
        **dict.fromkeys(
            ("duckdb", "snowflake"),
            Texts(
                why="The engine takes the text of the expression for its name: whoever reads it "
                "must quote it, and it changes with the expression.",
            ),
        ),
    },
    fires=[
        Example("SELECT id, «UPPER(name)» FROM users"),
        Example("SELECT «price * qty» FROM items WHERE id = 1", "mysql"),
        Example("SELECT status, «COUNT(*)» FROM orders GROUP BY status", "postgres"),
        Example("CREATE VIEW v AS SELECT id, «price * qty» FROM items", "bigquery"),
        Example("SELECT id, «CAST(price AS INT)» FROM items", "tsql"),
        Example("SELECT x FROM «(SELECT x FROM t)» WHERE x > 1", "mysql"),
    ],
    quiet=[
        Example("SELECT id, UPPER(name) AS name FROM users"),
        Example("SELECT COUNT(*) FROM orders"),
        Example("SELECT MAX(day) FROM orders WHERE id = 1", "bigquery"),
        Example("SELECT NOW()", "postgres"),
        Example("SELECT id, name::text, o.total FROM o", "postgres"),
        Example("SELECT id, CAST(name AS TEXT) FROM o", "postgres"),
        Example("SELECT id, name::varchar FROM o", "snowflake"),
        Example("SELECT id FROM t WHERE EXISTS (SELECT 1 + 1, 2 + 2 FROM u)"),
        Example("INSERT INTO t (a, b) SELECT id, UPPER(name) FROM users"),
        Example("SELECT a, b FROM t UNION ALL SELECT a, UPPER(b) FROM u"),
        Example("SELECT x FROM (SELECT x FROM t) AS d WHERE x > 1", "mysql"),
        Example("SELECT x FROM (SELECT x FROM t) WHERE x > 1", "bigquery"),
        Example("SELECT v:city, s.f FROM t", "snowflake"),
        Example("SELECT total = price * qty, id FROM items", "tsql"),
        Example("WITH c (a, b) AS (SELECT id, UPPER(name) FROM users) SELECT a, b FROM c"),
    ],
)
def unaliased_expression(node: exp.Select | exp.Subquery, context: Context) -> Iterable[Remark]:
    """Report computed columns without an alias where a name matters, and derived tables."""
    if isinstance(node, exp.Subquery):
        if node.args.get("alias") is not None or not _needs_alias(node, context):
            return ()
        return (Remark(context.ranges.of(node), "This derived table has no alias."),)
    computed = [each for each in node.expressions if each.__class__ not in _PLAIN]
    if not computed or not _names_matter(node, context):
        return ()
    return _without_name(computed, context)


def _needs_alias(subquery: exp.Subquery, context: Context) -> bool:
    return (
        context.dialect in _NEEDS_ALIAS
        and isinstance(subquery.parent, (exp.From, exp.Join))
        and isinstance(subquery.this, exp.Query)
        and not subquery.alias
    )


def _without_name(computed: list[exp.Expr], context: Context) -> Iterator[Remark]:
    for projection in computed:
        value = projection
        while isinstance(value, (exp.Paren, exp.Cast)):
            value = value.this
        loses_name = value is not projection and _is_called(value, projection, context)
        if loses_name or not isinstance(value, _NAMED):
            yield Remark(context.ranges.of(projection), "This computed column has no alias.")


def _is_called(value: exp.Expr, projection: exp.Expr, context: Context) -> bool:
    """Tell whether a column stands in ``CAST(…)``, not before ``::``, where that hides its name."""
    if context.dialect in _KEEPS_NAME or not isinstance(value, exp.Column):
        return False
    if not isinstance(value.parent, exp.Cast) or projection is value:
        return False
    extent = context.words.extent(value)
    return extent is not None and context.words.at(extent[0] - 2) in _CASTS


def _names_matter(select: exp.Select, context: Context) -> bool:
    if len(select.expressions) < 2 and is_result(select):
        is_value = select.args.get("from_") is None or is_aggregated(context.scope)
        return context.kind is StatementKind.LOAD or not is_value
    return gives_names(select)
