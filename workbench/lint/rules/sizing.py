"""Rules about partitions and sizes, and about tools that do not fit the volume or the team."""

from collections.abc import Iterator

from workbench.designs.brief import SkillLevel
from workbench.designs.decisions import Topic, in_force
from workbench.designs.document import plain_spelling
from workbench.designs.names import columns_of
from workbench.designs.pipeline import Pipeline, TransformEngine
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule
from workbench.yaml_source import YamlPath

DAYS_A_MONTH = 30.4
_GRAINS = {"hour": 24.0, "day": 1.0, "date": 1.0, "week": 1 / 7, "month": 1 / DAYS_A_MONTH}
"""Partitions a day, by the word in the name of a partition key."""


@rule(
    "partition-key-not-a-column",
    concern="sizing",
    severity=Severity.ERROR,
    source="partitioning-rules",
    why="The table cannot be created like this, or the key was renamed and is no longer kept.",
    fix="Partition by a column of the table.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}, {column: order_date, type: DATE}]
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: «ordered_on»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}, {column: order_date, type: DATE}]
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: month(order_date)}
        """,
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: ordered_on}
        """,
    ],
)
def partition_key_not_a_column(landscape: Landscape) -> Iterator[Remark]:
    """The partition key is no column of the table."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        contract = landscape.contract_of(load.target_dataset)
        if contract is None or not contract.document.columns:
            continue
        columns = landscape.columns(load.target_dataset)
        for key in columns_of(load.partition_key):
            if not any(name in key.casefold() for name in columns):
                yield Remark(
                    pipeline.at("load", "partition_key"),
                    f"{load.target_dataset} has no column {key}.",
                )


@rule(
    "partition-by-key",
    concern="sizing",
    severity=Severity.ERROR,
    source="partitioning-rules",
    why="A value for each row means a partition for each row: the metadata outgrows the data.",
    fix="Partition by day or month; cluster by the key.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {strategy: merge, merge_keys: [order_id], partition_key: «order_id»}
        """,
        """
        pipelines:
          - name: orders
            load: {partition_key: «customer_key»}
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {merge_keys: [order_id, order_date], partition_key: order_date}
          - name: usage
            load: {partition_key: "tenant_id, usage_date"}
          - name: buckets
            load: {partition_key: "bucket(16, order_id)"}
        """
    ],
)
def partition_by_key(landscape: Landscape) -> Iterator[Remark]:
    """A table is partitioned by an id."""
    for pipeline in landscape.pipelines:
        for key in columns_of(pipeline.document.load.partition_key):
            plain = key.casefold()
            many = plain.endswith(("_id", "_key", "uuid", "_guid", "email")) or plain == "id"
            if many and not plain.startswith(("tenant", "region", "country", "store")):
                yield Remark(
                    pipeline.at("load", "partition_key"),
                    f"{pipeline.document.name} partitions by {key}, which has a value for "
                    "nearly each row.",
                )


@rule(
    "partition-size-unfit",
    concern="sizing",
    severity=Severity.WARNING,
    source="partitioning-rules",
    confidence=Confidence.LIKELY,
    why="Small partitions cost more to open than to read; large ones are skipped too rarely.",
    fix="Choose a coarser or a finer grain: 100 MB to 1 GB each, compressed.",
    fires=[
        """
        datasets:
          - {name: fct_orders, volume: {gb_per_day: 0.002}}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: «order_date»}
        """,
        """
        datasets:
          - {name: fct_clicks, volume: {gb_per_day: 90}}
        pipelines:
          - name: clicks
            load: {target_dataset: fct_clicks, partition_key: «click_date»}
        """,
    ],
    quiet=[
        """
        datasets:
          - {name: fct_orders, volume: {gb_per_day: 0.4}}
          - {name: fct_small, volume: {gb_per_day: 0.01}}
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: order_date}
          - name: small
            load: {target_dataset: fct_small, partition_key: order_month}
        """
    ],
)
def partition_size_unfit(landscape: Landscape) -> Iterator[Remark]:
    """A partition holds less than 100 MB or more than 1 GB."""
    limit = landscape.limit("partition-gb")
    for pipeline in landscape.pipelines:
        size = _partition_gb(landscape, pipeline)
        if size is None or limit.low <= size <= limit.high:
            continue
        load = pipeline.document.load
        yield Remark(
            pipeline.at("load", "partition_key"),
            f"A partition of {load.target_dataset} by {load.partition_key} holds about "
            f"{_spoken_size(size)}.",
        )


