"""How long a large design takes to load, to check, to change and to save.

A design of 100 pipelines and 300 data sets, with their contracts and checks, is written
to one file, and to a folder with a file for each document. Each step is compared with a
bare parse of the same text by PyYAML's C loader in the same process; the best round of
each counts, so that other load cancels out.

    python -m benchmarks.design_scale [PIPELINES DATASETS]
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from workbench.designs.drafts import Drafts
from workbench.designs.store import DesignFile
from workbench.handbook.handbook import Handbook
from workbench.lint.check import Check

ResultT = TypeVar("ResultT")
ROUNDS = 7
LOAD_TO_SAVE = ("load", "validate", "check", "change and keep draft", "save")


def main() -> None:
    """Print seconds and ratios for a file and for a folder."""
    pipelines, datasets = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (100, 300)
    text = large_design(pipelines, datasets)
    check = Check(Handbook.load())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "design.yaml"
        file.write_text(text)
        size = f"{len(text) / 1000:.0f} kB, {text.count(chr(10))} lines"
        print(f"{pipelines} pipelines, {datasets} data sets: {size}")
        _report("one file", file, text, check)
        split = Path(folder) / "split"
        count = write_folder(split, text)
        _report(f"folder of {count} files", split, text, check)


def large_design(pipelines: int, datasets: int) -> str:
    """Return a design in which every pipeline writes a data set that has a contract."""
    return "\n".join(["workbench: 1", *_documents(pipelines, datasets)]) + "\n"


def write_folder(folder: Path, text: str) -> int:
    """Write each pipeline, data set and contract of a design to a file of its own."""
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    (folder / "design.yaml").parent.mkdir(parents=True)
    singles = {"pipelines": "pipeline", "datasets": "dataset", "contracts": "contract"}
    count = 1
    for section, key in singles.items():
        (folder / section).mkdir()
        for document in data.pop(section):
            path = folder / section / f"{document['name']}.yaml"
            path.write_text(yaml.safe_dump({key: document}, sort_keys=False))
            count += 1
    (folder / "design.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
    return count


def _documents(pipelines: int, datasets: int) -> Iterator[str]:
    yield "brief:\n  project_name: Large\n  current_state:\n    data_volume:"
    yield "      current_gb_per_day: 500  # all sources\n      retention_months: 24"
    yield "pipelines:"
    yield from (_PIPELINE.format(number=number) for number in range(pipelines))
    yield "contracts:"
    yield from (_CONTRACT.format(number=number) for number in range(pipelines))
    yield "datasets:"
    for number in range(datasets):
        source = f"fct_thing_{number % pipelines}" if number >= pipelines else f"raw_{number}"
        yield _DATASET.format(number=number, source=source)


_PIPELINE = """\
  # Loads thing {number} every night.
  - name: load_thing_{number}
    owner: Data platform team
    schedule: "0 4 * * *"   # before the reports
    timezone: UTC
    sla_minutes: 60
    tier: 2
    extract:
      source_system: PostgreSQL
      source_datasets: [raw_{number}]
      connection: shop_replica
      strategy: incremental
      incremental_key: updated_at
      watermark_storage: ops.watermarks
    transform:
      engine: SQL
      stages:
        - name: clean
          operations: [dedupe by thing_id, cast types, trim names]
        - name: conform
          operations: [currencies to EUR, time zones to UTC]
    load:
      target_system: Snowflake
      target_dataset: fct_thing_{number}
      strategy: merge
      merge_keys: [thing_id]
      partition_key: thing_date
    quality_gates:
      pre_load: [schema matches]
      post_load: [thing_id is unique, reconciliation with the source]
    error_handling:
      strategy: fail-fast
      max_retries: 2
      retry_delay_seconds: 300
      alert_channels: ["#data-alerts"]"""

_CONTRACT = """\
  - name: fct_thing_{number}
    version: "1.0"
    owner: Data platform team
    consumers: [Marketing]
    sla:
      freshness_hours: 26
      availability_percent: 99.5
    schema:
      - column: thing_id
        type: BIGINT
        checks:
          - type: unique
          - type: not_null
      - column: thing_date
        type: DATE
      - column: thing_amount
        type: DECIMAL(18, 2)
        nullable: true
      - column: updated_at
        type: TIMESTAMP WITH TIME ZONE
    notification_channel: "#things\""""

_DATASET = """\
  - name: fct_thing_{number}
    description: One row per thing {number}, for the daily reports
    owner_team: Data platform team
    domain: sales
    tier: silver
    lineage:
      sources: [{source}]
      transformations: cleaned, conformed, joined
      downstream: [Marketing]
    refresh:
      schedule: "0 4 * * *"
      sla_hours: 26
      last_successful_run: 2026-01-31T04:12:30Z
    quality:
      tests: [unique, volume]
      known_issues: []
    access:
      classification: internal
      pii_columns: []
    usage:
      avg_daily_queries: 20
      cost_monthly_usd: 12"""


def _report(name: str, path: Path, text: str, check: Check) -> None:
    rounds = [_round(path, text, check) for _ in range(ROUNDS)]
    best = {step: min(one[step] for one in rounds) for step in rounds[0]}
    best["load to save"] = sum(best[step] for step in LOAD_TO_SAVE)
    print(name)
    for step, seconds in best.items():
        ratio = seconds / best["bare parse"]
        print(f"  {step:<22}{seconds * 1000:8.0f} ms   {ratio:5.2f} x the bare parse")


def _round(path: Path, text: str, check: Check) -> dict[str, float]:
    taken: dict[str, float] = {}

    def timed(step: str, call: Callable[[], ResultT]) -> ResultT:
        start = time.perf_counter()
        result = call()
        taken[step] = time.perf_counter() - start
        return result

    timed("bare parse", lambda: yaml.load(text, Loader=yaml.CSafeLoader))
    file = timed("load", lambda: DesignFile.open(path, Drafts(path.parent / "drafts")))
    problems = timed("validate", lambda: (file.problems, file.design)[0])
    assert not problems, problems[:3]
    timed("check", lambda: check.design(file))
    number = int(time.time() * 1000) % 90
    timed(
        "change and keep draft",
        lambda: file.set(("pipelines", number, "owner"), f"team {time.time()}"),
    )
    timed("validate again", lambda: (file.problems, file.design))
    timed("save", file.save)
    return taken


if __name__ == "__main__":
    main()
