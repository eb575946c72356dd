"""`duplicate-output-column`: two columns of one result, or one assignment, share a name."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.queries import is_result
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope, known_columns
from workbench.sqlreview.select_list import gives_names

_FILTERS = frozenset({"SEMI", "ANTI"})
_SHOP = "CREATE TABLE o (id INT, c_id INT); CREATE TABLE c (id INT, name TEXT)"


@rule(
    "duplicate-output-column",
    nodes=(exp.Select, exp.Update, exp.Insert, exp.Create),
    severity=Severity.WARNING,
    category="correctness",
    source="naming-conventions",
    why=(
        "Whoever reads the result by name gets one of the two, and a table or a CTE with two "
        "columns of one name cannot be read at all."
    ),
    fix="Give each column its own alias, or drop the one that is not needed.",
    impact="An error, or one value silently hides the other.",
    fires=[
        Example("SELECT a AS x, b AS «x» FROM t"),
        Example("SELECT o.id, c.«id» FROM o JOIN c ON c.id = o.c_id", "postgres"),
        Example("WITH d AS (SELECT a, b AS «A» FROM t) SELECT b FROM d", "bigquery"),
        Example("UPDATE t SET a = 1, «a» = 2 WHERE id = 3", "mysql"),
        Example("INSERT INTO t (a, b, «a») VALUES (1, 2, 3)", "tsql"),
        Example("SELECT a, «a» FROM t", "snowflake"),
        Example("CREATE TABLE t (id INT PRIMARY KEY, a INT, «a» TEXT)", "postgres"),
        Example("CREATE VIEW v (a, b, «A») AS SELECT x, y, z FROM t", "tsql"),
        Example("CREATE TABLE x AS SELECT «*» FROM o JOIN c ON c.id = o.c_id", "snowflake", _SHOP),
        Example("CREATE VIEW x AS SELECT o.*, «c.*» FROM o JOIN c ON c.id = o.c_id", "tsql", _SHOP),
        Example(
            "CREATE VIEW x AS SELECT o.*, «c.id» FROM o JOIN c ON c.id = o.c_id", "postgres", _SHOP
        ),
    ],
    quiet=[
        Example(
            "CREATE VIEW x AS SELECT o.*, c.id AS key FROM o JOIN c ON c.id = o.c_id",
            "postgres",
            _SHOP,
        ),
        Example("CREATE TABLE x AS SELECT * FROM o JOIN c USING (id)", "duckdb", _SHOP),
        Example(
            "CREATE TABLE x AS SELECT * FROM o LEFT SEMI JOIN c ON c.id = o.id", "spark", _SHOP
        ),
        Example("CREATE TABLE x AS SELECT o.*, c.* EXCEPT (id) FROM o, c", "bigquery", _SHOP),
        Example("SELECT * FROM o JOIN c ON c.id = o.c_id", "snowflake", _SHOP),
        Example("SELECT o.id AS order_id, c.id AS customer_id FROM o JOIN c ON c.id = o.c_id"),
        Example("SELECT COUNT(*), COUNT(*) FROM t"),
        Example("INSERT INTO t (a, b) SELECT o.id, c.id FROM o JOIN c ON c.id = o.c_id"),
        Example("SELECT a FROM t WHERE EXISTS (SELECT u.a, u.a FROM u WHERE u.a = t.a)"),
        Example("SELECT a, b FROM t UNION ALL SELECT a, a FROM u"),
        Example('SELECT "a" AS "x", "b" AS "X" FROM t', "snowflake"),
        Example("SELECT s.*, s.a FROM s", "bigquery"),
        Example("SELECT x.b FROM (SELECT o.id, c.id FROM o, c) AS x (a, b)", "postgres"),
        Example("CREATE VIEW v (a, b) AS SELECT o.id, c.id FROM o, c WHERE o.k = c.k", "mysql"),
        Example("UPDATE t SET a = 1, b = 2 WHERE id = 3"),
        Example("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, UNIQUE (a))", "mysql"),
    ],
)
def duplicate_output_column(
    node: exp.Select | exp.Update | exp.Insert | exp.Create, context: Context
) -> Iterable[Remark]:
    """Report the second use of an output name; milder where only a person reads the result."""
    if not isinstance(node, exp.Select):
        return _in_list(node, context)
    if context.schema is not None and node.parent.__class__ is exp.Create:
        remarks = list(_behind_stars(node, context))
        if remarks:
            return remarks
    names = [projection.alias_or_name.lower() for projection in node.expressions]
    if len(set(names)) == len(names) or not gives_names(node):
        return ()
    return _in_result(node, context)


def _in_list(node: exp.Update | exp.Insert | exp.Create, context: Context) -> Iterator[Remark]:
    """Report what an UPDATE sets twice, an INSERT lists twice or a CREATE defines twice."""
    if isinstance(node, exp.Update):
        targets = [part.this for part in node.expressions if isinstance(part, exp.EQ)]
    else:
        schema = node.this
        targets = schema.expressions if isinstance(schema, exp.Schema) else []
        if isinstance(node, exp.Create):
            targets = [_defined(part) for part in targets]
    seen: set[str] = set()
    for target in targets:
        name = _full_name(target)
        if name and name in seen:
            verb = "defined" if isinstance(node, exp.Create) else "set"
            yield Remark(context.ranges.of(target), f"{target.name} is {verb} twice.")
        seen.add(name)


def _defined(part: exp.Expr) -> exp.Expr:
    """Return the name that a table or a view gives to a column; constraints have none."""
    return part.this if isinstance(part, exp.ColumnDef) else part


def _in_result(select: exp.Select, context: Context) -> Iterator[Remark]:
    ad_hoc = context.kind is StatementKind.QUERY and is_result(select)
    seen: set[str] = set()
    for projection in select.expressions:
        identifier = _identifier(projection)
        if identifier is None:
            continue
        name = identifier.name
        key = f'"{name}"' if identifier.args.get("quoted") and _is_exact(context) else name.lower()
        if key in seen:
            yield Remark(
                context.ranges.of(identifier),
                f"Two columns of this result are called {name}.",
                severity=Severity.INFO if ad_hoc else None,
            )
        seen.add(key)


def _behind_stars(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report a star that gives a table or view a name twice, where all columns are known."""
    if not gives_names(select):
        return
    seen: set[str] = set()
    for projection in select.expressions:
        names = _starred(projection, context.scope)
        twice = next((name for name in names if name in seen), "") or _repeated(names)
        if twice and (projection.is_star or len(names) == 1):
            yield Remark(
                context.ranges.of(projection),
                f"Two columns are called {twice}: a star stands for one of them.",
            )
            return
        seen.update(names)


