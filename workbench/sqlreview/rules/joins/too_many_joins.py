"""`too-many-joins`: more relations in one SELECT than an optimiser orders well."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule

MOST_JOINS = 10
"""From about this many on, optimisers stop trying every join order (MySQL and PostgreSQL
limit the search; PostgreSQL's ``geqo_threshold`` is 12 relations)."""

SOME_JOINS = 5
"""From here on several common reviewers ask to look at the order of joins."""

_STAR = "FROM f " + " ".join(f"JOIN d{n} ON d{n}.id = f.d{n}_id" for n in range(1, 12))

_ARRAYS = "FROM f " + " ".join(f"CROSS JOIN UNNEST(f.a{n})" for n in range(12))


_SHUFFLES = (
    "Each join by another key moves the rows between the workers again, and one wrong estimate "
    "early multiplies through all later joins."
)


@rule(
    "too-many-joins",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist/large-joins",
    why=(
        "Beyond about a dozen relations the engine no longer tries every join order, and one "
        "wrong estimate early multiplies through all later joins."
    ),
    fix="Aggregate or filter parts of it in CTEs or a staging table first, then join the results.",
    impact="Planning time and estimate errors grow with every relation.",
    on={
        "postgres": Texts(
            why="With the default settings PostgreSQL no longer tries every order beyond 8 "
            "relations (join_collapse_limit), and from 12 on it searches by chance "
            "(geqo_threshold); one wrong estimate early multiplies through all later joins.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="One wrong estimate early multiplies through all later joins, and each builds a "
            "hash table that must fit into memory or is spilled to disk.",
            impact="Memory and estimate errors grow with every relation.",
        ),
        "clickhouse": Texts(
            why="The right-hand side of each join is held in memory, and before version 25.9 "
            "several joins run in the order that is written.",
            fix="Filter or aggregate the right-hand sides first, and look small tables up in a "
            "dictionary.",
            impact="Memory grows with every relation.",
        ),
        "bigquery": Texts(
            why=_SHUFFLES,
            impact="Slot time and shuffled bytes grow with every relation that is too large to "
            "broadcast.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why=_SHUFFLES,
            impact="One shuffle more for every relation that is too large to broadcast.",
        ),
    },
    fires=[
        Example(f"«SELECT» f.x {_STAR}"),
        Example("«SELECT» f.x " + _STAR.rpartition(" JOIN ")[0], "postgres"),
        Example("«SELECT» f.x " + " JOIN ".join(_STAR.split(" JOIN ")[:6]), "mysql"),
    ],
    quiet=[
        Example("SELECT f.x " + " JOIN ".join(_STAR.split(" JOIN ")[:5])),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id"),
        Example(f"SELECT f.x {_ARRAYS}", "bigquery"),
    ],
)
def too_many_joins(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report a SELECT that joins more than `MOST_JOINS` to its first; from `SOME_JOINS` a hint."""
    if len(context.scope.nodes[exp.Join]) < SOME_JOINS:
        return ()
    joined = sum(1 for r in context.scope.relations if r.kind is not RelationKind.FUNCTION) - 1
    if joined < SOME_JOINS:
        return ()
    few = joined <= MOST_JOINS
    remark = Remark(
        context.ranges.select_keyword(select),
        f"One SELECT joins {joined + 1} relations.",
        severity=Severity.HINT if few else None,
        confidence=Confidence.POSSIBLE if few else None,
    )
    return [remark]
