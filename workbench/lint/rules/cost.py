"""Rules about what the platform costs."""

from collections.abc import Iterator

from workbench.designs.cost_tracking import PipelineCost
from workbench.findings import Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule

_ROUNDING = 1.0
"""USD by which a total may differ from its parts."""


def _costs(landscape: Landscape) -> list[Placed[PipelineCost]]:
    tracking = landscape.design.cost_tracking
    rows = tracking.by_pipeline if tracking else ()
    return [
        Placed(row, ("cost_tracking", "by_pipeline", number)) for number, row in enumerate(rows)
    ]


def _total(cost: PipelineCost) -> float:
    return cost.total or _parts(cost)


def _parts(cost: PipelineCost) -> float:
    return cost.compute_monthly_usd + cost.storage_monthly_usd + cost.egress_monthly_usd


@rule(
    "cost-total-differs",
    concern="cost",
    severity=Severity.ERROR,
    source="cost-tracking",
    why="One of the numbers is out of date, and decisions rest on either.",
    fix="Add compute, storage and egress anew.",
    fires=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, compute_monthly_usd: 120, storage_monthly_usd: 30, total: «120»}
        """
    ],
    quiet=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, compute_monthly_usd: 120, storage_monthly_usd: 30, total: 150}
            - {pipeline: clicks, total: 80}
        """
    ],
)
def cost_total_differs(landscape: Landscape) -> Iterator[Remark]:
    """The total of a pipeline is not the sum of compute, storage and egress."""
    for cost in _costs(landscape):
        stated, parts = cost.document.total, _parts(cost.document)
        if stated and parts and abs(stated - parts) > _ROUNDING:
            yield Remark(
                cost.at("total"),
                f"{cost.document.pipeline} costs {stated:g} in all, but its parts add up to "
                f"{parts:g}.",
            )


@rule(
    "budget-exceeded",
    concern="cost",
    severity=Severity.ERROR,
    source="cost-tracking",
    why="The brief allows less than the pipelines cost already.",
    fix="Take the cheapest opportunity first, or agree on another budget.",
    fires=[
        """
        brief:
          project_name: Shop
          constraints: {budget_monthly_usd: «100»}
        cost_tracking:
          by_pipeline: [{pipeline: orders, total: 90}, {pipeline: clicks, total: 60}]
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          constraints: {budget_monthly_usd: 200}
        cost_tracking:
          by_pipeline: [{pipeline: orders, total: 90}, {pipeline: clicks, total: 60}]
        """
    ],
)
def budget_exceeded(landscape: Landscape) -> Iterator[Remark]:
    """All pipelines together cost more than the budget of the brief."""
    brief = landscape.design.brief
    budget = brief.constraints.budget_monthly_usd if brief else 0
    total = sum(_total(cost.document) for cost in _costs(landscape))
    if budget and total > budget:
        yield Remark(
            ("brief", "constraints", "budget_monthly_usd"),
            f"The pipelines cost {total:,.0f} USD a month, the budget is {budget:,.0f}.",
        )
    elif total and not budget and brief is not None:
        yield cannot_tell(("brief",), "whether the costs are within the budget", "the budget")


@rule(
    "cost-concentrated",
    concern="cost",
    severity=Severity.WARNING,
    source="cost-red-flags/concentrated-spend",
    why="What takes most of the money is where an hour of work saves most.",
    fix="Look at this pipeline first: what it reads, how often, and on which machines.",
    fires=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, total: «400»}
            - {pipeline: clicks, total: 100}
            - {pipeline: stock, total: 100}
            - {pipeline: returns, total: 100}
        """
    ],
    quiet=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, total: 100}
            - {pipeline: clicks, total: 100}
            - {pipeline: stock, total: 100}
            - {pipeline: returns, total: 100}
        """,
        """
        cost_tracking:
          by_pipeline: [{pipeline: orders, total: 400}]
        """,
    ],
)
def cost_concentrated(landscape: Landscape) -> Iterator[Remark]:
    """One of several pipelines costs more than 30 percent of all."""
    costs = _costs(landscape)
    total = sum(_total(cost.document) for cost in costs)
    limit = landscape.limit("cost-share").high
    if len(costs) < 4 or not total:
        return
    for cost in costs:
        share = 100 * _total(cost.document) / total
        if share > limit:
            part = "total" if cost.document.total else "pipeline"
            yield Remark(
                cost.at(part), f"{cost.document.pipeline} takes {share:.0f} % of all costs."
            )


