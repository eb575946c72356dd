"""The design: one YAML file, or a folder of them, with a section for each part of the work."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from workbench.designs.audit import Audit
from workbench.designs.backfill import Backfill
from workbench.designs.brief import Brief
from workbench.designs.contract import Contract
from workbench.designs.cost_tracking import CostTracking
from workbench.designs.dashboard import Dashboard
from workbench.designs.dataset import Dataset
from workbench.designs.decisions import Decision
from workbench.designs.document import Document, FieldHelp
from workbench.designs.feature_store import FeatureStore
from workbench.designs.migration import Migration
from workbench.designs.model import Model
from workbench.designs.pipeline import Pipeline
from workbench.designs.quality_check import QualityCheck
from workbench.designs.run_log import RunLog
from workbench.designs.schema_change import SchemaChange
from workbench.designs.test_plan import TestPlan

FORMAT_VERSION = 1


def _known_version(version: int) -> int:
    if version != FORMAT_VERSION:
        raise ValueError(f"format {version} is not known; this workbench reads {FORMAT_VERSION}")
    return version


class Design(Document):
    """Everything that was designed so far; a section that was not begun is None or empty."""

    workbench: Annotated[
        int, AfterValidator(_known_version), FieldHelp("Format", "The version of this file format.")
    ]
    brief: Annotated[Brief | None, FieldHelp("Brief", "Who needs which data, and why.")] = None
    decisions: Annotated[
        tuple[Decision, ...], FieldHelp("Decisions", "What was chosen, and why.", entry="Decision")
    ] = ()
    models: Annotated[
        tuple[Model, ...], FieldHelp("Models", "Fact tables and dimensions.", entry="Model")
    ] = ()
    pipelines: Annotated[
        tuple[Pipeline, ...], FieldHelp("Pipelines", "How data moves.", entry="Pipeline")
    ] = ()
    quality_checks: Annotated[
        tuple[QualityCheck, ...],
        FieldHelp("Quality checks", "What is checked on which table.", entry="Check"),
    ] = ()
    contracts: Annotated[
        tuple[Contract, ...],
        FieldHelp("Contracts", "What is promised to those who read.", entry="Contract"),
    ] = ()
    datasets: Annotated[
        tuple[Dataset, ...], FieldHelp("Data sets", "The catalogue.", entry="Data set")
    ] = ()
    dashboard: Annotated[Dashboard | None, FieldHelp("Dashboard", "What is watched.")] = None
    run_logs: Annotated[
        tuple[RunLog, ...], FieldHelp("Run logs", "Records of runs.", entry="Record")
    ] = ()
    tests: Annotated[TestPlan | None, FieldHelp("Tests", "What is tested how.")] = None
    backfills: Annotated[
        tuple[Backfill, ...],
        FieldHelp("Backfills", "Plans to process history again.", entry="Backfill"),
    ] = ()
    migrations: Annotated[
        tuple[Migration, ...],
        FieldHelp("Migrations", "Plans to move to another system.", entry="Migration"),
    ] = ()
    cost_tracking: Annotated[
        CostTracking | None, FieldHelp("Costs", "What pipelines cost and bring.")
    ] = None
    schema_changes: Annotated[
        tuple[SchemaChange, ...],
        FieldHelp("Schema changes", "Changes at the sources.", entry="Schema change"),
    ] = ()
    feature_stores: Annotated[
        tuple[FeatureStore, ...],
        FieldHelp("Feature stores", "Features for models.", entry="Feature store"),
    ] = ()
    audit: Annotated[Audit | None, FieldHelp("Audit", "How mature the platform is.")] = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a design: the model of its one document, or of each of ``many``.

    ``bare`` is the key under which one such document stands alone in a template.
    """

    model: type[Document]
    many: bool = True
    bare: str = ""


SECTIONS: dict[str, Section] = {
    "brief": Section(Brief, many=False),
    "decisions": Section(Decision, bare="decision"),
    "models": Section(Model),
    "pipelines": Section(Pipeline, bare="pipeline"),
    "quality_checks": Section(QualityCheck, bare="quality_check"),
    "contracts": Section(Contract, bare="contract"),
    "datasets": Section(Dataset, bare="dataset"),
    "dashboard": Section(Dashboard, many=False),
    "run_logs": Section(RunLog),
    "tests": Section(TestPlan, many=False),
    "backfills": Section(Backfill, bare="backfill"),
    "migrations": Section(Migration, bare="migration"),
    "cost_tracking": Section(CostTracking, many=False),
    "schema_changes": Section(SchemaChange, bare="schema_change"),
    "feature_stores": Section(FeatureStore, bare="feature_store"),
    "audit": Section(Audit, many=False),
}
"""The sections of a design, in the order of its phases."""
EMPTY_DESIGN = Design(workbench=FORMAT_VERSION)
