"""The record that every run of a pipeline writes."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, RowCount


class RunStatus(Choice):
    """How a run ended."""

    SUCCESS = "success", "all rows arrived"
    FAILED = "failed", "it stopped"
    PARTIAL = "partial", "some rows or partitions were left out"


class RunLog(Document):
    """One run, or one stage of a run."""

    pipeline_name: Annotated[
        str,
        FieldHelp("Pipeline", "Its name, as in its design.", "orders_daily", required=True),
    ] = ""
    run_id: Annotated[
        str,
        FieldHelp(
            "Run",
            "The same in every stage and in the logs.",
            "orders_daily-2026-01-31-1",
            required=True,
        ),
    ] = ""
    started_at: Annotated[
        str, FieldHelp("Started", "Start of it.", "2026-01-31T04:00:00Z", "RFC 3339, UTC")
    ] = ""
    completed_at: Annotated[
        str,
        FieldHelp(
            "Completed", "End of it, also when it failed.", "2026-01-31T04:12:30Z", "RFC 3339, UTC"
        ),
    ] = ""
    status: Annotated[RunStatus | None, FieldHelp("Status", "How it ended.", "success")] = None
    stage: Annotated[
        str, FieldHelp("Stage", "The part of the pipeline that the record is about.", "load")
    ] = ""
    rows_extracted: Annotated[
        RowCount, FieldHelp("Extracted", "Read from the source.", "120000", "rows")
    ] = 0
    rows_transformed: Annotated[
        RowCount, FieldHelp("Transformed", "Came out of the stages.", "120000", "rows")
    ] = 0
    rows_loaded: Annotated[
        RowCount, FieldHelp("Loaded", "Written to the target.", "119750", "rows")
    ] = 0
    rows_rejected: Annotated[
        RowCount, FieldHelp("Rejected", "Set aside as invalid.", "250", "rows")
    ] = 0
    quality_checks_passed: Annotated[
        Count, FieldHelp("Checks passed", "How many passed.", "11", "checks")
    ] = 0
    quality_checks_failed: Annotated[
        Count, FieldHelp("Checks failed", "How many failed.", "1", "checks")
    ] = 0
    duration_seconds: Annotated[
        Amount, FieldHelp("Duration", "Time between start and end.", "750", "seconds")
    ] = 0
    error_message: Annotated[
        str,
        FieldHelp(
            "Error",
            "What went wrong, without values of the data and without secrets.",
            "250 rows without a customer were set aside",
            long=True,
        ),
    ] = ""
    watermark_before: Annotated[
        str,
        FieldHelp("Watermark before", "Position reached before the run.", "2026-01-30T00:00:00Z"),
    ] = ""
    watermark_after: Annotated[
        str,
        FieldHelp(
            "Watermark after", "Position after it; unchanged if it failed.", "2026-01-31T00:00:00Z"
        ),
    ] = ""
