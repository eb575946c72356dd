"""The Spark samples, with what the review must find in them, and where it sends the reader."""

from pathlib import Path

from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths

PROGRAM = [
    (11, "spark-infer-schema", "spark-checklist/complex-transformations"),
    (12, "function-on-column", "sql-checklist/string-operations-in-where"),
    (14, "spark-udf-with-built-in", "spark-checklist/complex-transformations"),
    (16, "spark-window-without-partition", "spark-checklist/data-skew"),
    (19, "spark-recomputed-frame", "spark-checklist/repeated-computation"),
    (21, "spark-count-for-existence", "spark-checklist/complex-transformations"),
    (23, "spark-partition-by-many-values", "partitioning-rules/low-cardinality"),
    (25, "spark-collect", "spark-checklist/oom-errors"),
]
CONFIGURATION = [
    (4, "spark-conf-risky-value", "spark-checklist/oom-errors"),
    (6, "spark-conf-risky-value", "spark-checklist/oom-errors"),
    (7, "spark-conf-risky-value", "spark-checklist/oom-errors"),
    (8, "spark-conf-risky-value", "spark-checklist/data-skew"),
    (9, "spark-conf-unknown-property", "spark-properties"),
    (10, "spark-conf-conflict", "spark-checklist/shuffle-heavy-joins"),
    (13, "spark-conf-conflict", "failure-triage"),
]


def test_findings_of_the_samples(samples: Path) -> None:
    review = review_paths([samples / "spark"], Options(embedded=True))
    found = {
        Path(file.path).name: [(f.place.line, f.rule, f.source) for f in file.findings]
        for file in review.files
    }
    assert found == {"daily_orders.py": PROGRAM, "spark-defaults.conf": CONFIGURATION}
    assert [file.errors for file in review.files] == [(), ()]
