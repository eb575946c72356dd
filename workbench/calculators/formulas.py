"""The calculators: each formula with its inputs and its source."""

import math

from workbench.advisor.sizing import grown_months
from workbench.calculators import from_design as known
from workbench.calculators.calculator import Calculator, Input, Inputs, Result

DAYS_A_MONTH = 30.4
SMALLEST_GB, LARGEST_GB, MOST_PARTITIONS = 0.1, 1.0, 10_000
"""Phase 5: 100 MB to 1 GB a partition, under 10,000 partitions."""
LEAST_SHUFFLE_MB, MOST_SHUFFLE_MB = 128, 200
"""Erratum 9: shuffle data of one partition."""
MEMORY_OVERHEAD = 0.10
LEAST_OVERHEAD_GB = 0.384
"""Spark adds a tenth of the executor's memory, at least 384 MB, outside the heap."""
UNIFIED = 0.6
RESERVED_GB = 0.3
"""Spark's unified memory: 60 percent of the heap beyond the 300 MB that it reserves."""


def _storage(of: Inputs) -> list[Result]:
    months = int(of["retention_months"])
    growth = of["growth_percent"] / 100
    a_month = of["gb_per_day"] * DAYS_A_MONTH / of["compression"]
    kept = [a_month * grown_months(growth, month) for month in range(1, months + 1)]
    total = kept[-1]
    return [
        Result("gb_at_end", "Kept at the end", total, "GB"),
        Result("usd_last_month", "Cost of the last month", total * of["usd_per_gb_month"], "USD"),
        Result("usd_all_months", "Cost of all months", sum(kept) * of["usd_per_gb_month"], "USD"),
    ]


def _partitions(of: Inputs) -> list[Result]:
    a_day = of["partitions_per_day"] * of["tenants"]
    size = of["gb_per_day"] / a_day
    count = a_day * of["retention_months"] * DAYS_A_MONTH
    return [
        Result("partition_gb", "Size of a partition", size, "GB", _size_verdict(size)),
        Result("count", "Partitions over the retention", count, "partitions", _many(count)),
        Result(
            "days_per_partition",
            "Days that fill half a GB",
            0.5 * of["tenants"] / of["gb_per_day"],
            "days",
            _advised_grain(0.5 * of["tenants"] / of["gb_per_day"]),
        ),
    ]


def _size_verdict(size: float) -> str:
    if size < SMALLEST_GB:
        return "too small: 100 MB to 1 GB; take a coarser grain, or leave it in one piece"
    if size > LARGEST_GB:
        return "too large: 100 MB to 1 GB; take a finer grain, or cluster within"
    return "fits: 100 MB to 1 GB"


def _many(count: float) -> str:
    if count >= MOST_PARTITIONS:
        return "too many: under 10,000; bucket or cluster by the second key instead"
    return "fits: under 10,000"


def _advised_grain(days: float) -> str:
    for least, grain in ((300, "year"), (20, "month"), (5, "week"), (0.5, "day"), (0, "hour")):
        if days >= least:
            return f"partition by {grain}"
    return ""


def _spark(of: Inputs) -> list[Result]:
    shuffle_mb = of["shuffle_gb"] * 1024
    by_size = math.ceil(shuffle_mb / LEAST_SHUFFLE_MB)
    by_cores = 2 * of["cores"]
    partitions = max(by_size, by_cores)
    a_core = of["executor_memory_gb"] - RESERVED_GB
    for_task = max(0.0, a_core * UNIFIED / of["cores_per_executor"]) * 1024
    size = shuffle_mb / partitions
    container = of["executor_memory_gb"] + max(
        LEAST_OVERHEAD_GB, MEMORY_OVERHEAD * of["executor_memory_gb"]
    )
    verdict = "fits" if size * 3 <= for_task else "too little: give executors more, or fewer cores"
    return [
        Result("shuffle_partitions", "spark.sql.shuffle.partitions", partitions, "partitions"),
        Result("mb_per_partition", "Shuffle data of a partition", size, "MB"),
        Result("mb_per_task", "Memory of one task", for_task, "MB", verdict),
        Result("container_gb", "Memory that an executor takes", container, "GB"),
        Result("executors", "Executors", math.ceil(of["cores"] / of["cores_per_executor"]), ""),
    ]


