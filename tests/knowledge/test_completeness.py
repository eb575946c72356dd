"""Nothing of the methodology is missing: its tables, lists, templates and figures.

The ids and the figures stand here as literals on purpose. A row that is dropped, renamed or
loses its figure fails the line that names it.
"""

import json
import re
from functools import cache

import pytest

from workbench.handbook.checklist import Checklist
from workbench.handbook.handbook import Handbook
from workbench.handbook.rubric import Rubric
from workbench.handbook.template import Template
from workbench.handbook.tree import Tree

ROWS: dict[str, tuple[int, str]] = {
    # phase 1
    "architecture-patterns": (
        8,
        "batch-etl micro-batch streaming lambda kappa lakehouse data-mesh feature-store",
    ),
    "orchestration": (6, "airflow dagster prefect dbt temporal cron-scripts"),
    "processing": (6, "spark duckdb polars pandas flink sql-warehouse"),
    "storage": (
        7,
        "snowflake bigquery redshift databricks postgresql object-storage delta-iceberg",
    ),
    # phase 2
    "modelling-approaches": (5, "kimball inmon data-vault one-big-table activity-schema"),
    "scd-types": (5, "type-1 type-2 type-3 type-4 type-6"),
    "naming-conventions": (
        13,
        "raw-tables staging-models intermediate-models fact-tables dimension-tables metrics"
        " snapshots boolean-columns timestamp-columns date-columns id-columns amount-columns"
        " count-columns",
    ),
    # phase 3
    "load-strategies": (5, "append upsert-merge truncate-reload partition-swap soft-delete"),
    "idempotency-rules": (
        5,
        "merge-not-insert partition-swap external-watermarks dedup-at-ingestion run-twice",
    ),
    # phase 4
    "quality-dimensions": (6, "completeness uniqueness validity accuracy freshness consistency"),
    "quality-checks": (
        7,
        "completeness uniqueness freshness volume referential distribution reconciliation",
    ),
    "quality-severities": (4, "p0 p1 p2 p3"),
    # phase 5
    "sql-checklist": (
        9,
        "full-table-scan large-joins select-star correlated-subquery distinct-on-large-result"
        " order-by-without-limit string-operations-in-where multiple-passes not-in-with-nulls",
    ),
    "spark-checklist": (
        8,
        "shuffle-heavy-joins data-skew small-files too-many-partitions oom-errors slow-writes"
        " repeated-computation complex-transformations",
    ),
    "partitioning": (5, "transactional multi-tenant geospatial logs reference"),
    "partitioning-rules": (4, "target-size partition-count low-cardinality filter-on-the-key"),
    # phase 6
    "data-classification": (4, "public internal confidential restricted"),
    "pii-rules": (7, "identify classify minimize protect retain audit right-to-delete"),
    # phase 7
    "pipeline-metrics": (
        8,
        "success-rate average-runtime data-freshness volume-variance quality-pass-rate failed-count"
        " backfill-queue infrastructure-cost",
    ),
    "alert-severities": (4, "p0 p1 p2 p3"),
    # phase 8
    "test-pyramid": (6, "unit integration contract data-quality e2e performance"),
    "backfill-protocol": (
        9,
        "scope impact-assessment communication isolation validation execution monitoring"
        " verification documentation",
    ),
    # phase 9
    "cost-strategies": (
        8,
        "right-size-compute spot-instances compress-data lifecycle-policies eliminate-unused"
        " query-patterns reserved-capacity cache-expensive-queries",
    ),
    "cost-red-flags": (
        7,
        "concentrated-spend rising-cost-per-row unqueried-tables always-on-environments"
        " scans-over-1-tb uncompressed-storage cross-region-transfer",
    ),
    # phase 10
    "schema-change": (5, "detect classify test deploy communicate"),
    "disaster-recovery": (
        5,
        "code-lost warehouse-corrupted source-down region-outage credential-compromise",
    ),
    # phase 11
    "cdc-debezium": (5, "flow topics schema-registry serialization offset-management"),
    "mesh-principles": (
        4,
        "domain-ownership data-as-a-product self-serve-platform federated-governance",
    ),
    "mesh-counter-signs": (
        4,
        "few-producers-and-consumers small-team single-domain early-stage",
    ),
    # for all phases
    "maturity-rubric": (
        7,
        "pipeline-reliability data-quality performance documentation monitoring testing"
        " cost-efficiency",
    ),
    "timezone-traps": (4, "store-utc event-time daylight-saving late-arrivals"),
    "late-data": (4, "maximum-lateness reprocess-partitions lateness-metric patch-pipeline"),
    "exactly-once": (
        4,
        "at-least-once-and-idempotent deduplicate kafka-transactions database-merge",
    ),
    "schema-evolution": (
        4,
        "backward-compatible forward-compatible full-compatible schema-registry",
    ),
    "multi-tenant": (
        5,
        "tenant-id-everywhere row-level-security separate-compute no-cross-tenant-joins"
        " tenant-aware-backfill",
    ),
    "lake-anti-patterns": (4, "data-swamp small-files no-table-format no-access-control"),
    "commands": (
        12,
        "design-pipeline model-for-analytics optimize set-up-quality audit-infrastructure"
        " help-with-issue design-catalogue plan-migration set-up-monitoring review-costs"
        " handle-schema-change backfill",
    ),
    "corrections": (11, " ".join(f"erratum-{number}" for number in range(1, 12))),
}
"""For each table or list of the methodology: how many rows it has, and their ids in order."""