def _starred(projection: exp.Expr, scope: Scope) -> list[str]:
    """Return the names that a projection gives out, in lower case, as far as they are known."""
    if not projection.is_star:
        return [projection.alias_or_name.lower()] if projection.alias_or_name else []
    star = projection.this if isinstance(projection, exp.Column) else projection
    if not isinstance(star, exp.Star) or any(star.args.values()):
        return []
    owner = scope.relation_of(projection) if projection is not star else None
    relations = scope.relations if projection is star else (owner,) if owner is not None else ()
    if any(one.join is not None and _gives_fewer(one.join) for one in relations):
        return []
    return [name for one in relations for name in known_columns(one) or ()]


def _gives_fewer(join: exp.Join) -> bool:
    """Tell joins that give one column for two, or none of their table."""
    args = join.args
    return bool(args.get("using")) or bool(args.get("method")) or args.get("kind") in _FILTERS


def _repeated(names: list[str]) -> str:
    return next((name for at, name in enumerate(names) if name in names[:at]), "")


def _identifier(projection: exp.Expr) -> exp.Expr | None:
    """Return where a column gets its name; None if it has none or a star."""
    if isinstance(projection, exp.Alias):
        found = projection.args.get("alias")
    else:
        found = projection.this if isinstance(projection, exp.Column) else None
    return found if isinstance(found, exp.Identifier) and found.name else None


def _is_exact(context: Context) -> bool:
    return context.dialect not in {"mysql", "bigquery", "spark", "databricks", "tsql", "sqlite"}


def _full_name(target: exp.Expr) -> str:
    if isinstance(target, exp.Column):
        return ".".join(part.name for part in target.parts).lower()
    return target.name.lower() if isinstance(target, exp.Identifier) else ""
