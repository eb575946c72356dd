"""`skewed-distribution`: rows are spread over nodes by a column with few values."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.partitions.created import column_kinds, facts, lasting_table
from workbench.sqlreview.schema.types import TypeKind


@rule(
    "skewed-distribution",
    nodes=(exp.DistKeyProperty, exp.DistStyleProperty),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/data-skew",
    why=(
        "All rows with one value lie on one slice: the slices of the busiest values work, and "
        "fill up, while the others wait."
    ),
    fix="Distribute by the key that large joins use, or leave DISTSTYLE AUTO.",
    impact="A query on one day runs on one slice of the cluster.",
    fires=[
        Example("CREATE TABLE e (id INT, day DATE) DISTSTYLE KEY DISTKEY(«day»)", "redshift"),
        Example("CREATE TABLE o (id INT, status TEXT) DISTKEY(«status»)", "redshift"),
        Example("CREATE TABLE «fact_orders» (id INT, day DATE) DISTSTYLE ALL", "redshift"),
    ],
    quiet=[
        Example("CREATE TABLE o (id INT, customer_id INT) DISTKEY(customer_id)", "redshift"),
        Example("CREATE TABLE dim_date (id INT, day DATE) DISTSTYLE ALL", "redshift"),
        Example("CREATE TABLE e (id INT, day DATE) DISTSTYLE EVEN SORTKEY(day)", "redshift"),
    ],
)
def skewed_distribution(
    node: exp.DistKeyProperty | exp.DistStyleProperty, context: Context
) -> Iterator[Remark]:
    """Report distribution keys with few values, and growing tables copied to every node."""
    create = node.find_ancestor(exp.Create)
    table = lasting_table(create) if create is not None else None
    if not isinstance(create, exp.Create) or table is None:
        return
    if isinstance(node, exp.DistStyleProperty):
        if node.name.upper() == "ALL" and facts().is_like("growing-tables", table.name):
            message = f"Every node keeps a copy of {table.name}, which grows with every event."
            fix = "Use DISTKEY with the key of its largest join, or DISTSTYLE AUTO."
            at = context.ranges.name(table)
            yield Remark(at, message, fix=fix, impact="Storage and load time times the nodes.")
        return
    name = node.name.lower()
    kind = column_kinds(create).get(name)
    timely = kind in {TypeKind.DATE, TypeKind.BOOLEAN} or facts().is_like("days", name)
    if timely or facts().is_like("very-few-values", name):
        yield Remark(
            context.ranges.of(node.this),
            f"{name} has few values, of which some are far more frequent.",
        )