def _partition_gb(landscape: Landscape, pipeline: Placed[Pipeline]) -> float | None:
    load = pipeline.document.load
    a_day = _partitions_a_day(load.partition_key)
    dataset = landscape.dataset(load.target_dataset)
    if a_day is None or dataset is None or not dataset.document.volume.gb_per_day:
        return None
    return dataset.document.volume.gb_per_day / a_day


def _partitions_a_day(key: str) -> float | None:
    columns = columns_of(key)
    if len(columns) != 1:
        return None
    return next((rate for word, rate in _GRAINS.items() if word in columns[0].casefold()), None)


def _spoken_size(gigabytes: float) -> str:
    return f"{gigabytes * 1000:.0f} MB" if gigabytes < 1 else f"{gigabytes:g} GB"


@rule(
    "too-many-partitions",
    concern="sizing",
    severity=Severity.WARNING,
    source="partitioning-rules",
    why="Each query reads the metadata of all partitions before the first row; some engines "
    "refuse more than 10,000.",
    fix="Partition by a coarser grain, or keep the data for less time.",
    fires=[
        """
        pipelines:
          - name: clicks
            load: {partition_key: «event_hour», retention_months: 24}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            load: {partition_key: event_date, retention_months: 84}
        """
    ],
)
def too_many_partitions(landscape: Landscape) -> Iterator[Remark]:
    """A table has more than 10,000 partitions over its retention."""
    most = landscape.limit("partition-count").high
    brief = landscape.design.brief
    general = brief.current_state.data_volume.retention_months if brief else 0
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        a_day = _partitions_a_day(load.partition_key)
        months = load.retention_months or general
        if a_day is None or not months:
            continue
        count = a_day * months * DAYS_A_MONTH
        if count > most:
            yield Remark(
                pipeline.at("load", "partition_key"),
                f"{pipeline.document.name} keeps {count:,.0f} partitions over {months} months.",
            )


@rule(
    "clustering-repeats-partition",
    concern="sizing",
    severity=Severity.WARNING,
    source="partitioning",
    why="Within a partition the key is the same everywhere, so that clustering by it first "
    "sorts nothing.",
    fix="Cluster by the columns that queries filter by within a partition.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {partition_key: order_date, clustering_keys: [«order_date», customer_id]}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {partition_key: order_date, clustering_keys: [customer_id]}
        """
    ],
)
def clustering_repeats_partition(landscape: Landscape) -> Iterator[Remark]:
    """A clustering key is the partition key."""
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        partition = {key.casefold() for key in columns_of(load.partition_key)}
        for number, key in enumerate(load.clustering_keys):
            if key.casefold() in partition:
                yield Remark(
                    pipeline.at("load", "clustering_keys", number),
                    f"{pipeline.document.name} partitions by {key} and clusters by it again.",
                )


@rule(
    "check-without-partition-filter",
    concern="sizing",
    severity=Severity.WARNING,
    source="partitioning-rules",
    why="A check that looks at another column than the partition reads the whole table on "
    "every run.",
    fix="Check by the column that the table is partitioned by.",
    fires=[
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: order_date}
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {partition_col: «loaded_at», min_expected: 10}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            load: {target_dataset: fct_orders, partition_key: order_date}
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {partition_col: order_date, min_expected: 10}
        """
    ],
)
def check_without_partition_filter(landscape: Landscape) -> Iterator[Remark]:
    """A check of the volume counts by another column than the partition key."""
    for check in landscape.checks:
        column = check.document.params.partition_col
        for pipeline in landscape.writers(check.document.table) if column else ():
            key = pipeline.document.load.partition_key.casefold()
            if key and column.casefold() not in key and key not in column.casefold():
                yield Remark(
                    check.at("params", "partition_col"),
                    f"{check.document.name} counts by {column}; {check.document.table} is "
                    f"partitioned by {pipeline.document.load.partition_key}.",
                )


