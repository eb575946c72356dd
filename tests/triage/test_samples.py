"""What triage says of each shipped log: verdict, cause, proving line and its signature."""

from pathlib import Path

import pytest

from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.log_stream import log_lines

EXPECTED = {
    "airflow-pod-bytes.log": ("matched", "late_data_or_offset", 2),
    "connection-refused-airflow.log": ("matched", "connection", 12),
    "data-quality-dbt-test.log": ("matched", "data_quality", 3),
    "delta-conflict.log": ("matched", "concurrency_conflict", 3),
    "duplicate-key-postgres.log": ("matched", "duplicate_key", 2),
    "healthy.log": ("no_failure", None, None),
    "kafka-connect-trace.log": ("matched", "config_error", 6),
    "kubernetes-quota.log": ("matched", "resource_exhausted", 2),
    "missing-module.log": ("matched", "dependency_missing", 6),
    "out-of-memory-spark.log": ("matched", "out_of_memory", 8),
    "permission-denied-s3.log": ("matched", "permission", 3),
    "postgres-disk-full.log": ("matched", "resource_exhausted", 2),
    "python-chain.log": ("matched", "resource_exhausted", 7),
    "schema-mismatch-dbt.log": ("matched", "schema_mismatch", 13),
    "sla-timeout-snowflake.log": ("matched", "timeout", 9),
    "unheard-of-product.log": ("unknown", "unknown", 2),
    "wrappers-only.log": ("unknown", "unknown", 7),
}


def test_every_sample_has_an_expectation(samples: Path) -> None:
    assert {path.name for path in (samples / "logs").iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_sample(name: str, samples: Path, catalogue: Catalogue) -> None:
    diagnosis = classify(log_lines(samples / "logs" / name), catalogue)
    verdict, cause, line = EXPECTED[name]
    assert (diagnosis.verdict, diagnosis.cause) == (verdict, cause)
    assert (diagnosis.evidence[0].line if diagnosis.evidence else None) == line


def test_wrappers_name_the_next_place_to_look(samples: Path, catalogue: Catalogue) -> None:
    diagnosis = classify(log_lines(samples / "logs" / "wrappers-only.log"), catalogue)
    assert any("containerStatuses" in step.command for step in diagnosis.next)
    assert diagnosis.retry.safe == "unknown"


def test_a_conflict_that_left_nothing_behind_may_be_retried(
    samples: Path, catalogue: Catalogue
) -> None:
    diagnosis = classify(log_lines(samples / "logs" / "delta-conflict.log"), catalogue)
    assert diagnosis.transient == "yes"
    assert diagnosis.retry.safe == "yes"


def test_memory_is_not_retried_unchanged(samples: Path, catalogue: Catalogue) -> None:
    diagnosis = classify(log_lines(samples / "logs" / "out-of-memory-spark.log"), catalogue)
    assert diagnosis.technology == "spark"
    assert diagnosis.retry.safe == "no"
