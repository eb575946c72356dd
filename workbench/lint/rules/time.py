"""Rules about time: how fresh data is promised to be, and how fresh the schedules make it."""

from collections.abc import Iterator

from workbench.designs.brief import Latency
from workbench.designs.pipeline import ExtractStrategy, Pipeline
from workbench.designs.schedule import Schedule, ScheduleKind, read_schedule
from workbench.findings import Confidence, Severity
from workbench.lint.durations import spoken
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule

STREAMING = {ExtractStrategy.CDC, ExtractStrategy.LOG_BASED, ExtractStrategy.WEBHOOK}
HOUR = 60


def is_streaming(landscape: Landscape, pipeline: Placed[Pipeline]) -> bool:
    """Tell whether a pipeline runs all the time."""
    schedule = landscape.schedule(pipeline)
    if schedule is not None:
        return schedule.kind is ScheduleKind.CONTINUOUS
    stated = pipeline.document
    return stated.extract.strategy in STREAMING and not stated.schedule


def worst_age(landscape: Landscape, pipeline: Placed[Pipeline]) -> float | None:
    """Return how old data gets before a run of this pipeline replaces it, in minutes.

    The longest gap between starts and the longest runtime of a run; None if the
    schedule is not stated or not timed.
    """
    schedule = landscape.schedule(pipeline)
    if schedule is None or schedule.longest_gap is None:
        return None
    return schedule.longest_gap + pipeline.document.sla_minutes


