"""Rules about extraction and loading: what is read, how it meets what is there, run twice."""

from collections.abc import Iterator

from workbench.designs.contract import ColumnCheckType
from workbench.designs.names import columns_of, plain_name
from workbench.designs.pipeline import (
    DeleteHandling,
    Delivery,
    ErrorStrategy,
    ExtractStrategy,
    LoadStrategy,
    Pipeline,
)
from workbench.designs.quality_check import CheckType
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule

MERGES = {LoadStrategy.MERGE, LoadStrategy.UPSERT, LoadStrategy.SOFT_DELETE}
CHANGES = {ExtractStrategy.CDC, ExtractStrategy.LOG_BASED}
PARTIAL = {ExtractStrategy.INCREMENTAL, ExtractStrategy.CURSOR, *CHANGES}
MANY_ROWS = 1_000_000
"""From here on the methodology's extraction tree advises against reading everything."""
_DEDUPE = ("dedup", "de-dup", "distinct", "duplicate", "row_number", "unique")
_TIME_WORDS = ("_at", "_on", "_date", "date", "time", "timestamp", "_ts", "modified", "updated")
_SEQUENCE_WORDS = ("id", "seq", "sequence", "version", "lsn", "scn", "offset", "cursor", "number")


@rule(
    "incremental-misses-deletes",
    concern="loading",
    severity=Severity.ERROR,
    source="extraction",
    why="A row that is deleted at the source is never seen again by updated_at: it stays in "
    "the target for ever, and totals drift apart.",
    fix="Reconcile with the source now and then, or read changes from its log (CDC).",
    fires=[
        """
        pipelines:
          - name: orders
            extract: {strategy: «incremental», incremental_key: updated_at}
            load: {target_dataset: fct_orders}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: updated_at}
            load: {target_dataset: fct_orders}
        quality_checks:
          - {name: totals, type: reconciliation, table: fct_orders}
        """,
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: updated_at}
            load: {delete_handling: none}
          - name: events
            extract: {strategy: incremental, incremental_key: event_id}
            load: {strategy: append}
        """,
    ],
)
def incremental_misses_deletes(landscape: Landscape) -> Iterator[Remark]:
    """Changes are found by a timestamp, and nothing finds the rows that were deleted."""
    for pipeline in landscape.pipelines:
        extract, load = pipeline.document.extract, pipeline.document.load
        if extract.strategy is not ExtractStrategy.INCREMENTAL:
            continue
        if not _by_time_of_change(extract.incremental_key) or _reconciled(landscape, pipeline):
            continue
        if load.delete_handling in {DeleteHandling.NONE, DeleteHandling.RECONCILE}:
            continue
        yield Remark(
            pipeline.at("extract", "strategy"),
            f"{pipeline.document.name} finds changes by {extract.incremental_key} and never "
            "sees rows that were deleted.",
        )


def _by_time_of_change(key: str) -> bool:
    return any(word in key.casefold() for word in ("updat", "modif", "change", "last"))


def _reconciled(landscape: Landscape, pipeline: Placed[Pipeline]) -> bool:
    stated = pipeline.document
    checks = landscape.checks_of(stated.load.target_dataset)
    gates = (*stated.quality_gates.pre_load, *stated.quality_gates.post_load)
    return any(check.document.type is CheckType.RECONCILIATION for check in checks) or any(
        "reconcil" in gate.casefold() for gate in gates
    )


@rule(
    "watermark-not-stored",
    concern="loading",
    severity=Severity.ERROR,
    source="idempotency-rules/external-watermarks",
    why="A position kept in the memory of a run is lost when it fails: the next one reads "
    "everything again, or leaves a gap.",
    fix="Name the table or store in extract.watermark_storage.",
    fires=[
        """
        pipelines:
          - name: orders
            extract: {strategy: «incremental», incremental_key: updated_at}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, watermark_storage: ops.watermarks}
          - name: clicks
            extract: {strategy: log-based}
          - name: countries
            extract: {strategy: full}
        """
    ],
)
def watermark_not_stored(landscape: Landscape) -> Iterator[Remark]:
    """An incremental extraction does not say where its position is kept."""
    for pipeline in landscape.pipelines:
        extract = pipeline.document.extract
        keeps = extract.strategy in {ExtractStrategy.INCREMENTAL, ExtractStrategy.CURSOR}
        if keeps and not extract.watermark_storage:
            yield Remark(
                pipeline.at("extract", "strategy"),
                f"{pipeline.document.name} does not say where the position reached is kept.",
            )


@rule(
    "incremental-key-unfit",
    concern="loading",
    severity=Severity.ERROR,
    source="extraction",
    why="New rows are found only by a column that is always filled and only ever grows.",
    fix="Take a timestamp of the change or a sequence that is never empty.",
    fires=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: «status»}
        """,
        """
        contracts:
          - name: raw_shop_orders
            schema: [{column: updated_at, type: timestamptz, nullable: true}]
        pipelines:
          - name: orders
            extract:
              strategy: incremental
              incremental_key: «updated_at»
              source_datasets: [raw_shop_orders]
        """,
        """
        contracts:
          - name: raw_shop_orders
            schema: [{column: changed, type: VARCHAR}]
        pipelines:
          - name: orders
            extract:
              strategy: incremental
              incremental_key: «changed»
              source_datasets: [raw_shop_orders]
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: updated_at}
          - name: events
            extract: {strategy: incremental, incremental_key: event_id}
        """,
        """
        contracts:
          - name: raw_shop_orders
            schema: [{column: changed, type: timestamptz}]
        pipelines:
          - name: orders
            extract:
              strategy: incremental
              incremental_key: changed
              source_datasets: [raw_shop_orders]
        """,
    ],
)
def incremental_key_unfit(landscape: Landscape) -> Iterator[Remark]:
    """The column by which new rows are found may be empty, or does not grow."""
    for pipeline in landscape.pipelines:
        extract = pipeline.document.extract
        key = extract.incremental_key
        if extract.strategy is not ExtractStrategy.INCREMENTAL or not key:
            continue
        reason = _unfit(landscape, pipeline, key)
        if reason:
            yield Remark(pipeline.at("extract", "incremental_key"), f"{key} {reason}.")