def _backfill(of: Inputs) -> list[Result]:
    batches = math.ceil(of["days"] / of["batch_days"])
    at_once = 1 if of["stateful"] else max(1, of["parallel_batches"])
    minutes = math.ceil(batches / at_once) * of["minutes_per_batch"]
    order = (
        "oldest first, one after the other: each part builds on the one before"
        if of["stateful"]
        else "newest first: what is read most is right soonest"
    )
    return [
        Result("batches", "Parts", batches, "parts", order),
        Result("hours", "Duration", minutes / 60, "hours"),
        Result("windows", "Nights that it takes", math.ceil(minutes / 60 / of["window_hours"]), ""),
    ]


def _freshness(of: Inputs) -> list[Result]:
    repeats = of["retries"] * (of["runtime_minutes"] + of["retry_delay_minutes"])
    ordinary = of["gap_minutes"] + of["runtime_minutes"]
    promised = of["freshness_minutes"]
    return [
        Result(
            "ordinary_minutes",
            "Age on an ordinary day",
            ordinary,
            "minutes",
            _kept(ordinary, promised),
        ),
        Result(
            "worst_minutes",
            "Age if every attempt but the last fails",
            ordinary + repeats,
            "minutes",
            _kept(ordinary + repeats, promised),
        ),
        Result(
            "most_gap_minutes",
            "Longest gap that the promise allows",
            max(0.0, promised - of["runtime_minutes"] - repeats),
            "minutes",
        ),
    ]


def _kept(age: float, promised: float) -> str:
    return "within the promise" if age <= promised else "breaks the promise"


def _sample(of: Inputs) -> list[Result]:
    share = of["expected_share_percent"] / 100
    z = _z(of["confidence_percent"])
    wanted = z**2 * share * (1 - share) / (of["margin_percent"] / 100) ** 2
    finite = wanted / (1 + (wanted - 1) / of["rows"])
    unseen = math.log(1 - of["confidence_percent"] / 100) / math.log(1 - share) if share else 0.0
    return [
        Result("rows", "Rows to look at", math.ceil(finite), "rows"),
        Result("percent", "Share of the table", 100 * finite / of["rows"], "%"),
        Result(
            "to_see_one",
            "Rows in which at least one faulty one is seen",
            min(of["rows"], math.ceil(unseen)),
            "rows",
        ),
    ]


def _z(confidence: float) -> float:
    from statistics import NormalDist  # noqa: PLC0415 - beside its only use

    return NormalDist().inv_cdf(0.5 + confidence / 200)


def _bounds(of: Inputs) -> list[Result]:
    growth = (1 + of["growth_percent"] / 100) ** (of["months_valid"] / 12)
    swing = of["variation_percent"] / 100
    return [
        Result("min_expected", "Fewest rows", math.floor(of["rows_per_day"] * (1 - swing)), "rows"),
        Result(
            "max_expected",
            "Most rows",
            math.ceil(of["rows_per_day"] * growth * (1 + swing)),
            "rows",
        ),
    ]


def _input(
    name: str,
    title: str,
    unit: str,
    usual: float | None = None,
    where: str = "",
    least: float = 0.0,
) -> Input:
    if not where:
        return Input(name, title, unit, usual, least=least)
    return Input(name, title, unit, usual, getattr(known, where), least)


