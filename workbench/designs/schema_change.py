"""A schema change at a source: from noticing it to telling everybody."""

from typing import Annotated

from workbench.designs.backfill import Impact, Notice
from workbench.designs.contract import Compatibility
from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Day, FilledText


class ChangeKind(Choice):
    """What kind of change it is."""

    ADDITIVE = "additive", "a new column: usually harmless", "new column", "add", "column added"
    RENAME = "rename", "map the old name to the new one", "", "renamed"
    TYPE_CHANGE = "type-change", "a cast may do, or history is rebuilt", "", "type changed"
    COLUMN_REMOVED = (
        *("column-removed", "queries that name it fail: act at once", ""),
        *("removed", "drop", "column dropped"),
    )


class ChangeStatus(Choice):
    """How far the change has come."""

    DETECTED = "detected", "noticed, nothing done yet"
    CLASSIFIED = "classified", "what it means is known"
    TESTED = "tested", "a dry run with the new schema passed"
    DEPLOYED = "deployed", "pipelines, checks and documents are changed"
    COMMUNICATED = "communicated", "everybody was told", "", "done"


class Detection(Document):
    """How the change was noticed."""

    date: Annotated[Day | None, FieldHelp("Date", "When.", "2026-01-31", "YYYY-MM-DD")] = None
    method: Annotated[
        str, FieldHelp("Method", "By which check.", "Schema hash in the extraction")
    ] = ""


class DryRun(Document):
    """The rehearsal with the new schema."""

    date: Annotated[Day | None, FieldHelp("Date", "When.", "2026-02-01", "YYYY-MM-DD")] = None
    result: Annotated[str, FieldHelp("Result", "What came out.", "Passed on staging")] = ""


class Deployment(Document):
    """What was changed."""

    date: Annotated[Day | None, FieldHelp("Date", "When.", "2026-02-02", "YYYY-MM-DD")] = None
    changed: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Changed",
            "Transformations, checks and documents that follow.",
            "stg_shop__orders",
            entry="Thing",
        ),
    ] = ()
    backfill: Annotated[
        str, FieldHelp("Backfill", "The backfill that follows, if any.", "orders-january")
    ] = ""


class SchemaChange(Document):
    """One change of one source."""

    name: Annotated[
        str,
        FieldHelp("Schema change", "What it is called.", "orders-status-type", required=True),
    ] = ""
    source: Annotated[
        str, FieldHelp("Source", "System or data set that changes.", "shop", required=True)
    ] = ""
    table: Annotated[str, FieldHelp("Table", "Table that changes.", "orders")] = ""
    column: Annotated[str, FieldHelp("Column", "Column that changes.", "status")] = ""
    kind: Annotated[
        ChangeKind | None, FieldHelp("Kind", "What kind of change.", "type-change", required=True)
    ] = None
    before: Annotated[str, FieldHelp("Before", "Name and type before.", "status SMALLINT")] = ""
    after: Annotated[str, FieldHelp("After", "Name and type now.", "status VARCHAR(20)")] = ""
    compatibility: Annotated[
        Compatibility | None,
        FieldHelp("Compatibility", "Which side may be upgraded first.", "backward"),
    ] = None
    status: Annotated[
        ChangeStatus | None, FieldHelp("Status", "How far it has come.", "detected")
    ] = None
    detection: Annotated[Detection, FieldHelp("1 Detect", "How it was noticed.")] = Detection()
    impact: Annotated[Impact, FieldHelp("2 Classify", "Who is affected.")] = Impact()
    test: Annotated[DryRun, FieldHelp("3 Test", "The rehearsal.")] = DryRun()
    deployment: Annotated[Deployment, FieldHelp("4 Deploy", "What was changed.")] = Deployment()
    communication: Annotated[Notice, FieldHelp("5 Communicate", "Who is told.")] = Notice()
