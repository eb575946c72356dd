"""The health dashboard: which metrics are watched, and from where on somebody is told."""

from typing import Annotated

from workbench.designs.document import Document, FieldHelp
from workbench.designs.field_types import FilledText
from workbench.designs.priority import Priority

METRICS = (
    *("Pipeline Success Rate", "Average Runtime", "Data Freshness", "Data Volume Variance"),
    *("Quality Check Pass Rate", "Failed Pipeline Count", "Backfill Queue", "Infrastructure Cost"),
)


class Metric(Document):
    """One metric of the dashboard."""

    metric: Annotated[
        str,
        FieldHelp(
            "Metric",
            "Its name as the panel shows it.",
            "Pipeline Success Rate",
            suggestions=METRICS,
            required=True,
        ),
    ] = ""
    formula: Annotated[
        str,
        FieldHelp(
            "Formula",
            "How it is computed, from the run log, the tables or the bill.",
            "successful_runs / total_runs * 100",
        ),
    ] = ""
    target: Annotated[str, FieldHelp("Target", "What good looks like.", ">99%")] = ""
    alert_threshold: Annotated[
        str, FieldHelp("Alert threshold", "From where on somebody is told.", "<95%")
    ] = ""
    pipelines: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Pipelines",
            "The pipelines that it watches; none named means all.",
            "orders_daily",
            entry="Pipeline",
        ),
    ] = ()
    severity: Annotated[
        Priority | None, FieldHelp("Severity", "How soon somebody must answer.", "P1")
    ] = None
    alert_channel: Annotated[
        str, FieldHelp("Alert channel", "Where the alert goes.", "#data-alerts")
    ] = ""
    runbook: Annotated[
        str,
        FieldHelp(
            "Runbook",
            "The entry that says what to do: of the handbook, or an address.",
            "failure-triage",
        ),
    ] = ""


class Dashboard(Document):
    """The dashboard of all pipelines."""

    pipeline_metrics: Annotated[
        tuple[Metric, ...], FieldHelp("Metrics", "What is watched.", entry="Metric")
    ] = ()