@rule(
    "schedule-not-understood",
    concern="time",
    severity=Severity.ERROR,
    source="pipeline",
    why="The scheduler will refuse it or read it differently; nothing that depends on it "
    "can be checked.",
    fix="Write five cron fields and give the time zone of its own.",
    fires=[
        """
        pipelines:
          - name: orders
            schedule: «"61 * * * *"»
        """,
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            timezone: «Europe/Berln»
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "CRON_TZ=Europe/Berlin 0 6 * * *"
          - name: clicks
            schedule: streaming
          - name: stock
            schedule: "@daily"
        """
    ],
)
def schedule_not_understood(landscape: Landscape) -> Iterator[Remark]:
    """A schedule is not a cron expression, or its time zone does not exist."""
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        if not stated.schedule:
            continue
        try:
            read_schedule(stated.schedule, stated.timezone)
        except ValueError as error:
            part = "timezone" if "time zone" in str(error) and stated.timezone else "schedule"
            yield Remark(pipeline.at(part), f"The schedule of {stated.name}: {error}.")


@rule(
    "schedule-without-zone",
    concern="time",
    severity=Severity.WARNING,
    source="timezone-traps",
    why="Schedulers read a bare cron expression in UTC or in the zone of their host, and the "
    "two differ by hours and twice a year by one more.",
    fix="State the time zone beside the schedule, UTC unless people wait for the result.",
    fires=[
        """
        pipelines:
          - name: orders
            schedule: «"0 6 * * *"»
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            timezone: UTC
          - name: stock
            schedule: "0 6 * * * Europe/Berlin"
        """,
        """
        pipelines:
          - name: clicks
            schedule: "*/15 * * * *"
        """,
    ],
)
def schedule_without_zone(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline starts at an hour of the day, and nobody says in which time zone."""
    for pipeline in landscape.pipelines:
        schedule = landscape.schedule(pipeline)
        if schedule is None or schedule.zone or not _names_an_hour(schedule):
            continue
        yield Remark(
            pipeline.at("schedule"),
            f"{pipeline.document.name} starts at {schedule.times[0] // HOUR:02d}:"
            f"{schedule.times[0] % HOUR:02d}, in no stated time zone.",
        )


def _names_an_hour(schedule: Schedule) -> bool:
    return schedule.kind is ScheduleKind.TIMED and len(schedule.times) < 24


@rule(
    "real-time-without-stream",
    concern="time",
    severity=Severity.ERROR,
    source="architecture-patterns",
    why="A promise of under a second cannot be kept by runs that a clock starts.",
    fix="Feed the consumer from a stream (CDC, log-based, webhook), or agree on a later time.",
    fires=[
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Fraud
              latency_requirement: «real-time»
        contracts:
          - name: fct_payments
            consumers: [Fraud]
        pipelines:
          - name: payments
            schedule: "*/5 * * * *"
            extract: {strategy: incremental}
            load: {target_dataset: fct_payments}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Fraud
              latency_requirement: real-time
        contracts:
          - name: fct_payments
            consumers: [Fraud]
        pipelines:
          - name: payments
            extract: {strategy: CDC}
            load: {target_dataset: fct_payments}
        """,
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Finance
              latency_requirement: batch
        contracts:
          - name: fct_payments
            consumers: [Finance]
        pipelines:
          - name: payments
            schedule: "0 5 * * *"
            load: {target_dataset: fct_payments}
        """,
    ],
)
def real_time_without_stream(landscape: Landscape) -> Iterator[Remark]:
    """A consumer needs data within a second, and no pipeline on its way is a stream."""
    for consumer in landscape.consumers:
        if consumer.document.latency_requirement is not Latency.REAL_TIME:
            continue
        pipelines = _feeding(landscape, consumer.document.team)
        if pipelines and not any(is_streaming(landscape, each) for each in pipelines):
            names = ", ".join(each.document.name for each in pipelines)
            yield Remark(
                consumer.at("latency_requirement"),
                f"{consumer.document.team} needs data within a second, but {names} "
                "run by the clock.",
            )


def _feeding(landscape: Landscape, team: str) -> list[Placed[Pipeline]]:
    """Return the pipelines through which data reaches a team."""
    found: dict[int, Placed[Pipeline]] = {}
    for name in datasets_of(landscape, team):
        for number in landscape.lineage.path_to(name):
            found[number] = landscape.pipelines[number]
    return [found[number] for number in sorted(found)]


def datasets_of(landscape: Landscape, team: str) -> list[str]:
    """Return the data sets that a contract or the catalogue says a team reads."""
    names = [each.document.name for each in landscape.contracts]
    names += [each.document.name for each in landscape.datasets]
    wanted = team.casefold()
    return [
        name
        for name in dict.fromkeys(names)
        if any(each.document.team.casefold() == wanted for each in landscape.consumers_of(name))
    ]


@rule(
    "consumer-served-too-late",
    concern="time",
    severity=Severity.ERROR,
    source="architecture-patterns",
    why="Data is as old as the longest gap between two runs and the run itself; a consumer who "
    "needs it sooner will build a way round.",
    fix="Run it more often, or agree on a greater age with the consumer.",
    fires=[
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Warehouse
              latency_requirement: «near-real-time»
        contracts:
          - name: fct_stock
            consumers: [Warehouse]
        pipelines:
          - name: stock
            schedule: "*/15 * * * *"
            load: {target_dataset: fct_stock}
        """,
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Sales
              max_age_minutes: «30»
        contracts:
          - name: fct_orders
            consumers: [Sales]
        pipelines:
          - name: orders
            schedule: "0 * * * *"
            load: {target_dataset: fct_orders}
        """,
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Warehouse
              latency_requirement: near-real-time
        contracts:
          - name: fct_stock
            consumers: [Warehouse]
        pipelines:
          - name: stock
            schedule: "*/2 * * * *"
            load: {target_dataset: fct_stock}
        """,
        """
        brief:
          project_name: Shop
          data_consumers:
            - team: Finance
              latency_requirement: batch
        contracts:
          - name: fct_orders
            consumers: [Finance]
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            load: {target_dataset: fct_orders}
        """,
    ],
)
def consumer_served_too_late(landscape: Landscape) -> Iterator[Remark]:
    """The gaps between runs on the way to a consumer are longer than data may be old."""
    for consumer in landscape.consumers:
        stated = consumer.document
        limit = stated.age_limit_minutes
        if limit is None or stated.latency_requirement is Latency.REAL_TIME:
            continue
        if stated.latency_requirement is Latency.BATCH and not stated.max_age_minutes:
            continue
        for pipeline in _feeding(landscape, stated.team):
            schedule = landscape.schedule(pipeline)
            if schedule is None or schedule.longest_gap is None:
                continue
            if schedule.longest_gap > limit:
                part = "max_age_minutes" if stated.max_age_minutes else "latency_requirement"
                yield Remark(
                    consumer.at(part),
                    f"{stated.team} needs data of at most {spoken(limit)}, but "
                    f"{pipeline.document.name} starts every {spoken(schedule.longest_gap)} "
                    "at the longest.",
                )


@rule(
    "freshness-not-reachable",
    concern="time",
    severity=Severity.ERROR,
    source="data-contract",
    why="Between two runs data grows old by the gap and the runtime; a contract below that is "
    "broken on every ordinary day.",
    fix="Run the pipeline more often, or promise what it can keep.",
    fires=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: «6»}
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            sla_minutes: 60
            load: {target_dataset: fct_orders}
        """,
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: «30»}
        pipelines:
          - name: orders
            schedule: "0 6 * * 1-5"
            load: {target_dataset: fct_orders}
        """,
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 26}
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            sla_minutes: 60
            load: {target_dataset: fct_orders}
        """,
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 1}
        pipelines:
          - name: orders
            schedule: streaming
            load: {target_dataset: fct_orders}
        """,
        """
        contracts:
          - name: dim_customers
            sla: {freshness_hours: 26}
        pipelines:
          - {name: customers, schedule: "0 6 * * *", load: {target_dataset: dim_customers}}
          - {name: erasure, schedule: "0 4 * * 0", load: {target_dataset: dim_customers}}
        """,
    ],
)
def freshness_not_reachable(landscape: Landscape) -> Iterator[Remark]:
    """A contract promises fresher data than the schedule of its pipeline can deliver."""
    for contract in landscape.contracts:
        promised = contract.document.sla.freshness_hours
        if not promised:
            continue
        writers = landscape.writers(contract.document.name)
        if any(is_streaming(landscape, each) for each in writers):
            continue
        ages = {each: worst_age(landscape, each) for each in writers}
        known = [(age, each) for each, age in ages.items() if age is not None]
        for pipeline, age in ages.items():
            if age is None and not pipeline.document.schedule:
                yield cannot_tell(
                    pipeline.path,
                    f"whether {contract.document.name} is as fresh as promised",
                    f"the schedule of {pipeline.document.name}",
                )
        freshest = min(known, key=lambda pair: pair[0], default=None)
        if freshest is not None and freshest[0] > promised * HOUR:
            yield Remark(
                contract.at("sla", "freshness_hours"),
                f"{contract.document.name} promises data of at most "
                f"{spoken(promised * HOUR)}, but {freshest[1].document.name} lets it grow "
                f"{spoken(freshest[0])} old.",
                impact="The longest gap between starts, and the longest runtime of a run.",
            )


@rule(
    "catalogue-freshness-looser",
    concern="time",
    severity=Severity.ERROR,
    source="catalogue-entry",
    why="Readers who look in the catalogue plan with an older age than the contract promises, "
    "or the pipeline is built for the looser one.",
    fix="Give the catalogue the age that the contract promises.",
    fires=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 6}
        datasets:
          - name: fct_orders
            refresh: {sla_hours: «24»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 6}
        datasets:
          - name: fct_orders
            refresh: {sla_hours: 6}
        """
    ],
)
def catalogue_freshness_looser(landscape: Landscape) -> Iterator[Remark]:
    """The catalogue allows older data than the contract."""
    for dataset in landscape.datasets:
        contract = landscape.contract_of(dataset.document.name)
        if contract is None:
            continue
        allowed, promised = (
            dataset.document.refresh.sla_hours,
            contract.document.sla.freshness_hours,
        )
        if promised and allowed > promised:
            yield Remark(
                dataset.at("refresh", "sla_hours"),
                f"The catalogue lets {dataset.document.name} be {allowed:g} hours old, its "
                f"contract {promised:g}.",
            )