POINTS: dict[str, str] = {
    "schema-change/classify": "additive rename type-change column-removed",
    "pii-rules/protect": "pseudonymise mask encrypt",
}
"""Items that hold a list of their own."""

FIELDS: dict[str, str] = {
    "architecture-brief/brief": (
        "project_name business_context data_consumers team use_case latency_requirement"
        " query_pattern current_state sources storage pain_points data_volume current_gb_per_day"
        " growth_rate_percent retention_months constraints budget_monthly_usd team_size skill_level"
        " compliance cloud_provider"
    ),
    "dimensional-model/model": (
        "fact_table name grain grain_statement measures type aggregation business_definition"
        " degenerate_dimensions foreign_keys dimensions natural_key surrogate_key attributes source"
        " scd_type hierarchy"
    ),
    "pipeline/pipeline": (
        "pipeline name owner schedule sla_minutes tier extract source_system connection strategy"
        " incremental_key watermark_storage transform engine stages operations load target_system"
        " merge_keys partition_key clustering_keys quality_gates pre_load post_load error_handling"
        " max_retries retry_delay_seconds alert_channels"
    ),
    "data-contract/contract": (
        "contract name version owner consumers sla freshness_hours availability_percent"
        " support_hours schema column type nullable description business_definition pii checks"
        " params breaking_change_policy notification_channel"
    ),
    "catalogue-entry/dataset": (
        "dataset name description owner_team steward domain tier lineage sources transformations"
        " downstream refresh schedule sla_hours last_successful_run quality tests last_score"
        " known_issues access classification pii_columns access_request_process usage"
        " avg_daily_queries top_consumers cost_monthly_usd"
    ),
    "health-dashboard/dashboard": (
        "dashboard pipeline_metrics metric formula target alert_threshold"
    ),
    "cost-tracking/cost-tracking": (
        "cost_tracking by_pipeline pipeline compute_monthly_usd storage_monthly_usd"
        " egress_monthly_usd total cost_per_row business_value roi_justified"
        " optimization_opportunities description estimated_savings_usd effort priority"
    ),
    "feature-store-template/feature-store": (
        "feature_store entity entity_key features name description type source computation"
        " freshness ttl_hours serving online offline point_in_time_correct"
    ),
    "run-log/record": (
        "pipeline_name run_id started_at completed_at status stage rows_extracted rows_transformed"
        " rows_loaded rows_rejected quality_checks_passed quality_checks_failed duration_seconds"
        " error_message watermark_before watermark_after"
    ),
    "dbt-tests/model-tests": (
        "models name columns unique not_null relationships to field dbt_utils.accepted_range"
        " min_value max_value accepted_values values dbt_utils.recency datepart interval"
    ),
}
"""For each template: the names of its keys, in the order in which they first occur."""