@rule(
    "small-table-partitioned",
    concern="sizing",
    severity=Severity.WARNING,
    source="partitioning/reference",
    why="A table that fits into one partition is slower when it is cut into many.",
    fix="Leave dimensions and reference tables in one piece.",
    fires=[
        """
        models:
          - dimensions: [{name: dim_countries}]
        pipelines:
          - name: countries
            load: {target_dataset: dim_countries, partition_key: «loaded_date»}
        """
    ],
    quiet=[
        """
        models:
          - dimensions: [{name: dim_customers}]
        datasets:
          - {name: dim_customers, volume: {row_count: 900000000}}
        pipelines:
          - name: customers
            load: {target_dataset: dim_customers, partition_key: valid_from_month}
          - name: orders
            load: {target_dataset: fct_orders, partition_key: order_date}
        """
    ],
)
def small_table_partitioned(landscape: Landscape) -> Iterator[Remark]:
    """A dimension or another small table is partitioned."""
    small = landscape.limit("small-table-rows").high
    for pipeline in landscape.pipelines:
        load = pipeline.document.load
        if not load.partition_key or not load.target_dataset:
            continue
        dataset = landscape.dataset(load.target_dataset)
        rows = dataset.document.volume.row_count if dataset else 0
        is_dimension = landscape.dimension(load.target_dataset) is not None
        if (0 < rows <= small) or (is_dimension and not rows):
            what = f"holds {rows:,} rows" if rows else "is a dimension"
            yield Remark(
                pipeline.at("load", "partition_key"),
                f"{load.target_dataset} {what} and is partitioned.",
            )


@rule(
    "engine-too-small",
    concern="sizing",
    severity=Severity.ERROR,
    source="processing",
    why="One machine runs out of memory on the day that the volume grows.",
    fix="Take an engine for this volume: DuckDB or Polars up to about 100 GB, then a warehouse "
    "or a cluster.",
    fires=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 40}}
        decisions:
          - {title: Engine, topic: processing, outcome: «pandas»}
        """,
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 10000}}
        decisions:
          - {title: Engine, topic: processing, outcome: «DuckDB»}
        """,
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 40}}
        decisions:
          - {title: Engine, topic: processing, outcome: DuckDB}
        """,
        """
        decisions:
          - {title: Engine, topic: processing, outcome: pandas}
        """,
    ],
)
def engine_too_small(landscape: Landscape) -> Iterator[Remark]:
    """The chosen engine does not take the daily volume."""
    volume = _daily_gb(landscape)
    limits = {"pandas": "pandas-gb", "duckdb": "duckdb-gb", "polars": "duckdb-gb"}
    for path, outcome in _chosen(landscape, Topic.PROCESSING):
        name = next((limits[each] for each in limits if each in plain_spelling(outcome)), "")
        if not name:
            continue
        if volume is None:
            yield cannot_tell(path, f"whether {outcome} takes the volume", "the volume a day")
        elif volume > landscape.limit(name).high:
            yield Remark(
                path,
                f"{outcome} is chosen for {volume:g} GB a day; it takes about "
                f"{landscape.limit(name).high:g}.",
            )


@rule(
    "cluster-too-large",
    concern="sizing",
    severity=Severity.WARNING,
    source="processing/spark",
    why="Starting executors and shuffling take longer than the work, and somebody has to run "
    "the cluster.",
    fix="Take DuckDB, Polars or the warehouse until there is more data.",
    fires=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 5}}
        decisions:
          - {title: Engine, topic: processing, outcome: «spark»}
        """,
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 5}}
        pipelines:
          - {name: orders, transform: {engine: «Spark»}}
        """,
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 500}}
        decisions:
          - {title: Engine, topic: processing, outcome: Spark}
        """
    ],
)
def cluster_too_large(landscape: Landscape) -> Iterator[Remark]:
    """Spark for a volume that one machine takes."""
    volume, least = _daily_gb(landscape), landscape.limit("spark-gb").low
    if volume is None or volume >= least:
        return
    places = [
        path for path, name in _chosen(landscape, Topic.PROCESSING) if "spark" in name.casefold()
    ]
    places += [
        pipeline.at("transform", "engine")
        for pipeline in landscape.pipelines
        if pipeline.document.transform.engine is TransformEngine.SPARK
    ]
    for path in places:
        yield Remark(path, f"Spark for {volume:g} GB a day; it is worth it from {least:g} on.")


def _daily_gb(landscape: Landscape) -> float | None:
    brief = landscape.design.brief
    volume = brief.current_state.data_volume.current_gb_per_day if brief else 0
    return volume or None


def _chosen(landscape: Landscape, topic: Topic) -> list[tuple[YamlPath, str]]:
    """Return the outcomes in force about a topic, with their places."""
    standing = in_force(landscape.design.decisions, topic)
    return [
        (("decisions", number, "outcome"), decision.outcome)
        for number, decision in enumerate(landscape.design.decisions)
        if decision in standing
    ]


