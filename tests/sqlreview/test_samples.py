"""The shipped samples, with what the review must find in them: file, line, column, rule."""

from pathlib import Path

from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths

EXPECTED = [
    ("bigquery/campaign_report.sql", 3, 10, "select-star"),
    ("bigquery/campaign_report.sql", 7, 7, "function-on-column"),
    ("bigquery/campaign_report.sql", 10, 8, "correlated-subquery"),
    ("bigquery/campaign_report.sql", 16, 48, "multiple-passes"),
    ("bigquery/campaign_report.sql", 18, 73, "order-by-without-limit"),
    ("postgres/accounts.sql", 1, 38, "null-comparison"),
    ("postgres/accounts.sql", 5, 7, "not-in-nullable"),
    ("postgres/accounts.sql", 7, 31, "like-leading-wildcard"),
    ("postgres/accounts.sql", 9, 39, "cartesian-join"),
    ("postgres/accounts.sql", 14, 1, "dml-without-where"),
    ("postgres/accounts.sql", 18, 8, "distinct-hides-fanout"),
    ("snowflake/support_metrics.sql", 4, 14, "aggregate-over-fanout"),
    ("snowflake/support_metrics.sql", 15, 1, "union-instead-of-union-all"),
    ("tsql/monthly_close.sql", 2, 1, "dml-without-where"),
    ("tsql/monthly_close.sql", 6, 7, "function-on-column"),
]


def test_findings_of_the_samples(samples: Path) -> None:
    folder = samples / "sql"
    rules = sorted({rule for *_, rule in EXPECTED})
    review = review_paths([folder], Options(select=tuple(rules)))
    found = [
        (Path(file.path).relative_to(folder).as_posix(), f.place.line, f.place.column, f.rule)
        for file in review.files
        for f in file.findings
    ]
    assert found == EXPECTED


def test_the_statement_that_does_not_parse_is_told_and_the_rest_is_reviewed(samples: Path) -> None:
    review = review_paths([samples / "sql"])
    errors = {
        Path(file.path).name: [(error.line, error.broken) for error in file.errors]
        for file in review.files
        if file.errors
    }
    assert errors == {"accounts.sql": [(16, True)]}


def test_the_folder_names_the_dialect(samples: Path) -> None:
    review = review_paths([samples / "sql"])
    assert {Path(file.path).parent.name == file.dialect for file in review.files} == {True}
