"""What it costs on each engine that a test is not about a column's own values."""

from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Texts


def not_searchable(compared: str, also: str = "") -> dict[str, Texts]:
    """Return what a rule says of ``compared``, which stands in the column's place.

    ``also`` is a sentence that holds on every engine.
    """
    texts = {
        EngineKind.ROW_STORE: Texts(
            why=f"An index is sorted by the column's own values; {compared} cannot be looked up "
            "in it.",
            impact="The whole table or index is read for each run instead of the rows that match.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Blocks are skipped by the smallest and largest value of the column in each; "
            f"{compared} can mostly not be judged by them.",
            impact="Blocks without a matching row are read too: more bytes and more time.",
        ),
        "bigquery": Texts(
            why="BigQuery leaves out partitions, and blocks of a clustered table, by the column's "
            f"own values; {compared} keeps it from that.",
            impact="Where the table is partitioned or clustered by the column, the bytes of all "
            "its blocks are read and billed.",
        ),
        "clickhouse": Texts(
            why="ClickHouse finds the granules to read by the column's own values in the sorting "
            f"key; {compared} mostly hides them.",
            impact="Where the column is in the sorting key, every granule is read instead of "
            "those that may match.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Row groups of Parquet and ORC files are skipped by the smallest and largest value "
            f"of the column in each; {compared} is mostly worked out only after they are read.",
            impact="Every row group is read and decoded instead of those that may match.",
        ),
    }
    if not also:
        return texts
    return {engine: own._replace(why=f"{own.why} {also}") for engine, own in texts.items()}


def other_way(context: Context) -> str:
    """Return how else rows can be found by what is worked out from a column."""
    if context.column_store:
        return "store the result in a column of its own"
    return "index a computed column" if context.dialect == "tsql" else "index this expression"
