"""A pipeline: what is extracted, transformed and loaded, how often, and what if it fails."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, FilledText


class PipelineTier(Choice):
    """How much depends on a pipeline."""

    CRITICAL = "1", "critical", "critical", "tier 1", "critical"
    IMPORTANT = "2", "important", "important", "tier 2", "important"
    NICE_TO_HAVE = "3", "nice to have", "nice-to-have", "tier 3", "nice-to-have"

    @property
    def number(self) -> int:
        """1 for critical to 3 for nice to have."""
        return int(self)


class ExtractStrategy(Choice):
    """How much is read from the source each time."""

    FULL = "full", "everything, each time", "", "full pull", "full extraction"
    INCREMENTAL = "incremental", "what is new by a column", "", "delta"
    CDC = "CDC", "the changes of a database", "", "change data capture"
    LOG_BASED = (
        *("log-based", "from an offset in an event log such as Kafka", ""),
        *("streaming", "stream", "consumer group", "offset"),
    )
    CURSOR = "cursor", "an API read page by page from a bookmark", "", "pagination"
    WEBHOOK = "webhook", "an API that calls when something happens", "", "webhooks", "event-driven"
    FILE = "file", "each file when it arrives", "", "files", "event-triggered", "file watcher"


class Delivery(Choice):
    """How often a record of a stream may arrive."""

    AT_LEAST_ONCE = "at-least-once", "nothing is lost, duplicates happen"
    AT_MOST_ONCE = "at-most-once", "no duplicates, losses happen"
    EXACTLY_ONCE = "exactly-once", "neither, at a price"


class TransformEngine(Choice):
    """What computes the transformations."""

    SQL = "SQL", "statements in the warehouse", "warehouse"
    SPARK = "Spark", "a cluster", "", "PySpark", "Databricks"
    PYTHON = "Python", "scripts on one machine, with pandas, Polars or DuckDB"
    DBT = "dbt", "SQL models with tests and lineage"
    FLINK = "Flink", "true streaming in event time"


class LoadStrategy(Choice):
    """How new data meets the data that is there."""

    APPEND = "append", "added behind what is there", "", "insert"
    UPSERT = "upsert", "added, or updated where the key exists", "", "insert or update"
    MERGE = "merge", "the same by a MERGE, deletions possible", "", "upsert/merge"
    TRUNCATE_RELOAD = (
        *("truncate-reload", "emptied and filled anew", ""),
        *("full refresh", "truncate and reload", "overwrite"),
    )
    PARTITION_SWAP = (
        *("partition-swap", "whole partitions are replaced", ""),
        *("insert overwrite", "partition overwrite"),
    )
    SOFT_DELETE = "soft-delete", "merged; deleted rows stay, with a mark", "", "logical delete"


class DeleteHandling(Choice):
    """What happens to rows that were deleted at the source."""

    SOFT_DELETE = "soft-delete", "they stay, with a mark", "", "flag"
    HARD_DELETE = "hard-delete", "they are deleted here, too", "", "delete"
    RECONCILE = "reconcile", "a full comparison now and then finds them"
    NONE = "none", "the source never deletes", "", "no deletes"


class ErrorStrategy(Choice):
    """What happens when something fails."""

    FAIL_FAST = "fail-fast", "the run stops at once"
    DEAD_LETTER = "dead-letter", "bad rows are put aside", "", "dead letter queue", "quarantine"
    RETRY = "retry", "the run is tried again"
    SKIP_AND_ALERT = "skip-and-alert", "bad rows are left out and somebody is told"


class Extract(Document):
    """Where the data comes from, and how."""

    source_system: Annotated[
        str, FieldHelp("Source system", "The system that is read.", "PostgreSQL")
    ] = ""
    source_datasets: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Source data sets",
            "The tables, topics or data sets that are read, by their names in the catalogue.",
            "raw_shop_orders",
            entry="Data set",
        ),
    ] = ()
    connection: Annotated[
        str,
        FieldHelp("Connection", "Name of the stored connection; never a password.", "shop_replica"),
    ] = ""
    strategy: Annotated[
        ExtractStrategy | None,
        FieldHelp("Strategy", "How much is read each time.", "incremental"),
    ] = None
    incremental_key: Annotated[
        str,
        FieldHelp(
            "Incremental key",
            "The column, cursor or offset by which new and changed rows are found.",
            "updated_at",
        ),
    ] = ""
    watermark_storage: Annotated[
        str,
        FieldHelp(
            "Watermark storage",
            "Where the position reached last time is kept, outside the code.",
            "ops.watermarks",
        ),
    ] = ""
    delivery: Annotated[
        Delivery | None,
        FieldHelp("Delivery", "How often a record of a stream may arrive.", "at-least-once"),
    ] = None
    event_time_column: Annotated[
        str,
        FieldHelp("Event time", "The column that says when it happened.", "occurred_at"),
    ] = ""
    allowed_lateness_minutes: Annotated[
        Amount,
        FieldHelp(
            "Allowed lateness", "How late an event may come and still count.", "60", "minutes"
        ),
    ] = 0


class Stage(Document):
    """One stage of the transformation."""

    name: Annotated[
        str,
        FieldHelp(
            "Stage",
            "Usually clean, conform, enrich, aggregate, in this order.",
            "clean",
            suggestions=("clean", "conform", "enrich", "aggregate"),
            required=True,
        ),
    ] = ""
    operations: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Operations",
            "What the stage does: remove duplicates, cast types, convert currencies, look up, "
            "roll up.",
            "dedupe by order_id",
            entry="Operation",
        ),
    ] = ()


class Transform(Document):
    """What is done to the data."""

    engine: Annotated[TransformEngine | None, FieldHelp("Engine", "What computes it.", "SQL")] = (
        None
    )
    stages: Annotated[
        tuple[Stage, ...], FieldHelp("Stages", "The steps in their order.", entry="Stage")
    ] = ()


class Load(Document):
    """Where the result goes, and how."""

    target_system: Annotated[
        str, FieldHelp("Target system", "The system that is written.", "Snowflake")
    ] = ""
    target_dataset: Annotated[
        str,
        FieldHelp(
            "Target data set",
            "The table that is written, by its name in the catalogue.",
            "fct_orders",
        ),
    ] = ""
    strategy: Annotated[
        LoadStrategy | None, FieldHelp("Strategy", "How new data meets what is there.", "merge")
    ] = None
    merge_keys: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Merge keys",
            "Columns by which a row is recognised when it comes again.",
            "order_id",
            entry="Column",
        ),
    ] = ()
    partition_key: Annotated[
        str,
        FieldHelp(
            "Partition key",
            "Column by which the target is partitioned; commas part several.",
            "order_date",
        ),
    ] = ""
    clustering_keys: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Clustering keys",
            "Columns by which rows are kept together within a partition.",
            "customer_id",
            entry="Column",
        ),
    ] = ()
    delete_handling: Annotated[
        DeleteHandling | None,
        FieldHelp("Deleted rows", "What happens to rows deleted at the source.", "soft-delete"),
    ] = None
    retention_months: Annotated[
        Count, FieldHelp("Retention", "How long the target keeps the data.", "24", "months")
    ] = 0


class QualityGates(Document):
    """Checks that have to pass."""

    pre_load: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Before the load",
            "Checks before anything is written; a failure stops the load.",
            "schema matches the registered one",
            entry="Check",
        ),
    ] = ()
    post_load: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "After the load", "Checks on what was written.", "order_id is unique", entry="Check"
        ),
    ] = ()


class ErrorHandling(Document):
    """What happens when a run fails."""

    strategy: Annotated[
        ErrorStrategy | None, FieldHelp("Strategy", "What happens first.", "fail-fast")
    ] = None
    max_retries: Annotated[
        Count, FieldHelp("Retries", "How often a failed run is tried again.", "3", "attempts")
    ] = 3
    retry_delay_seconds: Annotated[
        Count, FieldHelp("Pause", "Pause before another attempt.", "300", "seconds")
    ] = 300
    alert_channels: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Alert channels", "Where failures are announced.", "#data-alerts", entry="Channel"
        ),
    ] = ()


class Pipeline(Document):
    """One pipeline, from one source to one target."""

    name: Annotated[
        str,
        FieldHelp(
            "Pipeline",
            "The same name in the scheduler, in logs and in alerts.",
            "orders_daily",
            required=True,
        ),
    ] = ""
    owner: Annotated[
        str,
        FieldHelp(
            "Owner",
            "Team or person who is called when it fails.",
            "Data platform team",
            required=True,
        ),
    ] = ""
    schedule: Annotated[
        str, FieldHelp("Schedule", "When it starts.", "0 4 * * *", "cron expression")
    ] = ""
    timezone: Annotated[
        str,
        FieldHelp("Time zone", "The zone in which the schedule is meant.", "Europe/Berlin"),
    ] = ""
    sla_minutes: Annotated[
        Amount,
        FieldHelp(
            "Longest runtime",
            "Longest acceptable runtime of one run, retries included; not the age of the data.",
            "60",
            "minutes",
        ),
    ] = 0
    tier: Annotated[PipelineTier | None, FieldHelp("Tier", "How much depends on it.", "1")] = None
    depends_on: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Depends on",
            "Pipelines that must have finished before it starts.",
            "customers_daily",
            entry="Pipeline",
        ),
    ] = ()
    extract: Annotated[Extract, FieldHelp("Extract", "Where the data comes from, and how.")] = (
        Extract()
    )
    transform: Annotated[Transform, FieldHelp("Transform", "What is done to the data.")] = (
        Transform()
    )
    load: Annotated[Load, FieldHelp("Load", "Where the result goes, and how.")] = Load()
    quality_gates: Annotated[
        QualityGates, FieldHelp("Quality gates", "Checks that have to pass.")
    ] = QualityGates()
    error_handling: Annotated[
        ErrorHandling, FieldHelp("Error handling", "What happens when a run fails.")
    ] = ErrorHandling()
