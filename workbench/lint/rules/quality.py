"""Rules about quality checks: which dimensions they cover, and how long their bounds hold."""

import math
from collections.abc import Iterator

from workbench.designs.contract import ColumnCheckType
from workbench.designs.dataset import DatasetTier
from workbench.designs.pipeline import PipelineTier
from workbench.designs.quality_check import CheckType, QualityDimension
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape
from workbench.lint.rule import Remark, cannot_tell, rule

_GUARDS = {
    CheckType.COMPLETENESS: QualityDimension.COMPLETENESS,
    CheckType.UNIQUENESS: QualityDimension.UNIQUENESS,
    CheckType.FRESHNESS: QualityDimension.FRESHNESS,
    CheckType.VOLUME: QualityDimension.COMPLETENESS,
    CheckType.REFERENTIAL: QualityDimension.CONSISTENCY,
    CheckType.DISTRIBUTION: QualityDimension.VALIDITY,
    CheckType.RECONCILIATION: QualityDimension.ACCURACY,
    CheckType.RANGE: QualityDimension.VALIDITY,
    CheckType.ENUM: QualityDimension.VALIDITY,
    CheckType.REGEX: QualityDimension.VALIDITY,
}
_COLUMN_GUARDS = {
    ColumnCheckType.NOT_NULL: QualityDimension.COMPLETENESS,
    ColumnCheckType.UNIQUE: QualityDimension.UNIQUENESS,
    ColumnCheckType.RANGE: QualityDimension.VALIDITY,
    ColumnCheckType.ENUM: QualityDimension.VALIDITY,
    ColumnCheckType.REGEX: QualityDimension.VALIDITY,
}


def covered_dimensions(landscape: Landscape, table: str) -> set[QualityDimension]:
    """Return the dimensions of quality that checks and the contract of a table guard."""
    found: set[QualityDimension] = set()
    for check in landscape.checks_of(table):
        stated = check.document
        guarded = stated.dimension or (_GUARDS.get(stated.type) if stated.type else None)
        if stated.type is CheckType.RECONCILIATION:
            found.add(QualityDimension.CONSISTENCY)
        if guarded is not None:
            found.add(guarded)
    contract = landscape.contract_of(table)
    for column in contract.document.columns if contract else ():
        for each in column.checks:
            if each.type in _COLUMN_GUARDS:
                found.add(_COLUMN_GUARDS[each.type])
    return found


@rule(
    "quality-dimension-missing",
    concern="quality",
    severity=Severity.WARNING,
    source="quality-dimensions",
    why="What is not checked breaks unseen, in the data that most people trust.",
    fix="Add a check for each dimension that is missing.",
    fires=[
        """
        datasets:
          - {name: fct_orders, tier: «gold»}
        quality_checks:
          - {name: key, type: uniqueness, table: fct_orders}
          - {name: filled, type: completeness, table: fct_orders}
        """
    ],
    quiet=[
        """
        datasets:
          - {name: fct_orders, tier: gold}
          - {name: raw_shop_orders, tier: bronze}
        quality_checks:
          - {name: key, type: uniqueness, table: fct_orders}
          - {name: filled, type: completeness, table: fct_orders}
          - {name: young, type: freshness, table: fct_orders}
          - {name: status, type: enum, table: fct_orders}
          - {name: totals, type: reconciliation, table: fct_orders}
          - {name: customers, type: referential, table: fct_orders}
        """
    ],
)
def quality_dimension_missing(landscape: Landscape) -> Iterator[Remark]:
    """A gold data set, or one of tier 1, is not checked in all six dimensions."""
    for dataset in landscape.datasets:
        name = dataset.document.name
        critical = any(
            each.document.tier is PipelineTier.CRITICAL for each in landscape.writers(name)
        )
        if dataset.document.tier is not DatasetTier.GOLD and not critical:
            continue
        found = covered_dimensions(landscape, name)
        missing = [each for each in QualityDimension if each not in found]
        if not found:
            yield cannot_tell(
                dataset.path, f"how well {name} is checked", f"any quality check of {name}"
            )
        elif missing:
            part = "tier" if dataset.document.tier else "name"
            yield Remark(dataset.at(part), f"Nothing checks {', '.join(missing)} of {name}.")


