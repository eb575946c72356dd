"""Cost tracking: what each pipeline costs a month, what it is worth, and where to save."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, RowCount


class Effort(Choice):
    """How much work something takes."""

    LOW = "low", "hours"
    MEDIUM = "medium", "days"
    HIGH = "high", "weeks"


class PipelineCost(Document):
    """What one pipeline costs and what it brings."""

    pipeline: Annotated[str, FieldHelp("Pipeline", "Its name.", "orders_daily", required=True)] = ""
    compute_monthly_usd: Annotated[
        Amount, FieldHelp("Compute", "Cost of its processing.", "120", "USD a month")
    ] = 0
    storage_monthly_usd: Annotated[
        Amount, FieldHelp("Storage", "Cost of what it stores.", "30", "USD a month")
    ] = 0
    egress_monthly_usd: Annotated[
        Amount, FieldHelp("Egress", "Data that leaves a region or the cloud.", "5", "USD a month")
    ] = 0
    total: Annotated[
        Amount, FieldHelp("Total", "Compute, storage and egress.", "155", "USD a month")
    ] = 0
    rows_processed: Annotated[
        RowCount, FieldHelp("Rows processed", "In the month.", "3600000", "rows a month")
    ] = 0
    cost_per_row: Annotated[
        Amount, FieldHelp("Cost per row", "Total by rows processed.", "0.00004", "USD a row")
    ] = 0
    previous_cost_per_row: Annotated[
        Amount, FieldHelp("Month before", "Cost per row then.", "0.00003", "USD a row")
    ] = 0
    business_value: Annotated[
        str,
        FieldHelp(
            "Business value",
            "The revenue or decision that it makes possible.",
            "Daily stock orders",
        ),
    ] = ""
    roi_justified: Annotated[
        bool | None, FieldHelp("Worth it", "Whether it is worth its cost.", "yes")
    ] = None


class Opportunity(Document):
    """A chance to save."""

    description: Annotated[
        str,
        FieldHelp(
            "Opportunity", "What could be changed.", "Spot instances for the batch", required=True
        ),
    ] = ""
    estimated_savings_usd: Annotated[
        Amount, FieldHelp("Saving", "What that would save.", "80", "USD a month")
    ] = 0
    effort: Annotated[Effort | None, FieldHelp("Effort", "Work that it takes.", "low")] = None
    priority: Annotated[
        Count, FieldHelp("Priority", "Order in which to do it; 1 is now.", "1", "rank")
    ] = 0


class CostTracking(Document):
    """Costs by pipeline, and chances to save."""

    by_pipeline: Annotated[
        tuple[PipelineCost, ...], FieldHelp("By pipeline", "What each costs.", entry="Pipeline")
    ] = ()
    optimization_opportunities: Annotated[
        tuple[Opportunity, ...],
        FieldHelp("Opportunities", "Chances to save.", entry="Opportunity"),
    ] = ()