@rule(
    "cost-per-row-rises",
    concern="cost",
    severity=Severity.WARNING,
    source="cost-red-flags/rising-cost-per-row",
    why="Costs that grow faster than the data come from something else than the data.",
    fix="Compare what changed since the month before: queries, files, machine sizes.",
    fires=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, cost_per_row: «0.00005», previous_cost_per_row: 0.00003}
        """
    ],
    quiet=[
        """
        cost_tracking:
          by_pipeline:
            - {pipeline: orders, cost_per_row: 0.000031, previous_cost_per_row: 0.00003}
        """
    ],
)
def cost_per_row_rises(landscape: Landscape) -> Iterator[Remark]:
    """The cost per row rose by more than a tenth in a month."""
    for cost in _costs(landscape):
        now, before = cost.document.cost_per_row, cost.document.previous_cost_per_row
        if now and before and now > before * 1.1:
            yield Remark(
                cost.at("cost_per_row"),
                f"A row of {cost.document.pipeline} costs {100 * (now / before - 1):.0f} % more "
                "than the month before.",
            )


@rule(
    "unqueried-table-costs",
    concern="cost",
    severity=Severity.WARNING,
    source="cost-red-flags/unqueried-tables",
    why="It is stored and refreshed for nobody.",
    fix="Ask its owner, stop the refresh, and delete it after a while.",
    fires=[
        """
        datasets:
          - name: mrt_old_report
            usage: {avg_daily_queries: «0», cost_monthly_usd: 40}
        """
    ],
    quiet=[
        """
        datasets:
          - {name: mrt_sales_daily, usage: {avg_daily_queries: 12, cost_monthly_usd: 40}}
          - {name: mrt_new, usage: {cost_monthly_usd: 40}}
        """
    ],
)
def unqueried_table_costs(landscape: Landscape) -> Iterator[Remark]:
    """A data set costs money and nobody queries it."""
    for dataset in landscape.datasets:
        usage = dataset.document.usage
        if usage.avg_daily_queries == 0 and usage.cost_monthly_usd > 0:
            yield Remark(
                dataset.at("usage", "avg_daily_queries"),
                f"Nobody queries {dataset.document.name}; it costs {usage.cost_monthly_usd:g} "
                "USD a month.",
            )


@rule(
    "cost-of-unknown-pipeline",
    concern="cost",
    severity=Severity.INFO,
    source="cost-tracking",
    why="Money is spent on something that the design does not know: a renamed pipeline, or one "
    "that was forgotten.",
    fix="Add the pipeline to the design, or correct its name here.",
    fires=[
        """
        pipelines: [{name: orders_daily}]
        cost_tracking:
          by_pipeline: [{pipeline: «orders», total: 90}]
        """
    ],
    quiet=[
        """
        pipelines: [{name: orders_daily}]
        cost_tracking:
          by_pipeline: [{pipeline: orders_daily, total: 90}]
        """,
        """
        cost_tracking:
          by_pipeline: [{pipeline: orders, total: 90}]
        """,
    ],
)
def cost_of_unknown_pipeline(landscape: Landscape) -> Iterator[Remark]:
    """The costs name a pipeline that the design does not hold."""
    for cost in _costs(landscape) if landscape.pipelines else ():
        name = cost.document.pipeline
        if name and landscape.pipeline(name) is None:
            yield Remark(cost.at("pipeline"), f"The design holds no pipeline {name}.")