def _unfit(landscape: Landscape, pipeline: Placed[Pipeline], key: str) -> str:
    for name in pipeline.document.extract.source_datasets:
        columns = landscape.columns(name)
        column = columns.get(key.casefold())
        if column is None:
            if columns and landscape.contract_of(name):
                return f"is not a column of {name}"
            continue
        if column.nullable:
            return f"may be empty in {name}, and such rows are never read"
        if column.type:
            return "" if _grows(column.type) else f"is a {column.type}, which does not grow"
    words = (*_TIME_WORDS, *_SEQUENCE_WORDS)
    named_so = any(word in key.casefold() for word in words)
    return "" if named_so else "does not look like a time of change or a sequence"


def _grows(type_: str) -> bool:
    plain = type_.casefold()
    return any(word in plain for word in ("time", "date", "int", "serial", "number", "decimal"))


@rule(
    "full-extract-of-many-rows",
    concern="loading",
    severity=Severity.WARNING,
    source="extraction",
    why="Reading everything each time costs the source and the network as much as the table "
    "is large, for the few rows that changed.",
    fix="Read what changed, by a timestamp or from the log, or say why everything is needed.",
    fires=[
        """
        datasets:
          - name: raw_shop_orders
            volume: {row_count: 40000000}
        pipelines:
          - name: orders
            extract: {strategy: «full», source_datasets: [raw_shop_orders]}
        """
    ],
    quiet=[
        """
        datasets:
          - name: raw_shop_countries
            volume: {row_count: 250}
        pipelines:
          - name: countries
            extract: {strategy: full, source_datasets: [raw_shop_countries]}
        """
    ],
)
def full_extract_of_many_rows(landscape: Landscape) -> Iterator[Remark]:
    """Everything is read each time from a table of over a million rows."""
    for pipeline in landscape.pipelines:
        extract = pipeline.document.extract
        if extract.strategy is not ExtractStrategy.FULL:
            continue
        for name in extract.source_datasets:
            source = landscape.dataset(name)
            rows = source.document.volume.row_count if source else 0
            if rows > MANY_ROWS:
                yield Remark(
                    pipeline.at("extract", "strategy"),
                    f"{pipeline.document.name} reads all {rows:,} rows of {name} each time.",
                )


