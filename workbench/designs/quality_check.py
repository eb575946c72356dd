"""A quality check: what is measured on which table, and from where on it fails."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, FilledText, Percent, RowCount
from workbench.designs.priority import Priority


class QualityDimension(Choice):
    """What quality means."""

    COMPLETENESS = "completeness", "nothing required is missing"
    UNIQUENESS = "uniqueness", "nothing is there twice"
    VALIDITY = "validity", "values lie in their domain"
    ACCURACY = "accuracy", "data matches the world"
    FRESHNESS = "freshness", "data arrives in time", "", "timeliness"
    CONSISTENCY = "consistency", "systems agree with each other"


class CheckType(Choice):
    """Which check it is; the first seven are the templates of the handbook."""

    COMPLETENESS = "completeness", "required values are there", "", "not_null"
    UNIQUENESS = "uniqueness", "no key twice", "", "unique"
    FRESHNESS = "freshness", "the newest row is young enough", "", "recency"
    VOLUME = "volume", "the number of rows is plausible", "", "row count"
    REFERENTIAL = "referential", "every foreign key is found", "", "relationships"
    DISTRIBUTION = "distribution", "no value takes too large a share", "", "skew"
    RECONCILIATION = "reconciliation", "source and target agree", "", "cross-system"
    RANGE = "range", "values lie between two ends", "", "accepted_range"
    ENUM = "enum", "values come from a list", "", "accepted_values"
    REGEX = "regex", "values match a pattern", "", "pattern"
    CUSTOM = "custom", "a statement of your own that returns the faulty rows"


class CheckStage(Choice):
    """When a check runs."""

    PRE_LOAD = "pre_load", "before anything is written"
    POST_LOAD = "post_load", "on what was written"


class CheckParams(Document):
    """What a check needs to know; each type of check uses some of these."""

    required_column: Annotated[
        str, FieldHelp("Required column", "Completeness: must hold a value.", "customer_id")
    ] = ""
    pk_column: Annotated[
        str,
        FieldHelp(
            "Key", "Uniqueness: the key; commas part several columns.", "order_id, line_number"
        ),
    ] = ""
    timestamp_col: Annotated[
        str, FieldHelp("Arrival time", "Freshness: says when a row arrived.", "loaded_at")
    ] = ""
    sla_hours: Annotated[
        Amount, FieldHelp("Greatest age", "Freshness: how old the newest row may be.", "2", "hours")
    ] = 0
    partition_col: Annotated[
        str, FieldHelp("Day column", "Volume: the column of the day that was loaded.", "order_date")
    ] = ""
    min_expected: Annotated[
        RowCount | None, FieldHelp("Fewest rows", "Volume: fewest plausible.", "50000", "rows")
    ] = None
    max_expected: Annotated[
        RowCount | None, FieldHelp("Most rows", "Volume: most plausible.", "200000", "rows")
    ] = None
    fact_table: Annotated[
        str, FieldHelp("Fact table", "Referential: the table that refers.", "fct_orders")
    ] = ""
    dim_table: Annotated[
        str, FieldHelp("Dimension", "Referential: the table referred to.", "dim_customers")
    ] = ""
    fk: Annotated[
        str, FieldHelp("Foreign key", "Referential: the key in the fact table.", "customer_key")
    ] = ""
    pk: Annotated[
        str, FieldHelp("Primary key", "Referential: the key in the dimension.", "customer_key")
    ] = ""
    column: Annotated[
        str,
        FieldHelp(
            "Column", "Distribution, range, enum, regex: whose values are looked at.", "status"
        ),
    ] = ""
    max_pct: Annotated[
        Percent,
        FieldHelp("Largest share", "Distribution: of one value.", "80", "% of the rows"),
    ] = 0
    source_table: Annotated[
        str, FieldHelp("Source table", "Reconciliation: at the source.", "shop.orders")
    ] = ""
    source_amount: Annotated[
        str, FieldHelp("Source amount", "Reconciliation: summed at the source.", "amount")
    ] = ""
    source_date_col: Annotated[
        str, FieldHelp("Source day", "Reconciliation: the day at the source.", "ordered_on")
    ] = ""
    target_table: Annotated[
        str, FieldHelp("Target table", "Reconciliation: in the warehouse.", "fct_orders")
    ] = ""
    target_amount: Annotated[
        str, FieldHelp("Target amount", "Reconciliation: summed there.", "order_amount")
    ] = ""
    target_date_col: Annotated[
        str, FieldHelp("Target day", "Reconciliation: the day there.", "order_date")
    ] = ""
    tolerance: Annotated[
        Amount | None,
        FieldHelp(
            "Tolerance",
            "Reconciliation: accepted difference as a share of the source; 0.01 is 1 percent.",
            "0.01",
            "share",
        ),
    ] = None
    min: Annotated[
        str, FieldHelp("Lowest", "Range: the lowest value allowed, a number or a date.", "0")
    ] = ""
    max: Annotated[str, FieldHelp("Highest", "Range: the highest value allowed.", "1000000")] = ""
    values: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Values", "Enum: all values allowed.", "shipped", entry="Value"),
    ] = ()
    pattern: Annotated[
        str, FieldHelp("Pattern", "Regex: what every value must match.", "^[A-Z]{2}$")
    ] = ""
    sql: Annotated[
        str,
        FieldHelp(
            "Statement",
            "Custom: a query that returns the faulty rows; none means passed.",
            "SELECT * FROM fct_orders WHERE order_amount < 0",
            long=True,
        ),
    ] = ""


class QualityCheck(Document):
    """One check on one table."""

    name: Annotated[
        str,
        FieldHelp("Check", "Name in logs and alerts.", "orders_id_unique", required=True),
    ] = ""
    type: Annotated[
        CheckType | None, FieldHelp("Type", "Which check it is.", "uniqueness", required=True)
    ] = None
    table: Annotated[
        str, FieldHelp("Table", "The table to check.", "fct_orders", required=True)
    ] = ""
    dimension: Annotated[
        QualityDimension | None,
        FieldHelp("Quality dimension", "What it guards, where the type does not say.", "accuracy"),
    ] = None
    severity: Annotated[Priority | None, FieldHelp("Severity", "How bad a failure is.", "P1")] = (
        None
    )
    pipeline: Annotated[
        str, FieldHelp("Pipeline", "The pipeline that runs it.", "orders_daily")
    ] = ""
    stage: Annotated[
        CheckStage | None, FieldHelp("Stage", "Before or after the load.", "post_load")
    ] = None
    params: Annotated[CheckParams, FieldHelp("Parameters", "What the check needs to know.")] = (
        CheckParams()
    )
