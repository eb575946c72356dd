"""`partitioned-small-table`: a table that a full scan would read at once has partitions."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.created import (
    facts,
    known_table,
    lasting_table,
)
from workbench.sqlreview.schema.figures import size_of
from workbench.sqlreview.schema.layout import partition_keys
from workbench.sqlreview.schema.model import Table


@rule(
    "partitioned-small-table",
    nodes=(exp.Create,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning/reference",
    why="A small table is read as quickly as its metadata; partitions only cut it into tiny files.",
    fix="Leave the partitions out; cluster by the key if it grows.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="A small table is read as a whole in no time; partitions only add to what is "
            "planned, locked and indexed.",
        ),
        "bigquery": Texts(
            why="On demand at least 10 MB are billed for each table of a query, so the partitions "
            "of a small one save nothing.",
        ),
    },
    fires=[
        Example(
            "CREATE TABLE dim_customer (id INT, name STRING) PARTITIONED BY («country» STRING)",
            "hive",
        ),
        Example(
            "CREATE TABLE rates (id INT, day DATE) PARTITIONED BY («day»)",
            "spark",
            "table_name,column_name,row_count\nrates,id,9000\n",
        ),
    ],
    quiet=[
        Example("CREATE TABLE dim_customer (id INT, name STRING)", "hive"),
        Example("CREATE TABLE fct_orders (id INT) PARTITIONED BY (day DATE)", "hive"),
        Example(
            "CREATE TABLE dim_customer (id INT) PARTITIONED BY (country STRING)",
            "hive",
            "table_name,column_name,row_count\ndim_customer,id,900000000\n",
        ),
    ],
)
def partitioned_small_table(create: exp.Create, context: Context) -> Iterator[Remark]:
    """Report partitions of a table that is small by its figures, or by its name."""
    table = lasting_table(create)
    keys = [key for _, key in partition_keys(create)] if table is not None else []
    if table is None or not keys:
        return
    known = known_table(table, context)
    small = _is_small(known)
    if small is None:
        small = facts().is_like("reference-tables", table.name)
    if small:
        size = size_of(known) if known is not None else ""
        yield Remark(
            context.ranges.of(keys[0]),
            f"{table.name} is a small table{f' ({size})' if size else ''}; it needs no partitions.",
            impact=f"A full scan reads {size}." if size else "",
            confidence=Confidence.CERTAIN if size else None,
        )


def _is_small(table: Table | None) -> bool | None:
    """Tell whether figures say that a table is small; None where there are none."""
    if table is None or (table.rows is None and table.bytes is None):
        return None
    if table.bytes is not None:
        return table.bytes < facts().range_of("small-table-bytes").high
    return (table.rows or 0) < facts().range_of("small-table-rows").high
