"""`unused-join`: an outer join of which nothing is read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.output_columns import output_names
from workbench.sqlreview.queries import conjuncts, is_constant
from workbench.sqlreview.references import (
    columns_in,
    path,
    path_of_table,
    reads_of,
    references_about,
)
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import likely_unique_on, unique_among

_FILTERS = frozenset({"SEMI", "ANTI"})
_ONE_ROW = "this join leaves the result as it is"
_REPEATS = "all this join can do is repeat rows"


@rule(
    "unused-join",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    yields_to=("cartesian-join",),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/large-joins",
    why=(
        "An outer join drops no row, and no column of this relation is read: all it can do is "
        "repeat rows."
    ),
    fix="Remove the join, or select what it was meant to bring.",
    impact="One relation less to read and to match; a few engines notice that themselves.",
    on={
        "postgres": Texts(
            impact="One relation less to read and to match; PostgreSQL drops the join itself only "
            "where a unique index shows that it repeats no row.",
        ),
        "tsql": Texts(
            impact="One relation less to read and to match; SQL Server drops the join itself only "
            "where a unique index shows that it repeats no row.",
        ),
        "mysql": Texts(
            impact="One look-up less for each row; MySQL does not drop such a join itself.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            impact="The columns of its key are read and hashed for nothing, unless a declared key "
            "lets the engine drop the join.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            impact="The columns of its key are read, and sent to the workers, for nothing.",
        ),
    },
    fires=[
        Example("SELECT o.id FROM orders o «LEFT JOIN customers c» ON c.id = o.customer_id"),
        Example(
            "SELECT a.x FROM a JOIN b ON b.id = a.id «LEFT JOIN c» ON c.id = b.id WHERE b.y = 1",
            "postgres",
        ),
        Example(
            "WITH s AS (SELECT k, SUM(v) AS v FROM t GROUP BY k) "
            "SELECT a.x FROM a «LEFT JOIN s» ON s.k = a.k",
            "snowflake",
        ),
    ],
    quiet=[
        Example("SELECT a.id FROM a LEFT JOIN b ON 1 = 1 WHERE a.x = 1", "mysql"),
        Example("SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id"),
        Example(
            "SELECT a.x FROM a LEFT JOIN b ON b.id = a.id "
            "LEFT JOIN c ON c.id = b.c RIGHT JOIN d ON d.id = c.id"
        ),
        Example("SELECT a.x, name FROM a LEFT JOIN b ON b.id = a.id"),
        Example("SELECT * FROM a LEFT JOIN b ON b.id = a.id", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.id = a.id"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.id = a.id WHERE b.id IS NULL"),
        Example("SELECT a.x FROM a LEFT JOIN UNNEST(a.items) AS i ON TRUE", "bigquery"),
        Example("SELECT a.x FROM a LEFT SEMI JOIN b ON b.id = a.id", "spark"),
        Example("SELECT COUNT(*) AS n FROM a LEFT JOIN b ON b.a_id = a.id", "tsql"),
        Example(
            "SELECT a.x, (SELECT MAX(t.y) FROM t WHERE t.i = b.i) AS m "
            "FROM a LEFT JOIN b ON b.id = a.id"
        ),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.id = a.id, b.items AS i", "bigquery"),
    ],
)
def unused_join(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report a LEFT JOIN whose relation is named in its own ON clause only."""
    scope = context.scope
    if scope.root is not select or not scope.outer_joins:
        return ()
    candidates = [
        (relation, relation.join)
        for relation in scope.relations
        if relation.join is not None and _may_go(relation, relation.join)
    ]
    return _unread(candidates, context) if candidates else ()


def _unread(candidates: list[tuple[Relation, exp.Join]], context: Context) -> Iterator[Remark]:
    scope = context.scope
    mentions = _Mentions.of(scope)
    for relation, join in candidates:
        if mentions.outside(relation, join) or reads_of(scope).takes_all_of(relation):
            continue
        if is_constant(join.args.get("on")):
            continue  # The product of the rows is the mistake, and is told as that.
        own = _own_columns(relation, join)
        effect, severity, confidence = _ONE_ROW, None, None
        decided = unique_among(relation, own, scope, context)
        if not decided:
            confidence = Confidence.CERTAIN if decided is False else Confidence.LIKELY
            if not likely_unique_on(relation, own, context):
                effect, severity = _REPEATS, Severity.INFO
        if effect is _REPEATS and _repeats_matter(scope):
            continue
        yield Remark(
            context.ranges.join(join),
            f"Nothing of {relation.label} is read: {effect}.",
            severity=severity,
            confidence=confidence,
        )


def _may_go(relation: Relation, join: exp.Join) -> bool:
    given = join.args.get
    if given("side") != "LEFT" or given("kind") in _FILTERS:
        return False
    return relation.kind is not RelationKind.FUNCTION and not given("method")


class _Mentions(NamedTuple):
    """How often each relation is named by a column, and each column without a relation."""

    relations: Counter[str]
    bare: Counter[str]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        relations: Counter[str] = Counter()
        known = list(references_about(scope))
        bare = Counter([name for _, parts, name in known if not parts])
        for parts, times in Counter([parts for _, parts, _ in known]).items():
            for part in parts:
                relations[part] += times
        for relation in scope.relations:
            if relation.kind is RelationKind.FUNCTION and isinstance(relation.node, exp.Table):
                relations.update(path_of_table(relation.node))
        return cls(relations, bare)

    def outside(self, relation: Relation, join: exp.Join) -> bool:
        """Tell whether a column outside the join's ON is, or may be, one of the relation."""
        on = join.args.get("on")
        columns = columns_in(on) if isinstance(on, exp.Expr) else ()
        times = sum([path(column).count(relation.name) for column in columns])
        if self.relations[relation.name] > times:
            return True
        own = Counter([column.name.lower() for column in columns if not path(column)])
        names, shared = output_names(relation), _shared(join)
        if names is None:
            others = self.bare.total() - own.total()
            return others > sum(self.bare[name] - own[name] for name in shared)
        return any(self.bare[name] > own[name] for name in names - shared)


def _own_columns(relation: Relation, join: exp.Join) -> set[str]:
    """Return the columns of the relation that the join compares for equality."""
    sides = (
        side
        for test in conjuncts(join.args.get("on"))
        if isinstance(test, exp.EQ)
        for side in (test.this, test.expression)
        if isinstance(side, exp.Column)
    )
    return {side.name.lower() for side in sides if relation.name in path(side)} | _shared(join)


def _shared(join: exp.Join) -> set[str]:
    return {named.name.lower() for named in join.args.get("using") or ()}


def _repeats_matter(scope: Scope) -> bool:
    """Tell whether rows are counted or added up, so that repeating them may be intended."""
    return next(scope.all(exp.Count, exp.Sum, exp.Avg), None) is not None