@rule(
    "catalogue-schedule-differs",
    concern="time",
    severity=Severity.WARNING,
    source="catalogue-entry",
    why="One of the two is out of date, and readers believe the catalogue.",
    fix="Copy the schedule of the pipeline into the catalogue.",
    fires=[
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            load: {target_dataset: fct_orders}
        datasets:
          - name: fct_orders
            refresh: {schedule: «"0 4 * * *"»}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "0 0 * * *"
            timezone: UTC
            load: {target_dataset: fct_orders}
        datasets:
          - name: fct_orders
            refresh: {schedule: "@daily"}
        """
    ],
)
def catalogue_schedule_differs(landscape: Landscape) -> Iterator[Remark]:
    """The catalogue names another schedule than the pipeline that fills the data set."""
    for dataset in landscape.datasets:
        said = dataset.document.refresh.schedule
        writers = landscape.writers(dataset.document.name)
        if not said or not writers:
            continue
        schedules = [landscape.schedule(each) for each in writers]
        try:
            stated = read_schedule(said)
        except ValueError:
            continue
        if any(each is None or each.text == stated.text for each in schedules):
            continue
        names = ", ".join(f"{each.document.name} ({each.document.schedule})" for each in writers)
        yield Remark(
            dataset.at("refresh", "schedule"),
            f"The catalogue says that {dataset.document.name} is refreshed by {said!r}, "
            f"but it is filled by {names}.",
        )


@rule(
    "starts-before-upstream-ends",
    concern="time",
    severity=Severity.ERROR,
    source="pipeline",
    why="On a slow day the run reads yesterday's data, or half of today's, and reports success.",
    fix="Start it when the one before has finished, by a dependency instead of a clock.",
    fires=[
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            sla_minutes: 90
            load: {target_dataset: stg_shop__orders}
          - name: sales
            schedule: «"0 7 * * *"»
            extract: {source_datasets: [stg_shop__orders]}
        """,
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            sla_minutes: 90
          - name: sales
            schedule: «"0 7 * * *"»
            depends_on: [orders]
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "0 6 * * *"
            sla_minutes: 60
            load: {target_dataset: stg_shop__orders}
          - name: sales
            schedule: "30 7 * * *"
            extract: {source_datasets: [stg_shop__orders]}
        """,
        """
        pipelines:
          - name: orders
            schedule: "*/15 * * * *"
            sla_minutes: 10
            load: {target_dataset: stg_shop__orders}
          - name: sales
            schedule: "5 * * * *"
            extract: {source_datasets: [stg_shop__orders]}
        """,
    ],
)
def starts_before_upstream_ends(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline that runs once a day starts while the one that it reads from may still run."""
    for pipeline in landscape.pipelines:
        own = landscape.schedule(pipeline)
        if own is None or len(own.times) != 1:
            continue
        for before in _before(landscape, pipeline):
            schedule, longest = landscape.schedule(before), before.document.sla_minutes
            if schedule is None or len(schedule.times) != 1 or schedule.zone != own.zone:
                continue
            lead = own.times[0] - schedule.times[0]
            if 0 <= lead < longest:
                yield Remark(
                    pipeline.at("schedule"),
                    f"{pipeline.document.name} starts {spoken(lead)} after "
                    f"{before.document.name}, which may run for {spoken(longest)}.",
                )


def _before(landscape: Landscape, pipeline: Placed[Pipeline]) -> list[Placed[Pipeline]]:
    stated = pipeline.document
    found = [landscape.pipeline(name) for name in stated.depends_on]
    for name in stated.extract.source_datasets:
        found += landscape.writers(name)
    return [each for each in dict.fromkeys(found) if each is not None and each != pipeline]


@rule(
    "runs-overlap",
    concern="time",
    severity=Severity.ERROR,
    source="pipeline",
    why="A run that takes as long as it may meets the next one: both write the same tables, "
    "and watermarks overtake each other.",
    fix="Run it less often, make it faster, or let the scheduler allow one run at a time.",
    fires=[
        """
        pipelines:
          - name: orders
            schedule: "*/15 * * * *"
            sla_minutes: «20»
        """,
        """
        pipelines:
          - name: orders
            schedule: "@hourly"
            sla_minutes: «60»
        """,
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            schedule: "*/15 * * * *"
            sla_minutes: 10
          - name: clicks
            schedule: streaming
            sla_minutes: 5
        """
    ],
)
def runs_overlap(landscape: Landscape) -> Iterator[Remark]:
    """A run may take as long as the gap to the next one, or longer."""
    for pipeline in landscape.pipelines:
        schedule, longest = landscape.schedule(pipeline), pipeline.document.sla_minutes
        if schedule is None or schedule.shortest_gap is None:
            continue
        if not longest:
            yield cannot_tell(
                pipeline.path,
                f"whether runs of {pipeline.document.name} overlap",
                f"the longest runtime of {pipeline.document.name} (sla_minutes)",
            )
        elif longest >= schedule.shortest_gap:
            yield Remark(
                pipeline.at("sla_minutes"),
                f"{pipeline.document.name} may run for {spoken(longest)} and starts again "
                f"after {spoken(schedule.shortest_gap)}.",
            )


@rule(
    "retries-exceed-runtime",
    concern="time",
    severity=Severity.WARNING,
    source="pipeline",
    why="The pauses between attempts alone use up the time that a run has, so that the last "
    "attempts come after the promise is broken.",
    fix="Retry less often, pause for less time, or allow for a longer run.",
    fires=[
        """
        pipelines:
          - name: orders
            sla_minutes: 10
            error_handling: {strategy: retry, max_retries: «5», retry_delay_seconds: 300}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: orders
            sla_minutes: 60
            error_handling: {strategy: retry, max_retries: 3, retry_delay_seconds: 300}
          - name: clicks
            sla_minutes: 5
            error_handling: {strategy: fail-fast}
        """
    ],
)
def retries_exceed_runtime(landscape: Landscape) -> Iterator[Remark]:
    """The pauses between retries exceed the longest runtime."""
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        handling = stated.error_handling
        said = {"max_retries", "retry_delay_seconds"} & handling.model_fields_set
        pauses = handling.max_retries * handling.retry_delay_seconds / HOUR
        if stated.sla_minutes and said and pauses > stated.sla_minutes:
            yield Remark(
                pipeline.at("error_handling", "max_retries"),
                f"{handling.max_retries} retries with pauses of "
                f"{spoken(handling.retry_delay_seconds / 60)} take {spoken(pauses)}; "
                f"{stated.name} may run for {spoken(stated.sla_minutes)}.",
            )


@rule(
    "stream-without-lateness",
    concern="time",
    severity=Severity.WARNING,
    source="late-data",
    confidence=Confidence.LIKELY,
    why="Events come late. Without a stated limit they are dropped or counted in the wrong "
    "window, and nobody knows which.",
    fix="State allowed_lateness_minutes, and what happens to what comes later still.",
    fires=[
        """
        pipelines:
          - name: clicks
            extract:
              strategy: log-based
              event_time_column: «occurred_at»
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            extract:
              strategy: log-based
              event_time_column: occurred_at
              allowed_lateness_minutes: 60
          - name: orders
            extract: {strategy: incremental, event_time_column: ordered_at}
        """
    ],
)
def stream_without_lateness(landscape: Landscape) -> Iterator[Remark]:
    """A stream that is read by event time does not say how late an event may come."""
    for pipeline in landscape.pipelines:
        extract = pipeline.document.extract
        streamed = extract.strategy is ExtractStrategy.LOG_BASED
        if streamed and extract.event_time_column and not extract.allowed_lateness_minutes:
            yield Remark(
                pipeline.at("extract", "event_time_column"),
                f"{pipeline.document.name} counts by {extract.event_time_column} and does not "
                "say how late an event may come.",
            )


@rule(
    "timestamp-without-zone",
    concern="time",
    severity=Severity.WARNING,
    source="timezone-traps",
    why="A timestamp without a zone means another moment to each reader, and an hour a year "
    "is there twice.",
    fix="Store timestamps with time zone, in UTC.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema:
              - {column: ordered_at, type: «TIMESTAMP»}
        """,
        """
        contracts:
          - name: fct_orders
            schema:
              - {column: ordered_at, type: «timestamp without time zone»}
              - {column: paid_at, type: «TIMESTAMP_NTZ»}
        """,
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema:
              - {column: ordered_at, type: TIMESTAMPTZ}
              - {column: paid_at, type: timestamp with time zone}
              - {column: sent_at, type: TIMESTAMP_LTZ}
              - {column: order_date, type: DATE}
        """
    ],
)
def timestamp_without_zone(landscape: Landscape) -> Iterator[Remark]:
    """A contract promises a timestamp without a time zone."""
    for contract in landscape.contracts:
        for number, column in enumerate(contract.document.columns):
            if _has_no_zone(column.type):
                yield Remark(
                    contract.at("schema", number, "type"),
                    f"{contract.document.name}.{column.column} is a {column.type}.",
                )


def _has_no_zone(written: str) -> bool:
    plain = written.casefold().partition("(")[0].replace("_", "").strip()
    if "without time zone" in written.casefold():
        return True
    with_zone = "with" in written.casefold() and "zone" in written.casefold()
    return not with_zone and plain in {"timestamp", "timestampntz", "datetime", "datetime2"}
