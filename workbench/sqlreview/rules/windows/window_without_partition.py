"""`window-without-partition`: one window over all rows."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import is_aggregated
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.windows import definitions
from workbench.sqlreview.scopes import Scope


@rule(
    "window-without-partition",
    nodes=(exp.Select,),
    needs=(exp.Window,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/data-skew",
    why=(
        "Without PARTITION BY all rows form one window: a parallel engine sends them to a single "
        "worker, and every engine sorts them as a whole."
    ),
    fix="Add PARTITION BY if the numbers are meant per key; aggregate first if they are not.",
    impact="Memory and time of one worker for all rows.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Without PARTITION BY all rows form one window, which is sorted as a whole, on "
            "disk if it does not fit the memory for sorting.",
            impact="Nothing where an index has this order; else one sort of all rows.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Without PARTITION BY all rows form one window: they go to a single node or "
            "thread, however many there are.",
            impact="Memory and time of one node for all rows; it spills or fails when they do not "
            "fit.",
        ),
        "bigquery": Texts(
            why="Without PARTITION BY all rows form one window, which a single slot has to sort.",
            impact="A large input fails with “Resources exceeded” once that slot's memory is full.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="Without PARTITION BY Spark moves all rows into a single partition, and one "
                "task sorts them (it warns of that in its log).",
                impact="Time and disk of one task for all rows, while all others wait.",
            ),
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Without PARTITION BY all rows form one window: they are sent to a single worker, "
            "which sorts them.",
            impact="Memory, disk and time of one worker for all rows, while all others wait.",
        ),
    },
    fires=[
        Example("SELECT id, «ROW_NUMBER() OVER (ORDER BY ts)» AS n FROM events"),
        Example("SELECT id, «SUM(x) OVER ()» AS total FROM events", "bigquery"),
        Example("SELECT id, «RANK() OVER w» AS r FROM t WINDOW w AS (ORDER BY x)", "postgres"),
    ],
    quiet=[
        Example("SELECT id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY ts) AS n FROM e"),
        Example("SELECT a, SUM(COUNT(*)) OVER () AS total FROM t GROUP BY a", "snowflake"),
        Example("SELECT id, RANK() OVER w AS r FROM t WINDOW w AS (PARTITION BY a ORDER BY x)"),
        Example(
            "WITH d AS (SELECT day, SUM(x) AS x FROM t GROUP BY day) "
            "SELECT day, SUM(x) OVER (ORDER BY day) AS running FROM d",
            "bigquery",
        ),
    ],
)
def window_without_partition(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report functions whose window has no PARTITION BY and whose rows come from a table."""
    scope = context.scope
    windows = [node for node in scope.all(exp.Window) if isinstance(node, exp.Window)]
    if not windows or not _reads_rows(scope, context):
        return
    for window in windows:
        if definitions.is_definition(window) or not isinstance(window.this, exp.Expr):
            continue
        if any(part.args.get("partition_by") for part in definitions.parts(window, select)):
            continue
        message = "This window has no PARTITION BY: it is all rows."
        yield Remark(context.ranges.window(window), message)


def _reads_rows(scope: Scope, context: Context) -> bool:
    """Tell whether the window sees rows of a table rather than one row per group."""
    if is_aggregated(scope):
        return False
    for relation in scope.relations:
        if relation.kind is RelationKind.TABLE:
            return True
        inner = context.scope_of(relation.query) if relation.query is not None else None
        if inner is not None and not is_aggregated(inner):
            return inner.root.args.get("limit") is None
    return False