@rule(
    "append-of-changing-rows",
    concern="loading",
    severity=Severity.ERROR,
    source="idempotency-rules/merge-not-insert",
    why="A row that changes at the source is added once more, and a run that is repeated adds "
    "all of them again: sums count them twice.",
    fix="Merge by the key of the rows.",
    fires=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: updated_at}
            load: {strategy: «append»}
        """,
        """
        pipelines:
          - name: customers
            extract: {strategy: CDC}
            load: {strategy: «append», target_dataset: dim_customers}
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            extract: {strategy: incremental, incremental_key: updated_at}
            load: {strategy: merge, merge_keys: [order_id]}
          - name: events
            extract: {strategy: incremental, incremental_key: event_id}
            load: {strategy: append}
          - name: changes
            extract: {strategy: CDC}
            load: {strategy: append, target_dataset: raw_shop_orders}
        """
    ],
)
def append_of_changing_rows(landscape: Landscape) -> Iterator[Remark]:
    """Rows that change at the source are appended. A raw history of changes is left alone."""
    for pipeline in landscape.pipelines:
        extract, load = pipeline.document.extract, pipeline.document.load
        if load.strategy is not LoadStrategy.APPEND:
            continue
        by_change = extract.strategy is ExtractStrategy.INCREMENTAL and _by_time_of_change(
            extract.incremental_key
        )
        from_log = extract.strategy is ExtractStrategy.CDC
        history = plain_name(load.target_dataset).startswith(("raw_", "snp_"))
        if (by_change or from_log) and not history and not _removes_duplicates(pipeline):
            yield Remark(
                pipeline.at("load", "strategy"),
                f"{pipeline.document.name} appends rows that change at the source.",
            )


def _removes_duplicates(pipeline: Placed[Pipeline]) -> bool:
    operations = (each for stage in pipeline.document.transform.stages for each in stage.operations)
    return any(word in each.casefold() for each in operations for word in _DEDUPE)


@rule(
    "merge-without-keys",
    concern="loading",
    severity=Severity.ERROR,
    source="idempotency-rules/merge-not-insert",
    why="Without keys nothing can be merged: rows are added again at each run, or matched by "
    "chance.",
    fix="Name the columns of the grain in load.merge_keys.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {strategy: «merge»}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {strategy: merge, merge_keys: [order_id]}
          - name: events
            load: {strategy: append}
        """
    ],
)
def merge_without_keys(landscape: Landscape) -> Iterator[Remark]:
    """A merge does not name its keys."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if load.strategy in MERGES and not load.merge_keys:
            yield Remark(
                pipeline.at("load", "strategy"),
                f"{pipeline.document.name} loads by {load.strategy} and names no keys.",
            )


@rule(
    "merge-keys-are-not-the-grain",
    concern="loading",
    severity=Severity.ERROR,
    source="dimensional-model",
    why="Rows are recognised by other columns than those that identify them: some overwrite "
    "each other, or stand twice.",
    fix="Merge by the columns of the grain.",
    fires=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order line, grain_columns: [order_id, line_no]}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: «[order_id]»}
        """
    ],
    quiet=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order line, grain_columns: [order_id, line_no]}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [LINE_NO, order_id]}
        """,
        """
        models:
          - fact_table: {name: fct_orders, grain: order line}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [order_id]}
        """,
    ],
)
def merge_keys_are_not_the_grain(landscape: Landscape) -> Iterator[Remark]:
    """The keys of a merge differ from the columns of the grain."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        fact = landscape.fact(load.target_dataset)
        if load.strategy not in MERGES or not load.merge_keys or fact is None:
            continue
        grain = fact.document.grain_columns
        if grain and _plain(grain) != _plain(load.merge_keys):
            yield Remark(
                pipeline.at("load", "merge_keys"),
                f"{pipeline.document.name} merges by {', '.join(load.merge_keys)}, but one row "
                f"of {fact.document.name} is one {', '.join(grain)}.",
            )