@rule(
    "volume-bounds-outgrown",
    concern="quality",
    severity=Severity.WARNING,
    source="quality-checks/volume",
    why="The data grows past fixed bounds, and the check cries wolf until somebody switches it "
    "off.",
    fix="Compare with the days before instead, or leave room for the growth of a year.",
    impact="At the growth that the brief states, compounded by month.",
    fires=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {growth_rate_percent: 100}}
        datasets:
          - {name: fct_orders, volume: {rows_per_day: 90000}}
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {min_expected: 50000, max_expected: «100000»}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          current_state: {data_volume: {growth_rate_percent: 20}}
        datasets:
          - {name: fct_orders, volume: {rows_per_day: 50000}}
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {min_expected: 20000, max_expected: 100000}
        """
    ],
)
def volume_bounds_outgrown(landscape: Landscape) -> Iterator[Remark]:
    """Growth overtakes the upper bound of a volume check within half a year."""
    brief = landscape.design.brief
    growth = brief.current_state.data_volume.growth_rate_percent if brief else 0
    for check in landscape.checks:
        most = check.document.params.max_expected
        dataset = landscape.dataset(check.document.table)
        rows = dataset.document.volume.rows_per_day if dataset else 0
        if not growth or not most or not rows:
            continue
        months = max(0.0, 12 * math.log(most / rows) / math.log(1 + growth / 100))
        if months < landscape.limit("volume-bounds-months").low:
            yield Remark(
                check.at("params", "max_expected"),
                f"{check.document.table} has {rows:,} rows a day and passes {most:,} in "
                f"{months:.1f} months.",
            )


@rule(
    "volume-bounds-reversed",
    concern="quality",
    severity=Severity.ERROR,
    source="quality-checks/volume",
    why="No number of rows lies between the two: the check fails always.",
    fix="Put the smaller number first.",
    fires=[
        """
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {min_expected: «200000», max_expected: 50000}
        """
    ],
    quiet=[
        """
        quality_checks:
          - name: rows
            type: volume
            table: fct_orders
            params: {min_expected: 50000, max_expected: 200000}
        """
    ],
)
def volume_bounds_reversed(landscape: Landscape) -> Iterator[Remark]:
    """The fewest rows of a volume check are more than the most."""
    for check in landscape.checks:
        params = check.document.params
        if params.min_expected is None or params.max_expected is None:
            continue
        if params.min_expected > params.max_expected:
            yield Remark(
                check.at("params", "min_expected"),
                f"{check.document.name} wants at least {params.min_expected:,} and at most "
                f"{params.max_expected:,} rows.",
            )


@rule(
    "check-freshness-looser",
    concern="quality",
    severity=Severity.WARNING,
    source="quality-checks/freshness",
    why="The check passes while the contract is broken already.",
    fix="Check by the age that the contract promises.",
    fires=[
        """
        contracts:
          - {name: fct_orders, sla: {freshness_hours: 6}}
        quality_checks:
          - name: young
            type: freshness
            table: fct_orders
            params: {timestamp_col: loaded_at, sla_hours: «24»}
        """
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, sla: {freshness_hours: 6}}
        quality_checks:
          - name: young
            type: freshness
            table: fct_orders
            params: {timestamp_col: loaded_at, sla_hours: 5}
        """
    ],
)
def check_freshness_looser(landscape: Landscape) -> Iterator[Remark]:
    """A freshness check allows older data than the contract."""
    for check in landscape.checks:
        contract = landscape.contract_of(check.document.table)
        promised = contract.document.sla.freshness_hours if contract else 0
        allowed = check.document.params.sla_hours
        if promised and allowed > promised:
            yield Remark(
                check.at("params", "sla_hours"),
                f"{check.document.name} allows {allowed:g} hours, the contract of "
                f"{check.document.table} promises {promised:g}.",
            )


@rule(
    "check-of-unknown-column",
    concern="quality",
    severity=Severity.ERROR,
    source="quality-checks",
    confidence=Confidence.LIKELY,
    why="The check fails on its first run, or it guards a column that was renamed.",
    fix="Name a column of the contract.",
    fires=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}]
        quality_checks:
          - name: key
            type: uniqueness
            table: fct_orders
            params: {pk_column: «order_key»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            schema: [{column: order_id, type: BIGINT}, {column: line_no, type: INT}]
        quality_checks:
          - name: key
            type: uniqueness
            table: fct_orders
            params: {pk_column: "order_id, line_no"}
          - {name: other, type: uniqueness, table: fct_stock, params: {pk_column: sku}}
        """
    ],
)
def check_of_unknown_column(landscape: Landscape) -> Iterator[Remark]:
    """A check names a column that the contract of the table does not have."""
    for check in landscape.checks:
        contract = landscape.contract_of(check.document.table)
        if contract is None or not contract.document.columns:
            continue
        promised = {each.column.casefold() for each in contract.document.columns}
        params = check.document.params
        for field in ("required_column", "pk_column", "timestamp_col", "partition_col", "column"):
            for name in getattr(params, field).split(","):
                if name.strip() and name.strip().casefold() not in promised:
                    yield Remark(
                        check.at("params", field),
                        f"{check.document.table} has no column {name.strip()}.",
                    )