@rule(
    "store-too-small",
    concern="sizing",
    severity=Severity.WARNING,
    source="storage/postgresql",
    why="Analytical queries over more than a terabyte of rows in one PostgreSQL take hours and "
    "slow down everything else on it.",
    fix="Take a warehouse or a lakehouse, or keep less in it.",
    fires=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 20, retention_months: 24}}
        decisions:
          - {title: Store, topic: storage, outcome: «PostgreSQL»}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {current_gb_per_day: 0.5, retention_months: 24}}
        decisions:
          - {title: Store, topic: storage, outcome: PostgreSQL}
        """
    ],
)
def store_too_small(landscape: Landscape) -> Iterator[Remark]:
    """PostgreSQL for more than a terabyte."""
    brief = landscape.design.brief
    if brief is None:
        return
    volume = brief.current_state.data_volume
    kept = volume.current_gb_per_day * volume.retention_months * DAYS_A_MONTH
    limit = landscape.limit("postgresql-gb").high
    for path, outcome in _chosen(landscape, Topic.STORAGE):
        if "postgres" in outcome.casefold() and kept > limit:
            yield Remark(path, f"{outcome} is to keep {kept / 1000:,.1f} TB.")


@rule(
    "mesh-too-early",
    concern="choices",
    severity=Severity.WARNING,
    source="mesh-counter-signs",
    why="A mesh spreads ownership over teams that have engineers of their own; with few, it "
    "only spreads the work.",
    fix="Begin with one platform and clear owners; split when teams wait for each other.",
    fires=[
        """
        brief:
          project_name: Shop
          constraints: {team_size: 3}
        decisions:
          - {title: Pattern, topic: pattern, outcome: «data-mesh»}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          constraints: {team_size: 45}
        decisions:
          - {title: Pattern, topic: pattern, outcome: data-mesh}
        """
    ],
)
def mesh_too_early(landscape: Landscape) -> Iterator[Remark]:
    """A data mesh with fewer than twenty engineers."""
    brief = landscape.design.brief
    size = brief.constraints.team_size if brief else 0
    least = landscape.limit("mesh-engineers").low
    for path, outcome in _chosen(landscape, Topic.PATTERN):
        if "mesh" not in outcome.casefold():
            continue
        if not size:
            yield cannot_tell(path, "whether a mesh fits the team", "the team size")
        elif size < least:
            yield Remark(path, f"A mesh for a team of {size}; it is worth it from {least:g} on.")


@rule(
    "streaming-too-much",
    concern="choices",
    severity=Severity.WARNING,
    source="processing/flink",
    why="A running stream needs people who know its state, its checkpoints and its upgrades, "
    "at night as well.",
    fix="Take micro-batches or a managed service until the team has grown into it.",
    fires=[
        """
        brief:
          project_name: Shop
          constraints: {team_size: 2, skill_level: junior}
        decisions:
          - {title: Engine, topic: processing, outcome: «flink»}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          constraints: {team_size: 8, skill_level: senior}
        decisions:
          - {title: Engine, topic: processing, outcome: flink}
        """
    ],
)
def streaming_too_much(landscape: Landscape) -> Iterator[Remark]:
    """Flink with a small or a junior team."""
    brief = landscape.design.brief
    if brief is None or not brief.constraints.team_size:
        return
    size, skill = brief.constraints.team_size, brief.constraints.skill_level
    few = size < landscape.limit("streaming-team").low
    for path, outcome in _chosen(landscape, Topic.PROCESSING):
        if "flink" in outcome.casefold() and (few or skill is SkillLevel.JUNIOR):
            described = f"{skill} " if skill else ""
            yield Remark(path, f"Flink for a {described}team of {size}.")


@rule(
    "cron-with-dependencies",
    concern="choices",
    severity=Severity.WARNING,
    source="orchestration/cron-scripts",
    why="Cron knows no order and no retries: what depends on something else starts by guess.",
    fix="Take an orchestrator, or leave out the dependencies.",
    fires=[
        """
        decisions:
          - {title: Scheduler, topic: orchestration, outcome: «cron-scripts»}
        pipelines:
          - {name: orders}
          - {name: sales, depends_on: [orders]}
        """
    ],
    quiet=[
        """
        decisions:
          - {title: Scheduler, topic: orchestration, outcome: airflow}
        pipelines:
          - {name: orders}
          - {name: sales, depends_on: [orders]}
        """,
        """
        decisions:
          - {title: Scheduler, topic: orchestration, outcome: cron}
        pipelines:
          - {name: orders}
        """,
    ],
)
def cron_with_dependencies(landscape: Landscape) -> Iterator[Remark]:
    """Cron starts pipelines that depend on each other."""
    depending = [each.document.name for each in landscape.pipelines if each.document.depends_on]
    for path, outcome in _chosen(landscape, Topic.ORCHESTRATION):
        if "cron" in outcome.casefold() and depending:
            yield Remark(path, f"Cron starts {', '.join(depending)}, which depend on others.")
