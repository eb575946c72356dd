"""The dimensional model: a fact table with its grain, and the dimensions around it."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import FilledText


class Additivity(Choice):
    """Over which dimensions a measure may be summed."""

    ADDITIVE = "additive", "over all dimensions"
    SEMI_ADDITIVE = "semi-additive", "over some, but not over time: a balance, a stock level"
    NON_ADDITIVE = "non-additive", "over none: a rate, a ratio, a price"


class Aggregation(Choice):
    """How a measure is usually summed up."""

    SUM = "SUM", "the total"
    AVG = "AVG", "the mean", "", "average", "mean"
    COUNT = "COUNT", "how many rows"
    MIN = "MIN", "the smallest value"
    MAX = "MAX", "the largest value"
    COUNT_DISTINCT = "COUNT DISTINCT", "how many different values"


class DimensionType(Choice):
    """How changes are kept in a dimension as a whole."""

    TYPE_1 = "Type 1", "the old value is overwritten", "overwrite", "1", "SCD 1"
    TYPE_2 = "Type 2", "each version is a row of its own", "history", "2", "SCD 2"
    TYPE_3 = "Type 3", "the previous value has a column", "previous value", "3", "SCD 3"
    TYPE_4 = (
        *("Type 4", "versions are kept in a table beside it", "mini-dimension"),
        *("4", "SCD 4", "Type 4 (history table)"),
    )
    TYPE_6 = "Type 6", "types 1, 2 and 3 in one table", "hybrid", "6", "SCD 6"

    @property
    def number(self) -> int:
        """The number of the type."""
        return int(self[-1])


class ScdType(Choice):
    """How changes of one attribute are kept."""

    TYPE_1 = "1", "overwritten", "overwrite", "Type 1", "SCD 1", "Type 1 (overwrite)"
    TYPE_2 = "2", "a new row for each version", "history", "Type 2", "SCD 2", "Type 2 (history)"
    TYPE_3 = (
        *("3", "the previous value in a column of its own", "previous value"),
        *("Type 3", "SCD 3", "Type 3 (previous value)"),
    )
    TYPE_4 = "4", "versions in a table beside it", "mini-dimension", "Type 4", "SCD 4"
    TYPE_6 = "6", "types 1, 2 and 3 at once", "hybrid", "Type 6", "SCD 6"

    @property
    def number(self) -> int:
        """The number of the type."""
        return int(self)


class Measure(Document):
    """A number of a fact table."""

    name: Annotated[
        str, FieldHelp("Measure", "Name of the column.", "order_amount", required=True)
    ] = ""
    type: Annotated[
        Additivity | None,
        FieldHelp("Additivity", "Over which dimensions it may be summed.", "additive"),
    ] = None
    aggregation: Annotated[
        Aggregation | None,
        FieldHelp("Aggregation", "How it is usually summed up; it has to fit the type.", "SUM"),
    ] = None
    business_definition: Annotated[
        str,
        FieldHelp(
            "Business definition",
            "What the number means, with what is counted and what is not.",
            "Paid amount with tax, without shipping",
            long=True,
        ),
    ] = ""


class FactTable(Document):
    """The table of what happened or was measured."""

    name: Annotated[
        str,
        FieldHelp("Fact table", "fct_ and the business process.", "fct_orders", required=True),
    ] = ""
    grain: Annotated[
        str,
        FieldHelp(
            "Grain", "What one row stands for, in a word or two.", "order line", required=True
        ),
    ] = ""
    grain_statement: Annotated[
        str,
        FieldHelp(
            "Grain statement",
            "The grain as a sentence: one transaction, event or snapshot, at which grain of time.",
            "One row per order line at the time of the order",
        ),
    ] = ""
    grain_columns: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Grain columns",
            "The columns that together identify one row.",
            "order_id",
            entry="Column",
        ),
    ] = ()
    measures: Annotated[
        tuple[Measure, ...], FieldHelp("Measures", "The numbers of the table.", entry="Measure")
    ] = ()
    degenerate_dimensions: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Degenerate dimensions",
            "Ids kept in the table itself, without a dimension of their own.",
            "order_number",
            entry="Column",
        ),
    ] = ()
    foreign_keys: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Foreign keys",
            "Columns that lead to dimensions; name the dimension behind an arrow where the "
            "name of the column does not tell.",
            "customer_key -> dim_customers",
            entry="Foreign key",
        ),
    ] = ()


class Attribute(Document):
    """A column that describes the entity of a dimension."""

    name: Annotated[
        str, FieldHelp("Attribute", "Name of the column.", "customer_status", required=True)
    ] = ""
    source: Annotated[
        str,
        FieldHelp(
            "Source",
            "Where the value comes from: system, table, column.",
            "shop.customers.status",
        ),
    ] = ""
    scd_type: Annotated[
        ScdType | None,
        FieldHelp("SCD type", "How changes of this attribute are kept.", "2"),
    ] = None


class Dimension(Document):
    """A table that says who, what, where or when."""

    name: Annotated[
        str, FieldHelp("Dimension", "dim_ and the entity.", "dim_customers", required=True)
    ] = ""
    type: Annotated[
        DimensionType | None,
        FieldHelp("Type", "How changes are kept in the dimension as a whole.", "Type 2"),
    ] = None
    natural_key: Annotated[
        str,
        FieldHelp(
            "Natural key",
            "The key of the business, from the source; commas part several columns.",
            "customer_id",
        ),
    ] = ""
    surrogate_key: Annotated[
        str,
        FieldHelp(
            "Surrogate key",
            "The key that the warehouse makes; with history, one for each version.",
            "customer_key",
        ),
    ] = ""
    attributes: Annotated[
        tuple[Attribute, ...],
        FieldHelp("Attributes", "The columns that describe the entity.", entry="Attribute"),
    ] = ()
    hierarchy: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Hierarchy",
            "Levels to drill down by, from the widest to the narrowest.",
            "country",
            entry="Level",
        ),
    ] = ()


class Model(Document):
    """One star: a fact table and its dimensions; shared dimensions may stand alone."""

    fact_table: Annotated[
        FactTable | None, FieldHelp("Fact table", "What happened or was measured.")
    ] = None
    dimensions: Annotated[
        tuple[Dimension, ...],
        FieldHelp(
            "Dimensions", "The tables that say who, what, where and when.", entry="Dimension"
        ),
    ] = ()
