"""`repeated-subquery`: the same subquery is written, and often run, twice."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, is_aggregated
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.same_query import is_same_query
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.volatile import is_repeatable

_HOLDERS = frozenset({exp.Subquery, exp.CTE, exp.In})
_CONSTANTS = (exp.Literal, exp.Parameter, exp.Placeholder)
_CLAUSES = ("where", "joins", "group", "qualify")


@rule(
    "repeated-subquery",
    nodes=(exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why="Few engines notice that two subqueries are the same: each is run, and each must be kept "
    "up when the rule behind it changes.",
    fix="Put it into a CTE (or a temporary table) and read that twice.",
    impact="One run of the subquery for each repetition.",
    on={
        "bigquery": Texts(
            why="BigQuery as a rule runs both copies, each with its own read of the tables; each "
            "must be kept up when the rule behind it changes.",
            fix="Put it into a CREATE TEMP TABLE in a script and read that twice; a CTE is easier "
            "to keep up, but is mostly run for each reader.",
            impact="One run in slot time, and one read of its tables, for each repetition.",
        ),
        "tsql": Texts(
            fix="Put it into a temporary table (SELECT … INTO #t) and read that twice; a CTE is "
            "easier to keep up, but is run for each reader.",
        ),
        "clickhouse": Texts(
            fix="Put it into a temporary table and read that twice; a CTE is easier to keep up, "
            "but is run for each reader.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="Spark shares the shuffle of two subqueries only if their plans are exactly "
                "the same; else each is run, and each must be kept up when the rule behind it "
                "changes.",
                fix="Write it to a table, or cache it (CACHE TABLE), and read that twice; a CTE "
                "is easier to keep up, but alone does not store the rows.",
                impact="One scan and one shuffle for each repetition that is not shared.",
            ),
        ),
        **dict.fromkeys(
            ("trino", "presto", "athena"),
            Texts(
                fix="Write it to a table (CREATE TABLE … AS) and read that twice; a CTE is easier "
                "to keep up, but is run for each reader.",
                impact="One scan of its files, and one shuffle, for each repetition.",
            ),
        ),
        "hive": Texts(
            fix="Put it into a CREATE TEMPORARY TABLE and read that twice; a CTE is easier to "
            "keep up, but is run for each reader by default.",
            impact="One scan of its files, and one shuffle, for each repetition.",
        ),
    },
    fires=[
        Example(
            "SELECT a.id FROM a WHERE a.x IN (SELECT b.x FROM b WHERE b.k = 1)\n"
            "OR a.y IN «(SELECT b.x FROM b WHERE b.k = 1)»"
        ),
        Example(
            "SELECT id FROM t WHERE x > (SELECT AVG(x) FROM t) OR y > «(SELECT AVG(x) FROM t)»",
            "mysql",
        ),
        Example(
            "SELECT p.k, q.n FROM (SELECT k, n FROM t WHERE d = 1) p\n"
            "JOIN «(SELECT k, n FROM t WHERE d = 1) q» ON q.k = p.k + 1",
            "bigquery",
        ),
        Example(
            "WITH p AS (SELECT k, n FROM t WHERE d = 1), q AS («SELECT k, n FROM t WHERE d = 1»)\n"
            "SELECT p.k FROM p JOIN q ON q.k = p.n",
            "snowflake",
        ),
        Example(
            "SELECT a.id FROM (SELECT id FROM t) a JOIN «(SELECT id FROM t) b» ON a.id = b.id + 1",
            "bigquery",
        ),
    ],
    quiet=[
        Example(
            "SELECT a.id FROM a WHERE a.x IN (SELECT b.x FROM b WHERE b.k = 1) "
            "OR a.y IN (SELECT b.x FROM b WHERE b.k = 2)"
        ),
        Example("SELECT a.id FROM a WHERE a.x IN (SELECT x FROM b) OR a.y IN (SELECT x FROM b)"),
        Example(
            "SELECT (SELECT MAX(u.v) FROM u WHERE u.i = t.i) a FROM t UNION ALL "
            "SELECT (SELECT MAX(u.v) FROM u WHERE u.i = t.i) a FROM s AS t",
            "postgres",
        ),
        Example(
            "SELECT (SELECT v FROM UNNEST(t.ps) WHERE k = 'a') x, "
            "COALESCE((SELECT v FROM UNNEST(t.ps) WHERE k = 'a'), 0) y FROM t",
            "bigquery",
        ),
        Example("SELECT k FROM t WHERE d = 1 UNION ALL SELECT k FROM t WHERE d = 1", "duckdb"),
        Example(
            "SELECT x.r, y.r FROM (SELECT RANDOM() AS r FROM t WHERE k = 1) x "
            "CROSS JOIN (SELECT RANDOM() AS r FROM t WHERE k = 1) y",
            "postgres",
        ),
        Example(
            "SELECT 1 FROM t WHERE a = (SELECT MAX(x) FROM u WHERE k = ?)"
            " AND b = (SELECT MAX(x) FROM u WHERE k = ?)",
            "postgres",
        ),
    ],
)
def repeated_subquery(query: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report each later copy of a subquery; of copies inside copies only the outermost."""
    if query is not context.tree or len(context.scopes) < 3:
        return ()
    return _later_copies(context)


