"""`range-window-frame`: a running total that counts rows with an equal key at once."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.windows import definitions

_RUNNING = (
    exp.Sum,
    exp.Avg,
    exp.Count,
    exp.Min,
    exp.Max,
    exp.Stddev,
    exp.Variance,
    exp.FirstValue,
)
_WHOLE_BY_DEFAULT = frozenset({"snowflake"})
"""Dialects in which LAST_VALUE sees the whole partition when no frame is written."""


@rule(
    "range-window-frame",
    nodes=(exp.Window,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why=(
        "With ORDER BY and no frame, or with RANGE, a window ends behind the last row that has "
        "the same key: ties are added together, and the engine must look for them."
    ),
    fix="Write ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW (or the frame that is meant).",
    impact="Ties show the same total; SQL Server also spools the frame to disk.",
    on={
        "tsql": Texts(
            why="With ORDER BY and no frame, or with RANGE, a window ends behind the last row "
            "that has the same key: ties are added together, and SQL Server keeps the frame in a "
            "work table in tempdb, where ROWS stays in memory.",
            impact="Ties show the same total; several times slower in row mode on large inputs.",
        ),
        EngineKind.ROW_STORE: Texts(
            impact="Ties show the same total; looking for them costs little.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            impact="Ties show the same total; looking for them costs little.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            impact="Ties show the same total; looking for them costs little.",
        ),
    },
    fires=[
        Example("SELECT d, «SUM(x) OVER (ORDER BY d)» AS s FROM t", "tsql"),
        Example(
            "SELECT «SUM(x) OVER (PARTITION BY a ORDER BY d "
            "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)» AS s FROM t",
            "postgres",
        ),
        Example("SELECT «LAST_VALUE(x) OVER (PARTITION BY a ORDER BY d)» AS z FROM t", "bigquery"),
        Example("SELECT «AVG(x) OVER w» AS m FROM t WINDOW w AS (PARTITION BY a ORDER BY d)"),
    ],
    quiet=[
        Example("SELECT SUM(x) OVER (ORDER BY d ROWS UNBOUNDED PRECEDING) AS s FROM t", "tsql"),
        Example("SELECT SUM(x) OVER (PARTITION BY a) AS s FROM t"),
        Example("SELECT ROW_NUMBER() OVER (ORDER BY d) AS n, LAG(x) OVER (ORDER BY d) AS p FROM t"),
        Example(
            "SELECT SUM(x) OVER (ORDER BY d RANGE BETWEEN INTERVAL '7' DAY PRECEDING "
            "AND CURRENT ROW) AS s FROM t",
            "postgres",
        ),
        Example(
            "SELECT LAST_VALUE(x) OVER (ORDER BY d RANGE BETWEEN UNBOUNDED PRECEDING "
            "AND UNBOUNDED FOLLOWING) AS z FROM t",
            "oracle",
        ),
        Example("SELECT LAST_VALUE(x) OVER (PARTITION BY a ORDER BY d) AS z FROM t", "snowflake"),
        Example("SELECT LAST_VALUE(x IGNORE NULLS) OVER (ORDER BY d) AS z FROM t", "bigquery"),
    ],
)
def range_window_frame(window: exp.Window, context: Context) -> Iterator[Remark]:
    """Report running totals over a RANGE frame, and LAST_VALUE that sees no later row."""
    if definitions.is_definition(window):
        return
    function = window.this
    while isinstance(function, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)):
        function = function.this
    takes_last = isinstance(function, (exp.LastValue, exp.NthValue))
    # IGNORE NULLS asks for the last value so far that is known, to fill gaps with.
    fills = takes_last and isinstance(window.this, exp.IgnoreNulls)
    if fills or not (takes_last or isinstance(function, _RUNNING)):
        return
    parts = list(definitions.parts(window, context.scope.root))
    if not any(part.args.get("order") is not None for part in parts):
        return
    frame = next((part.args["spec"] for part in parts if part.args.get("spec")), None)
    if frame is not None and not _is_running_range(frame):
        return
    if takes_last:
        yield from _stops_early(window, function, frame, context)
        return
    if frame is None and isinstance(function, exp.FirstValue):
        return
    how = "no frame" if frame is None else "a RANGE frame"
    severity = Severity.INFO if frame is not None or context.dialect == "tsql" else None
    yield Remark(
        context.ranges.window(window),
        f"This {function.sql_name()} has {how}: rows with equal keys are added at once.",
        severity=severity,
    )


def _is_running_range(frame: exp.Expr) -> bool:
    ends = (str(frame.args.get("end") or "CURRENT ROW")).upper()
    starts = str(frame.args.get("start") or "").upper()
    kind = str(frame.args.get("kind") or "").upper()
    return kind == "RANGE" and starts == "UNBOUNDED" and ends == "CURRENT ROW"


def _stops_early(
    window: exp.Window, function: exp.Expr, frame: exp.Expr | None, context: Context
) -> Iterator[Remark]:
    if frame is None and context.dialect in _WHOLE_BY_DEFAULT:
        return
    is_last = isinstance(function, exp.LastValue)
    name = "LAST_VALUE" if is_last else "NTH_VALUE"
    yield Remark(
        context.ranges.window(window),
        f"{name} sees no row behind the current one: the frame ends there.",
        fix="Add ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING.",
        impact="Returns the current row's own value, not the last of the partition.",
        severity=Severity.WARNING if is_last else None,
    )