def _plain(names: tuple[str, ...]) -> set[str]:
    return {name.casefold() for name in names}


@rule(
    "merge-keys-not-checked",
    concern="loading",
    severity=Severity.WARNING,
    source="quality-dimensions/uniqueness",
    why="A key that is empty never matches, and one that is there twice makes the merge fail "
    "or multiply rows.",
    fix="Check that the keys are unique and always filled.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: «[order_id]»}
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}]
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [order_id]}
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT, checks: [{type: unique}]}]
        """,
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [order_id, line_no]}
            quality_gates: {post_load: [order_id and line_no are unique]}
        """,
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: merge, merge_keys: [order_id]}
        """,
    ],
)
def merge_keys_not_checked(landscape: Landscape) -> Iterator[Remark]:
    """Nothing checks that the keys of a merge are unique."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if load.strategy not in MERGES or not load.merge_keys or not load.target_dataset:
            continue
        if unique_is_checked(landscape, load.target_dataset, load.merge_keys):
            continue
        gates = pipeline.document.quality_gates
        if any("unique" in gate.casefold() for gate in (*gates.pre_load, *gates.post_load)):
            continue
        keys = ", ".join(load.merge_keys)
        if landscape.contract_of(load.target_dataset) or landscape.checks:
            yield Remark(
                pipeline.at("load", "merge_keys"),
                f"Nothing checks that {keys} is unique in {load.target_dataset}.",
            )
        else:
            yield cannot_tell(
                pipeline.at("load", "merge_keys"),
                f"whether {keys} is unique in {load.target_dataset}",
                f"a contract or a check of {load.target_dataset}",
            )


def unique_is_checked(landscape: Landscape, table: str, columns: tuple[str, ...]) -> bool:
    """Tell whether a check, a contract or a test says that the columns are unique together."""
    wanted = _plain(columns)
    for check in landscape.checks_of(table):
        keys = _plain(columns_of(check.document.params.pk_column))
        if check.document.type is CheckType.UNIQUENESS and (not keys or keys <= wanted):
            return True
    contract = landscape.contract_of(table)
    for column in contract.document.columns if contract else ():
        unique = any(check.type is ColumnCheckType.UNIQUE for check in column.checks)
        if unique and column.column.casefold() in wanted:
            return True
    return landscape.tested_unique(table, wanted)