CHOICES: dict[str, str] = {
    "architecture-brief/brief": (
        "analytics ML operational reporting reverse-ETL real-time near-real-time batch ad-hoc"
        " scheduled API dashboard junior mid senior mixed GDPR HIPAA SOX PCI none AWS GCP Azure"
        " multi on-prem"
    ),
    "dimensional-model/model": (
        "additive semi-additive non-additive SUM AVG COUNT MIN MAX DISTINCT 1 2 3"
    ),
    "pipeline/pipeline": (
        "full incremental CDC log-based SQL Spark Python dbt clean conform enrich aggregate append"
        " upsert merge truncate-reload partition-swap fail-fast dead-letter retry skip-and-alert"
        " 3 300"
    ),
    "data-contract/contract": (
        "99.9 business-hours 24x7 not_null unique range enum regex custom notify-30-days"
        " version-bump never-break"
    ),
    "catalogue-entry/dataset": (
        "sales marketing finance product engineering gold silver bronze public internal"
        " confidential restricted"
    ),
    "cost-tracking/cost-tracking": "low medium high",
    "feature-store-template/feature-store": (
        "batch streaming on-demand total_orders_30d avg_order_value_90d last_login_minutes_ago 48 1"
    ),
    "run-log/record": "success failed partial",
    "dbt-tests/model-tests": (
        "fct_orders order_id customer_id dim_customers order_amount 1000000 order_status pending"
        " confirmed shipped delivered cancelled ordered_at day 2"
    ),
}
"""Values that the methodology's templates give or allow."""

FIGURES: dict[str, str] = {
    "architecture-patterns/micro-batch": "5",
    "architecture-patterns/streaming": "1",
    "architecture-patterns/data-mesh": "5",
    "orchestration/airflow": "5",
    "orchestration/cron-scripts": "3",
    "processing/spark": "100 10",
    "processing/duckdb": "100",
    "processing/polars": "50",
    "processing/pandas": "1 5",
    "storage/postgresql": "500 1",
    "load-strategies/truncate-reload": "1",
    "quality-severities/p1": "5 4",
    "quality-severities/p2": "1",
    "sql-checklist/full-table-scan": "10 100",
    "sql-checklist/large-joins": "5 50",
    "sql-checklist/select-star": "2 10",
    "sql-checklist/correlated-subquery": "10 100",
    "sql-checklist/distinct-on-large-result": "2 5",
    "sql-checklist/multiple-passes": "2 5",
    "spark-checklist/shuffle-heavy-joins": "100",
    "spark-checklist/too-many-partitions": "2 3",
    "partitioning-rules/target-size": "100 1",
    "pipeline-metrics/success-rate": "99 95",
    "pipeline-metrics/average-runtime": "7 80",
    "pipeline-metrics/volume-variance": "20 50",
    "pipeline-metrics/quality-pass-rate": "100 95",
    "pipeline-metrics/failed-count": "24 0",
    "pipeline-metrics/backfill-queue": "0 5",
    "pipeline-metrics/infrastructure-cost": "110",
    "alert-severities/p0": "15",
    "alert-severities/p1": "1 4",
    "alert-severities/p2": "4",
    "alert-severities/p3": "80",
    "cost-strategies/right-size-compute": "20 40",
    "cost-strategies/spot-instances": "60 80",
    "cost-strategies/compress-data": "50 80",
    "cost-strategies/lifecycle-policies": "40 70",
    "cost-strategies/eliminate-unused": "10 30",
    "cost-strategies/query-patterns": "30 60",
    "cost-strategies/reserved-capacity": "30 50",
    "cost-strategies/cache-expensive-queries": "20 50",
    "cost-red-flags/concentrated-spend": "30",
    "cost-red-flags/unqueried-tables": "30",
    "cost-red-flags/always-on-environments": "24 7",
    "cost-red-flags/scans-over-1-tb": "1",
    "disaster-recovery/code-lost": "0 1",
    "disaster-recovery/warehouse-corrupted": "4",
    "disaster-recovery/region-outage": "24 8",
    "disaster-recovery/credential-compromise": "0 2",
    "mesh-counter-signs/few-producers-and-consumers": "5",
    "mesh-counter-signs/small-team": "20",
    "lake-anti-patterns/small-files": "1 100",
    "maturity-rubric/pipeline-reliability": "99.5",
    "corrections/erratum-7": "182,500 10,000",
}
"""Thresholds and figures that a row must still hold, in its title or its texts."""


KINDS = frozenset({"checklist", "matrix", "reference", "rubric", "template", "tree"})


@cache
def handbook() -> Handbook:
    return Handbook.load(kinds=KINDS)


def template_body(ref: str) -> str:
    page_id, _, part_id = ref.partition("/")
    page = handbook().page(page_id, Template)
    return next(part.body for part in page.parts if part.id == part_id)


@pytest.mark.parametrize("page_id", ROWS)
def test_every_row_is_there_in_order(page_id: str) -> None:
    count, ids = ROWS[page_id]
    found = [entry.id for entry in handbook().pages[page_id].entries()]
    assert found == ids.split()
    assert len(found) == count


