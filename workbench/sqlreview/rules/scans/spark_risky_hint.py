"""`spark-risky-hint`: a hint has Spark broadcast a large table, or leaves one task to work."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.queries import limits_rows
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.partitions.created import facts
from workbench.sqlreview.schema.figures import size_of
from workbench.sqlreview.source import Span
from workbench.sqlreview.spark.languages import SPARK_DIALECTS

_BROADCASTS = frozenset({"BROADCAST", "BROADCASTJOIN", "MAPJOIN"})
_LARGE_BYTES = 1 << 30
_LARGE_ROWS = 10_000_000
_DUMP = "table_name,column_name,row_count\n{name},id,{rows}\n"


@rule(
    "spark-risky-hint",
    nodes=(exp.Hint,),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/oom-errors",
    why=(
        "Spark follows these hints whatever the data: a broadcast table is collected on the "
        "driver and copied to every executor, and one partition is one task."
    ),
    fix="Broadcast the small side only, and ask for as many partitions as 128 to 200 MB each need.",
    fires=[
        Example(
            "SELECT «/*+ BROADCAST(fact_orders) */» c.id FROM fact_orders "
            "JOIN customers c ON c.id = fact_orders.customer_id",
            "spark",
        ),
        Example(
            "SELECT «/*+ MAPJOIN(o) */» c.id FROM orders o JOIN c ON c.id = o.c_id",
            "databricks",
            _DUMP.format(name="orders", rows=10**9),
        ),
        Example("INSERT OVERWRITE TABLE t SELECT «/*+ COALESCE(1) */» a FROM orders", "spark"),
        Example("CREATE TABLE t AS SELECT «/*+ REPARTITION(50000, c) */» a, c FROM b", "spark"),
    ],
    quiet=[
        Example("SELECT /*+ BROADCAST(d) */ o.id FROM fact_orders o JOIN d ON d.id = o.d", "spark"),
        Example("SELECT /*+ REPARTITION(200, day) */ a FROM orders", "spark"),
        Example("INSERT INTO t SELECT /*+ COALESCE(1) */ a FROM orders LIMIT 10", "spark"),
        Example(
            "SELECT /*+ BROADCAST(events) */ a FROM events JOIN u ON u.id = events.u",
            "spark",
            _DUMP.format(name="events", rows=2000),
        ),
        Example("SELECT /*+ FULL(fact_orders) */ a FROM fact_orders", "oracle"),
    ],
)
def spark_risky_hint(hint: exp.Hint, context: Context) -> Iterator[Remark]:
    """Report broadcasts of large tables, and hints for one partition or far too many."""
    if context.dialect not in SPARK_DIALECTS:
        return
    for each in hint.expressions:
        if isinstance(each, exp.JoinHint) and each.name.upper() in _BROADCASTS:
            for named in each.expressions:
                if isinstance(named, exp.Expr):
                    yield from _broadcast(named, context)
        elif isinstance(each, exp.Expr):
            yield from _partitions(each, hint, context)


def _broadcast(named: exp.Expr, context: Context) -> Iterator[Remark]:
    relation = context.scope.by_name.get(named.name.lower())
    if relation is None or not relation.table_name or context.scope.root.args.get("where"):
        return
    stored = relation.stored
    size = size_of(stored) if stored is not None else ""
    if stored is not None and size:
        large = (stored.bytes or 0) > _LARGE_BYTES or (stored.rows or 0) > _LARGE_ROWS
    else:
        large = facts().is_like("growing-tables", relation.table_name.rpartition(".")[2])
    if large:
        yield Remark(
            _place(named, context),
            f"{named.name} is broadcast although it is {size or 'a table that grows'}.",
            impact="Past about 100 MB, driver or executors run out of memory.",
            confidence=Confidence.CERTAIN if size else None,
        )


def _partitions(each: exp.Expr, hint: exp.Hint, context: Context) -> Iterator[Remark]:
    coalesced = isinstance(each, exp.Coalesce)
    if not coalesced and each.name.upper() not in {"REPARTITION", "REPARTITION_BY_RANGE"}:
        return
    count = each.this if coalesced else next(iter(each.expressions), None)
    if not isinstance(count, exp.Literal) or not count.is_int:
        return
    number = int(count.name)
    most = facts().range_of("shuffle-partitions").high
    if number == 1 and context.kind is StatementKind.LOAD and not _is_limited(hint):
        message = "One task writes the whole result."
        yield Remark(_place(count, context), message, source="spark-checklist/small-files")
    elif number > most:
        yield Remark(
            _place(count, context),
            f"{number:,} partitions are {number:,} tasks and files.",
            source="spark-checklist/too-many-partitions",
        )


def _is_limited(hint: exp.Hint) -> bool:
    return hint.parent is not None and limits_rows(hint.parent)


def _place(node: exp.Expr, context: Context) -> Span:
    """Return the range of the whole hint; what stands inside it has no places of its own."""
    hint = node.find_ancestor(exp.Hint)
    select = hint.parent if hint is not None and hint.parent is not None else context.tree
    start = context.ranges.of(select).start - context.words.base
    for index, token in enumerate(context.words.tokens):
        if token.token_type == TokenType.HINT and token.start >= start:
            return context.words.span(index)
    return context.ranges.of(select)
