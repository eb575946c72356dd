"""A migration plan: from an old system to a new one, with a way back."""

from typing import Annotated

from workbench.designs.backfill import Comparison, Notice
from workbench.designs.document import Document, FieldHelp
from workbench.designs.field_types import Count, Day, FilledText


class MigrationScope(Document):
    """What moves, and what does not."""

    datasets: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Data sets", "What moves.", "fct_orders", entry="Data set"),
    ] = ()
    excluded: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Left behind", "What does not move, and why.", "logs before 2020", entry="Thing"),
    ] = ()
    history_from: Annotated[
        Day | None,
        FieldHelp("History from", "The first day that moves.", "2020-01-01", "YYYY-MM-DD"),
    ] = None


class Mapping(Document):
    """What becomes of one table or column."""

    source: Annotated[
        str, FieldHelp("Old", "Table or column of the old system.", "dw.orders", required=True)
    ] = ""
    target: Annotated[str, FieldHelp("New", "Table or column of the new one.", "fct_orders")] = ""
    transformation: Annotated[
        str, FieldHelp("Change", "What changes on the way.", "NUMBER(38) becomes BIGINT")
    ] = ""


class ParallelRun(Document):
    """The time in which both systems run."""

    start_date: Annotated[
        Day | None, FieldHelp("From", "The first day.", "2026-03-01", "YYYY-MM-DD")
    ] = None
    days: Annotated[Count, FieldHelp("Length", "How long both run.", "14", "days")] = 0
    comparison: Annotated[
        str,
        FieldHelp(
            "Comparison",
            "How results are compared each day.",
            "Reconciliation of daily totals",
        ),
    ] = ""
    exit_criteria: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Exit criteria",
            "When it is good enough.",
            "Ten days in a row without a difference",
            entry="Criterion",
        ),
    ] = ()


class CutOver(Document):
    """The moment at which readers move."""

    date: Annotated[Day | None, FieldHelp("Date", "The day.", "2026-04-01", "YYYY-MM-DD")] = None
    window: Annotated[
        str, FieldHelp("Window", "From when to when, with the time zone.", "06:00 to 08:00 UTC")
    ] = ""
    steps: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Steps", "What is done, in order.", "Point the views at the new tables", entry="Step"
        ),
    ] = ()
    decided_by: Annotated[str, FieldHelp("Decided by", "Who says go.", "Head of data")] = ""


class Rollback(Document):
    """The way back."""

    triggers: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Triggers", "When to go back.", "A report differs by over 1%", entry="Trigger"),
    ] = ()
    steps: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Steps", "What is done, in order.", "Point the views back", entry="Step"),
    ] = ()
    possible_until: Annotated[
        Day | None,
        FieldHelp("Possible until", "When the old system goes.", "2026-05-01", "YYYY-MM-DD"),
    ] = None


class Migration(Document):
    """One migration."""

    name: Annotated[
        str, FieldHelp("Migration", "What it is called.", "warehouse-to-lakehouse", required=True)
    ] = ""
    reason: Annotated[
        str, FieldHelp("Reason", "Why it is needed.", "The licence ends", long=True)
    ] = ""
    source: Annotated[str, FieldHelp("From", "The old system.", "Oracle 19c", required=True)] = ""
    target: Annotated[str, FieldHelp("To", "The new system.", "Snowflake", required=True)] = ""
    scope: Annotated[MigrationScope, FieldHelp("Scope", "What moves.")] = MigrationScope()
    mapping: Annotated[
        tuple[Mapping, ...],
        FieldHelp("Mapping", "What becomes of tables and columns.", entry="Mapping"),
    ] = ()
    parallel_run: Annotated[
        ParallelRun, FieldHelp("Parallel run", "The time in which both systems run.")
    ] = ParallelRun()
    validation: Annotated[
        tuple[Comparison, ...],
        FieldHelp("Validation", "Figures compared between old and new.", entry="Comparison"),
    ] = ()
    cut_over: Annotated[CutOver, FieldHelp("Cut-over", "When readers move.")] = CutOver()
    rollback: Annotated[Rollback, FieldHelp("Rollback", "The way back.")] = Rollback()
    communication: Annotated[Notice, FieldHelp("Communication", "Who is told.")] = Notice()
