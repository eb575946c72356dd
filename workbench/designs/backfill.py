"""A backfill plan: the nine steps of reprocessing history."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, Day, FilledText


class BackfillOrder(Choice):
    """In which order the parts are processed."""

    NEWEST_FIRST = (
        *(
            "newest-first",
            "what is read most is right soonest; parts must not depend on each other",
        ),
        *("", "reverse-chronological", "descending"),
    )
    OLDEST_FIRST = (
        *("oldest-first", "each part may build on the one before: history, totals, sessions"),
        *("", "chronological", "ascending"),
    )


class BackfillScope(Document):
    """What is processed again."""

    tables: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Tables", "The tables that are written again.", "fct_orders", entry="Table"),
    ] = ()
    start_date: Annotated[
        Day | None, FieldHelp("From", "The first day.", "2026-01-01", "YYYY-MM-DD")
    ] = None
    end_date: Annotated[
        Day | None,
        FieldHelp("Up to", "The day behind the last one.", "2026-03-01", "YYYY-MM-DD"),
    ] = None
    timezone: Annotated[
        str, FieldHelp("Time zone", "The zone in which the days are meant.", "UTC")
    ] = ""
    tenants: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Tenants", "Only these; none named means all.", "tenant 12", entry="Tenant"),
    ] = ()


class Impact(Document):
    """Who notices."""

    downstream: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Downstream",
            "Models and dashboards that are affected.",
            "mrt_sales_daily",
            entry="Reader",
        ),
    ] = ()
    assessment: Annotated[
        str, FieldHelp("Assessment", "What they will see.", "Sales of January change", long=True)
    ] = ""


class Notice(Document):
    """Who is told, where, and when."""

    consumers: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Consumers", "Who is told.", "Marketing", entry="Consumer"),
    ] = ()
    channel: Annotated[str, FieldHelp("Channel", "Where they are told.", "#orders-data")] = ""
    date: Annotated[
        Day | None, FieldHelp("Date", "When they are told.", "2026-03-02", "YYYY-MM-DD")
    ] = None
    message: Annotated[
        str, FieldHelp("Message", "What they are told.", "Figures change until noon", long=True)
    ] = ""


class Isolation(Document):
    """How the current pipelines are kept from harm."""

    separate_compute: Annotated[
        bool | None, FieldHelp("Own compute", "Whether it runs on compute of its own.", "yes")
    ] = None
    how: Annotated[
        str, FieldHelp("How", "Queue, cluster, second table.", "warehouse BACKFILL_WH")
    ] = ""


class Comparison(Document):
    """Figures that are compared before and after."""

    metric: Annotated[
        str, FieldHelp("Figure", "What is compared.", "rows per day", required=True)
    ] = ""
    before: Annotated[str, FieldHelp("Before", "Its value before.", "120000")] = ""
    after: Annotated[str, FieldHelp("After", "Its value afterwards.", "120250")] = ""
    tolerance: Annotated[str, FieldHelp("Tolerance", "Which difference is expected.", "+0.5%")] = ""


class Execution(Document):
    """How it is run."""

    order: Annotated[
        BackfillOrder | None,
        FieldHelp("Order", "Which part first.", "oldest-first", required=True),
    ] = None
    stateful: Annotated[
        bool | None,
        FieldHelp(
            "Carries state",
            "Whether a part builds on the one before: history, totals, sessions.",
            "no",
        ),
    ] = None
    batch_days: Annotated[
        Amount, FieldHelp("Batch", "How many days make one part.", "1", "days")
    ] = 0
    parallel_batches: Annotated[
        Count, FieldHelp("In parallel", "How many parts run at once.", "4", "parts")
    ] = 0
    minutes_per_batch: Annotated[Amount, FieldHelp("Runtime", "Of one part.", "12", "minutes")] = 0


class Backfill(Document):
    """One backfill, step by step."""

    name: Annotated[
        str, FieldHelp("Backfill", "What it is called.", "orders-january", required=True)
    ] = ""
    reason: Annotated[
        str, FieldHelp("Reason", "Why it is needed.", "Tax was counted twice", long=True)
    ] = ""
    pipeline: Annotated[
        str, FieldHelp("Pipeline", "The pipeline that is run again.", "orders_daily")
    ] = ""
    scope: Annotated[BackfillScope, FieldHelp("1 Scope", "What is processed again.")] = (
        BackfillScope()
    )
    impact: Annotated[Impact, FieldHelp("2 Impact", "Who notices.")] = Impact()
    communication: Annotated[Notice, FieldHelp("3 Communication", "Who is told.")] = Notice()
    isolation: Annotated[
        Isolation, FieldHelp("4 Isolation", "How current pipelines are kept from harm.")
    ] = Isolation()
    validation: Annotated[
        tuple[Comparison, ...],
        FieldHelp("5 Validation", "Figures compared before and after.", entry="Comparison"),
    ] = ()
    execution: Annotated[Execution, FieldHelp("6 Execution", "How it is run.")] = Execution()
    monitoring: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "7 Monitoring",
            "What is watched, and when it is stopped.",
            "Duplicates in fct_orders: stop at 1",
            entry="Thing to watch",
        ),
    ] = ()
    verification: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "8 Verification",
            "How it is reconciled with the source.",
            "Daily totals against shop.orders",
            entry="Reconciliation",
        ),
    ] = ()
    documentation: Annotated[
        str,
        FieldHelp(
            "9 Documentation",
            "What was done, and anything odd that was found.",
            "Finished on 2026-03-03, two days had gaps at the source",
            long=True,
        ),
    ] = ""
