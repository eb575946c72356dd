"""What calculators find in a design. Each function returns None where nothing is stated."""

from workbench.designs.backfill import Backfill
from workbench.designs.brief import DataVolume
from workbench.designs.contract import Contract
from workbench.designs.dataset import Dataset
from workbench.designs.design import Design
from workbench.designs.names import plain_name
from workbench.designs.pipeline import Pipeline
from workbench.designs.schedule import Schedule, read_schedule


def _volume(design: Design) -> DataVolume | None:
    return design.brief.current_state.data_volume if design.brief else None


def gb_per_day(design: Design, subject: str) -> float | None:
    """Return new data a day: of the table, else of the brief."""
    dataset = dataset_of(design, subject)
    if dataset is not None and dataset.volume.gb_per_day:
        return dataset.volume.gb_per_day
    volume = _volume(design)
    return volume.current_gb_per_day or None if volume and not subject else None


def growth_percent(design: Design, _subject: str) -> float | None:
    """Return the growth in a year."""
    volume = _volume(design)
    return volume.growth_rate_percent or None if volume else None


def retention_months(design: Design, subject: str) -> float | None:
    """Return how long data is kept: by the pipeline, the contract, or the brief."""
    pipeline = pipeline_of(design, subject)
    if pipeline is not None and pipeline.load.retention_months:
        return pipeline.load.retention_months
    contract = contract_of(design, subject)
    if contract is not None and contract.retention_months:
        return contract.retention_months
    volume = _volume(design)
    return volume.retention_months or None if volume else None


def rows_per_day(design: Design, subject: str) -> float | None:
    """Return new rows a day of a table."""
    dataset = dataset_of(design, subject)
    return dataset.volume.rows_per_day or None if dataset else None


def row_count(design: Design, subject: str) -> float | None:
    """Return how many rows a table holds."""
    dataset = dataset_of(design, subject)
    return dataset.volume.row_count or None if dataset else None


def longest_gap(design: Design, subject: str) -> float | None:
    """Return the longest time between two starts of a pipeline, in minutes."""
    schedule = _schedule(design, subject)
    return schedule.longest_gap if schedule else None


def runtime(design: Design, subject: str) -> float | None:
    """Return the longest acceptable runtime, in minutes."""
    pipeline = pipeline_of(design, subject)
    return pipeline.sla_minutes or None if pipeline else None


def retries(design: Design, subject: str) -> float | None:
    """Return how often a run is tried again."""
    pipeline = pipeline_of(design, subject)
    return float(pipeline.error_handling.max_retries) if pipeline else None


def retry_delay(design: Design, subject: str) -> float | None:
    """Return the pause between attempts, in minutes."""
    pipeline = pipeline_of(design, subject)
    return pipeline.error_handling.retry_delay_seconds / 60 if pipeline else None


def freshness(design: Design, subject: str) -> float | None:
    """Return the age that the contract of the target promises, in minutes."""
    contract = contract_of(design, subject)
    hours = contract.sla.freshness_hours if contract else 0
    return hours * 60 or None


def backfill_days(design: Design, subject: str) -> float | None:
    """Return how many days a backfill covers."""
    backfill = backfill_of(design, subject)
    if backfill is None or backfill.scope.start_date is None or backfill.scope.end_date is None:
        return None
    return float((backfill.scope.end_date - backfill.scope.start_date).days)


def batch_days(design: Design, subject: str) -> float | None:
    """Return how many days one part of a backfill covers."""
    backfill = backfill_of(design, subject)
    return backfill.execution.batch_days or None if backfill else None


def parallel_batches(design: Design, subject: str) -> float | None:
    """Return how many parts run at once."""
    backfill = backfill_of(design, subject)
    return float(backfill.execution.parallel_batches) or None if backfill else None


def minutes_per_batch(design: Design, subject: str) -> float | None:
    """Return the runtime of one part, in minutes."""
    backfill = backfill_of(design, subject)
    return backfill.execution.minutes_per_batch or None if backfill else None


def stateful(design: Design, subject: str) -> float | None:
    """Return 1 if parts of a backfill build on each other, 0 if not."""
    backfill = backfill_of(design, subject)
    stated = backfill.execution.stateful if backfill else None
    return None if stated is None else float(stated)


def dataset_of(design: Design, subject: str) -> Dataset | None:
    """Return the catalogue entry of a table, or of the target of a pipeline."""
    wanted = {plain_name(subject), _target(design, subject)} - {""}
    return next((each for each in design.datasets if plain_name(each.name) in wanted), None)


def contract_of(design: Design, subject: str) -> Contract | None:
    """Return the contract of a table, or of the target of a pipeline."""
    wanted = {plain_name(subject), _target(design, subject)} - {""}
    return next((each for each in design.contracts if plain_name(each.name) in wanted), None)


def pipeline_of(design: Design, subject: str) -> Pipeline | None:
    """Return the pipeline of this name, or the one that writes the table of this name."""
    by_name = (each for each in design.pipelines if each.name == subject and subject)
    named = next(by_name, None)
    if named is not None or not subject:
        return named
    plain = plain_name(subject)
    written = (e for e in design.pipelines if plain_name(e.load.target_dataset) == plain)
    return next(written, None)


def backfill_of(design: Design, subject: str) -> Backfill | None:
    """Return the backfill of this name, or the only one."""
    if not subject and len(design.backfills) == 1:
        return design.backfills[0]
    return next((each for each in design.backfills if each.name == subject), None)


def _target(design: Design, subject: str) -> str:
    found = next((each for each in design.pipelines if each.name == subject), None)
    return plain_name(found.load.target_dataset) if found else ""


def _schedule(design: Design, subject: str) -> Schedule | None:
    pipeline = pipeline_of(design, subject)
    if pipeline is None or not pipeline.schedule:
        return None
    try:
        return read_schedule(pipeline.schedule, pipeline.timezone)
    except ValueError:
        return None