@pytest.mark.parametrize("ref", POINTS)
def test_every_sub_point_is_there(ref: str) -> None:
    page_id, _, item_id = ref.partition("/")
    items = {item.id: item for item in handbook().page(page_id, Checklist).items}
    assert [point.id for point in items[item_id].points] == POINTS[ref].split()


@pytest.mark.parametrize("ref", FIELDS)
def test_every_field_name_is_in_the_template(ref: str) -> None:
    body = template_body(ref)
    missing = [
        name for name in FIELDS[ref].split() if not re.search(rf"\b{re.escape(name)}\b", body)
    ]
    assert missing == []


def test_the_run_log_has_its_sixteen_fields_and_no_other() -> None:
    record = json.loads(template_body("run-log/record"))
    assert list(record) == FIELDS["run-log/record"].split()
    assert len(record) == 16


@pytest.mark.parametrize("ref", CHOICES)
def test_every_choice_and_default_is_in_the_template(ref: str) -> None:
    body = template_body(ref)
    missing = [
        choice
        for choice in CHOICES[ref].split()
        if not re.search(rf"(?<![\w.]){re.escape(choice)}(?!\w)", body)
    ]
    assert missing == []


@pytest.mark.parametrize("ref", FIGURES)
def test_every_figure_is_kept(ref: str) -> None:
    found = handbook().get(ref)
    assert found is not None
    assert found.entry is not None
    own = [text for text in found.entry.texts() if text not in notes_of(ref)]
    text = " ".join([found.title, *own])
    missing = [
        figure
        for figure in FIGURES[ref].split()
        if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d])(?!,\d)", text)
    ]
    assert missing == [], text


def notes_of(ref: str) -> set[str]:
    found = handbook().get(ref)
    assert found is not None
    assert found.entry is not None
    return {note.text for note in found.entry.notes}


def test_the_rubric_keeps_its_weights_levels_and_bands() -> None:
    rubric = handbook().page("maturity-rubric", Rubric)
    earned = [(each.weight, *(level.points for level in each.levels)) for each in rubric.dimensions]
    assert earned == [
        (20, 0, 10, 20),
        (20, 0, 10, 20),
        (15, 0, 8, 15),
        (10, 0, 5, 10),
        (15, 0, 8, 15),
        (10, 0, 5, 10),
        (10, 0, 5, 10),
    ]
    assert [(band.lowest, band.highest) for band in rubric.bands] == [
        (0, 40),
        (41, 60),
        (61, 80),
        (81, 100),
    ]


def test_the_commands_keep_their_phrases_and_lead_somewhere() -> None:
    commands = handbook().page("commands", Checklist).items
    assert [re.findall(r"\[([^\]]+)\]", each.title) for each in commands] == [
        ["source", "target"],
        ["entity/domain"],
        [],
        ["table/pipeline"],
        [],
        ["Spark/Airflow/dbt/Kafka"],
        [],
        ["old", "new"],
        [],
        [],
        ["source"],
        ["table", "date range"],
    ]
    assert all(each.links for each in commands)


def test_the_extraction_tree_reaches_every_strategy() -> None:
    tree = handbook().page("extraction", Tree)
    leaves = {node.id for node in tree.nodes if not node.followers()}
    assert len(leaves) == 8, sorted(leaves)


def test_the_triage_tree_has_its_four_stages() -> None:
    tree = handbook().page("failure-triage", Tree)
    assert tree.stages == ("check", "impact", "fix", "post-fix")
    ids = {node.id for node in tree.nodes}
    assert ids >= {
        "connection-timeout",
        "schema-mismatch",
        "data-quality-failed",
        "out-of-memory",
        "permission-denied",
        "duplicate-key",
        "sla-breach",
    }
    impact = {node.id for node in tree.nodes if node.stage == "impact" and node.kind == "question"}
    assert impact >= {"affected", "freshness", "notify"}
    assert ids >= {"transient", "data-issue", "schema-change", "infrastructure"}
    after = [node for node in tree.nodes if node.stage == "post-fix" and node.kind == "step"]
    assert len(after) == 3


def test_the_worked_example_is_there() -> None:
    page = handbook().pages["worked-example"]
    text = " ".join(text for entry in page.entries() for text in entry.texts())
    for fact in ("500", "20", "12", "5000", "GDPR", "AWS", "PostgreSQL", "Kafka", "S3"):
        assert re.search(rf"(?<!\d){fact}\b", text.replace(",", "")), fact
    for pattern in ("Lambda", "Lakehouse", "Feature Store"):
        assert pattern.casefold() in text.casefold(), pattern