@rule(
    "swap-without-partition",
    concern="loading",
    severity=Severity.ERROR,
    source="load-strategies/partition-swap",
    why="A partition can only be replaced in a table that has some.",
    fix="Name the column in load.partition_key.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {strategy: «partition-swap»}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {strategy: partition-swap, partition_key: order_date}
        """
    ],
)
def swap_without_partition(landscape: Landscape) -> Iterator[Remark]:
    """Partitions are swapped, and no partition key is named."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if load.strategy is LoadStrategy.PARTITION_SWAP and not load.partition_key:
            yield Remark(
                pipeline.at("load", "strategy"),
                f"{pipeline.document.name} swaps partitions and names no partition key.",
            )


@rule(
    "reload-leaves-a-gap",
    concern="loading",
    severity=Severity.WARNING,
    source="load-strategies/truncate-reload",
    why="While the table is filled anew, readers see it empty or half full; history that the "
    "source no longer has is gone.",
    fix="Swap partitions or the whole table at the end, or merge.",
    fires=[
        """
        models:
          - fact_table: {name: fct_orders, grain: order}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, strategy: «truncate-reload»}
        """,
        """
        brief:
          project_name: Shop
          data_consumers: [{team: Sales, max_age_minutes: 30}]
        contracts: [{name: mrt_sales, consumers: [Sales]}]
        pipelines:
          - name: sales
            load: {target_dataset: mrt_sales, strategy: «truncate-reload»}
        """,
    ],
    quiet=[
        """
        models:
          - dimensions: [{name: dim_countries}]
        pipelines:
          - name: countries
            load: {target_dataset: dim_countries, strategy: truncate-reload}
        """
    ],
)
def reload_leaves_a_gap(landscape: Landscape) -> Iterator[Remark]:
    """A fact table, or what somebody reads within the hour, is emptied and filled anew."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if load.strategy is not LoadStrategy.TRUNCATE_RELOAD or not load.target_dataset:
            continue
        reason = ""
        if landscape.fact(load.target_dataset):
            reason = "it is a fact table"
        for consumer in landscape.consumers_of(load.target_dataset):
            if (consumer.document.age_limit_minutes or 60) < 60:
                reason = f"{consumer.document.team} reads it all the time"
        if reason:
            yield Remark(
                pipeline.at("load", "strategy"),
                f"{pipeline.document.name} empties {load.target_dataset} and fills it anew, "
                f"but {reason}.",
            )


@rule(
    "append-grows-forever",
    concern="loading",
    severity=Severity.WARNING,
    source="load-strategies/append",
    confidence=Confidence.LIKELY,
    why="A table that only grows is slower and dearer each month, and old rows cannot be "
    "dropped cheaply without partitions.",
    fix="Partition it by day and state how long the data is kept.",
    fires=[
        """
        pipelines:
          - name: clicks
            load: {strategy: «append», target_dataset: raw_web_clicks}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            load: {strategy: append, partition_key: event_date, retention_months: 24}
        """,
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {retention_months: 24}}
        pipelines:
          - name: clicks
            load: {strategy: append, partition_key: event_date}
        """,
    ],
)
def append_grows_forever(landscape: Landscape) -> Iterator[Remark]:
    """Rows are appended to a table without partitions, or without an end."""
    brief = landscape.design.brief
    general = brief.current_state.data_volume.retention_months if brief else 0
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if load.strategy is not LoadStrategy.APPEND:
            continue
        missing = [] if load.partition_key else ["partitions"]
        if not (general or load.retention_months or _retention(landscape, load.target_dataset)):
            missing.append("a retention")
        if missing:
            yield Remark(
                pipeline.at("load", "strategy"),
                f"{pipeline.document.name} appends without {' and without '.join(missing)}.",
            )


def _retention(landscape: Landscape, table: str) -> int:
    contract, dataset = landscape.contract_of(table), landscape.dataset(table)
    return (contract.document.retention_months if contract else 0) or (
        dataset.document.access.retention_months if dataset else 0
    )


@rule(
    "change-stream-without-deletes",
    concern="loading",
    severity=Severity.WARNING,
    source="load-strategies/soft-delete",
    why="The log of a database says which rows were deleted; a load that does not act on it "
    "keeps them as if they lived.",
    fix="Say in load.delete_handling what happens to deleted rows.",
    fires=[
        """
        pipelines:
          - name: customers
            extract: {strategy: «CDC»}
            load: {strategy: merge, merge_keys: [customer_id]}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: customers
            extract: {strategy: CDC}
            load: {strategy: merge, merge_keys: [customer_id], delete_handling: hard-delete}
          - name: orders
            extract: {strategy: CDC}
            load: {strategy: soft-delete, merge_keys: [order_id]}
          - name: changes
            extract: {strategy: CDC}
            load: {strategy: append}
        """
    ],
)
def change_stream_without_deletes(landscape: Landscape) -> Iterator[Remark]:
    """Changes of a database are loaded, and deleted rows are not dealt with."""
    for pipeline in landscape.pipelines:
        extract, load = pipeline.document.extract, pipeline.document.load
        if extract.strategy is not ExtractStrategy.CDC or load.delete_handling is not None:
            continue
        if load.strategy in {LoadStrategy.MERGE, LoadStrategy.UPSERT}:
            yield Remark(
                pipeline.at("extract", "strategy"),
                f"{pipeline.document.name} reads changes and does not say what happens to "
                "deleted rows.",
            )