def _later_copies(context: Context) -> Iterator[Remark]:
    for copies in _copies(context):
        spans = {context.ranges.of(_shown(scope)): scope for scope in copies}
        plain = not _works(copies[0]) or _is_lookup(copies[0])
        for at in sorted(spans)[1:]:
            label = spans[at].relations[0].label
            yield Remark(
                at,
                f"This subquery over {label} is the same as one before.",
                severity=Severity.HINT if plain else None,
                confidence=Confidence.POSSIBLE if plain else None,
            )


def _is_lookup(scope: Scope) -> bool:
    """Tell ``(SELECT id FROM t WHERE name = 'x')``, which costs next to nothing to ask again."""
    root = scope.root
    if len(scope.relations) != 1 or is_aggregated(scope) or _is_joined(root.parent):
        return False
    tests = conjuncts(condition_of(root.args.get("where")))
    return not isinstance(root.parent, exp.In) and all(
        isinstance(test, exp.EQ) and isinstance(test.expression, _CONSTANTS) for test in tests
    )


def _copies(context: Context) -> Iterator[list[Scope]]:
    """Yield the groups of subqueries that are the same, without those inside a later copy."""
    groups: dict[tuple[object, ...], list[list[Scope]]] = {}
    inside: set[int] = set()
    sizes = _sizes(context.scopes)
    for scope in context.scopes[1:]:
        if id(scope.parent) in inside:
            inside.add(id(scope))
        elif _is_weighty(scope):
            alike = groups.setdefault((sizes[id(scope)], *_shape(scope)), [])
            same = next((group for group in alike if _is_same(scope, group[0])), None)
            if same is None:
                alike.append([scope])
            else:
                same.append(scope)
                inside.add(id(scope))
    for alike in groups.values():
        for group in alike:
            if len(group) > 1 and is_repeatable(group[0].root):
                yield group


def _sizes(scopes: Sequence[Scope]) -> dict[int, int]:
    """Return how many queries each one consists of, so that it is not compared with its parts."""
    sizes: dict[int, int] = {}
    for scope in reversed(scopes):
        inner = scope.children
        sizes[id(scope)] = 1 + sum(sizes[id(child)] for child in inner) if inner else 1
    return sizes


def _shown(scope: Scope) -> exp.Expr:
    holder = scope.root.parent
    return holder if isinstance(holder, exp.Subquery) else scope.root


def _is_weighty(scope: Scope) -> bool:
    """Tell whether a scope is a subquery that works on stored rows, or is joined as a table."""
    root = scope.root
    holder = root.parent
    if root.__class__ is not exp.Select or holder.__class__ not in _HOLDERS:
        return False
    if not _works(scope) and not (_is_joined(holder) and scope.relations):
        return False
    return all(relation.kind is not RelationKind.FUNCTION for relation in scope.relations)


def _is_joined(holder: exp.Expr | None) -> bool:
    return isinstance(holder, exp.Subquery) and isinstance(holder.parent, (exp.From, exp.Join))


def _works(scope: Scope) -> bool:
    """Tell whether a query filters, joins or groups, so that its copy costs as much again."""
    args = scope.root.args
    for clause in _CLAUSES:
        if args.get(clause):
            return True
    stored = any(relation.kind is RelationKind.TABLE for relation in scope.relations)
    return stored and is_aggregated(scope)


def _shape(scope: Scope) -> tuple[object, ...]:
    """Return what two equal subqueries have in common and is quick to find out."""
    tables = [relation.node.name.lower() for relation in scope.relations]
    literals = scope.nodes.get(exp.Literal, ())
    return (len(scope.columns), len(literals), *tables)


def _is_same(scope: Scope, other: Scope) -> bool:
    if not is_same_query(scope, other):
        return False
    return not scope.is_correlated or scope.parent is other.parent