_TINY = 1e-9
CALCULATORS: dict[str, Calculator] = {
    each.id: each
    for each in (
        Calculator(
            "storage",
            "Storage and its cost over the retention",
            "sum over months of gb_per_day x 30.4 / compression x (1 + growth)^(month / 12), "
            "each month charged for all that is kept",
            "cost-strategies",
            (
                _input("gb_per_day", "New data, uncompressed", "GB a day", None, "gb_per_day"),
                _input("retention_months", "Retention", "months", None, "retention_months", 1),
                _input("growth_percent", "Growth", "% a year", 0, "growth_percent"),
                _input("compression", "Compression", "times", 4, least=_TINY),
                _input("usd_per_gb_month", "Price", "USD a GB and month", 0.023),
            ),
            _storage,
        ),
        Calculator(
            "partitions",
            "Size and number of partitions",
            "gb_per_day / (partitions_per_day x tenants); partitions_per_day x tenants x "
            "retention x 30.4",
            "partitioning-rules",
            (
                _input("gb_per_day", "New data, compressed", "GB a day", None, "gb_per_day", _TINY),
                _input("retention_months", "Retention", "months", None, "retention_months"),
                _input("partitions_per_day", "Partitions", "a day", 1, least=_TINY),
                _input("tenants", "Tenants in the key", "tenants", 1, least=1),
            ),
            _partitions,
        ),
        Calculator(
            "spark",
            "Shuffle partitions and memory of Spark",
            "max(shuffle / 128 MB, 2 x cores); (memory - 0.3) x 0.6 / cores of an executor",
            "corrections/erratum-9",
            (
                _input("shuffle_gb", "Data of the largest shuffle", "GB"),
                _input("cores", "Cores of the cluster", "cores", 32, least=1),
                _input("cores_per_executor", "Cores of an executor", "cores", 4, least=1),
                _input("executor_memory_gb", "spark.executor.memory", "GB", 16, least=0.5),
            ),
            _spark,
        ),
        Calculator(
            "backfill",
            "Duration and order of a backfill",
            "ceil(ceil(days / batch_days) / parallel_batches) x minutes_per_batch; one at a "
            "time where parts build on each other",
            "backfill-protocol",
            (
                _input("days", "Days to process", "days", None, "backfill_days"),
                _input("batch_days", "Days of one part", "days", 1, "batch_days", _TINY),
                _input(
                    "minutes_per_batch", "Runtime of one part", "minutes", None, "minutes_per_batch"
                ),
                _input("parallel_batches", "Parts at once", "parts", 1, "parallel_batches"),
                _input("stateful", "Parts build on each other", "1 or 0", 0, "stateful"),
                _input("window_hours", "Time for it in a night", "hours", 8, least=_TINY),
            ),
            _backfill,
        ),
        Calculator(
            "freshness",
            "Age of the data against its promise",
            "gap + runtime; + retries x (runtime + pause) on a bad day",
            "data-contract",
            (
                _input("gap_minutes", "Longest gap between starts", "minutes", None, "longest_gap"),
                _input("runtime_minutes", "Longest runtime", "minutes", None, "runtime"),
                _input("retries", "Retries", "attempts", 3, "retries"),
                _input("retry_delay_minutes", "Pause", "minutes", 5, "retry_delay"),
                _input("freshness_minutes", "Promised age", "minutes", None, "freshness"),
            ),
            _freshness,
        ),
        Calculator(
            "sample",
            "Rows to look at in a check by sample",
            "z^2 p (1 - p) / margin^2, corrected for the size of the table (Cochran); "
            "ln(1 - confidence) / ln(1 - p) to see one faulty row",
            "quality-checks",
            (
                _input("rows", "Rows of the table", "rows", None, "row_count", 1),
                _input(
                    "expected_share_percent", "Expected share of faulty rows", "%", 1, least=_TINY
                ),
                _input("margin_percent", "Margin of error", "%", 0.5, least=_TINY),
                _input("confidence_percent", "Confidence", "%", 95, least=50),
            ),
            _sample,
        ),
        Calculator(
            "volume-bounds",
            "Bounds of a volume check that growth does not overtake",
            "rows x (1 - variation); rows x (1 + growth)^(months / 12) x (1 + variation)",
            "quality-checks/volume",
            (
                _input("rows_per_day", "Rows a day", "rows", None, "rows_per_day"),
                _input("growth_percent", "Growth", "% a year", 0, "growth_percent"),
                _input("variation_percent", "Usual variation", "%", 50),
                _input("months_valid", "How long the bounds should hold", "months", 12),
            ),
            _bounds,
        ),
    )
}