@rule(
    "duplicates-of-a-stream",
    concern="loading",
    severity=Severity.ERROR,
    source="idempotency-rules/dedup-at-ingestion",
    why="At-least-once means that records arrive twice after each hiccup; appended, they are "
    "counted twice.",
    fix="Remove duplicates by the record's id before the load, or merge.",
    fires=[
        """
        pipelines:
          - name: clicks
            extract: {strategy: log-based, delivery: «at-least-once»}
            load: {strategy: append}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            extract: {strategy: log-based, delivery: at-least-once}
            transform: {stages: [{name: clean, operations: [deduplicate by event_id]}]}
            load: {strategy: append}
          - name: orders
            extract: {strategy: log-based, delivery: at-least-once}
            load: {strategy: merge, merge_keys: [order_id]}
        """
    ],
)
def duplicates_of_a_stream(landscape: Landscape) -> Iterator[Remark]:
    """A stream that may repeat records is appended without removing them."""
    for pipeline in landscape.pipelines:
        extract, load = pipeline.document.extract, pipeline.document.load
        if extract.delivery is not Delivery.AT_LEAST_ONCE:
            continue
        if load.strategy is LoadStrategy.APPEND and not _removes_duplicates(pipeline):
            yield Remark(
                pipeline.at("extract", "delivery"),
                f"{pipeline.document.name} may receive records twice and appends both.",
            )


@rule(
    "files-taken-unchecked",
    concern="loading",
    severity=Severity.WARNING,
    source="extraction",
    why="Files come half written, in last month's layout, or twice under another name.",
    fix="Check the schema, the completeness and the name of a file before it is loaded.",
    fires=[
        """
        pipelines:
          - name: invoices
            extract: {strategy: «file»}
            quality_gates: {pre_load: [schema matches]}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: invoices
            extract: {strategy: file}
            quality_gates:
              pre_load:
                - columns match the registered schema
                - row count equals the trailer of the file
                - file name was not loaded before
        """
    ],
)
def files_taken_unchecked(landscape: Landscape) -> Iterator[Remark]:
    """Files are loaded without checking schema, completeness and name."""
    needed = {
        "the schema": ("schema", "column", "header", "layout"),
        "the completeness": ("complete", "row count", "rows", "trailer", "checksum", "size"),
        "the name": ("name", "pattern", "already", "before", "duplicate"),
    }
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        if stated.extract.strategy is not ExtractStrategy.FILE:
            continue
        gates = " ".join(stated.quality_gates.pre_load).casefold()
        missing = [what for what, words in needed.items() if not any(w in gates for w in words)]
        if missing:
            yield Remark(
                pipeline.at("extract", "strategy"),
                f"{stated.name} does not check {', '.join(missing)} of a file before the load.",
            )


@rule(
    "retry-of-what-is-not-idempotent",
    concern="loading",
    severity=Severity.ERROR,
    source="idempotency-rules/run-twice",
    why="A retry after half a load adds the first half once more.",
    fix="Make the load repeatable (merge, partition swap), or do not retry by itself.",
    fires=[
        """
        pipelines:
          - name: clicks
            load: {strategy: append}
            error_handling: {strategy: «retry»}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            load: {strategy: partition-swap, partition_key: event_date}
            error_handling: {strategy: retry}
          - name: events
            transform: {stages: [{name: clean, operations: [dedupe by event_id]}]}
            load: {strategy: append}
            error_handling: {strategy: retry}
        """
    ],
)
def retry_of_what_is_not_idempotent(landscape: Landscape) -> Iterator[Remark]:
    """A load that adds rows is retried automatically."""
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        appends = stated.load.strategy is LoadStrategy.APPEND and not _removes_duplicates(pipeline)
        if appends and stated.error_handling.strategy is ErrorStrategy.RETRY:
            yield Remark(
                pipeline.at("error_handling", "strategy"),
                f"{stated.name} appends, and a retry appends again.",
            )
