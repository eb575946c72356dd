"""A data contract: what a producing team promises those who read its data."""

from typing import Annotated

from pydantic import Field

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, FilledText, Percent
from workbench.designs.priority import Priority


class SupportHours(Choice):
    """When somebody answers."""

    BUSINESS_HOURS = "business-hours", "in the working hours of the team"
    ALWAYS = "24x7", "day and night", "", "24/7", "24 x 7"


class BreakingChangePolicy(Choice):
    """How a change that breaks consumers is made."""

    NOTIFY = "notify-30-days", "announced 30 days ahead", "", "notify 30 days"
    VERSION_BUMP = "version-bump", "under a new version, beside the old one"
    NEVER_BREAK = "never-break", "never"


class Compatibility(Choice):
    """Which side may be upgraded first, in the words of the schema registries.

    The methodology has the first two the other way round (erratum 2).
    """

    BACKWARD = "backward", "new readers read old data: upgrade readers first"
    FORWARD = "forward", "old readers read new data: upgrade writers first"
    FULL = "full", "both: in any order"
    NONE = "none", "neither is promised"


class ColumnCheckType(Choice):
    """What is checked about a column."""

    NOT_NULL = "not_null", "always filled", "", "required"
    UNIQUE = "unique", "no value twice"
    RANGE = "range", "between two ends"
    ENUM = "enum", "from a list", "", "accepted_values"
    REGEX = "regex", "matches a pattern", "", "pattern"
    CUSTOM = "custom", "a condition of your own"


class ColumnCheckParams(Document):
    """What the check of a column needs to know."""

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
            "Condition", "Custom: what must hold in every row.", "order_amount >= tax_amount"
        ),
    ] = ""


class ColumnCheck(Document):
    """One check of one column."""

    type: Annotated[
        ColumnCheckType | None, FieldHelp("Check", "What is checked.", "not_null", required=True)
    ] = None
    params: Annotated[
        ColumnCheckParams, FieldHelp("Parameters", "What the check needs to know.")
    ] = ColumnCheckParams()
    severity: Annotated[Priority | None, FieldHelp("Severity", "How bad a failure is.", "P1")] = (
        None
    )


class Column(Document):
    """One column that is promised."""

    column: Annotated[
        str, FieldHelp("Column", "Name of the column.", "order_id", required=True)
    ] = ""
    type: Annotated[
        str, FieldHelp("Data type", "As the database names it.", "BIGINT", required=True)
    ] = ""
    nullable: Annotated[
        bool, FieldHelp("May be empty", "Whether NULL is allowed; no unless set.", "no")
    ] = False
    description: Annotated[
        str,
        FieldHelp("Description", "What it holds, for those who query it.", "Key of the order"),
    ] = ""
    business_definition: Annotated[
        str,
        FieldHelp(
            "Business definition",
            "What the value means to the business.",
            "Number that the customer sees on the invoice",
            long=True,
        ),
    ] = ""
    pii: Annotated[
        bool, FieldHelp("Personal data", "Whether it is personal data; no unless set.", "no")
    ] = False
    checks: Annotated[
        tuple[ColumnCheck, ...],
        FieldHelp("Checks", "What is checked about the column.", entry="Check"),
    ] = ()


class ServiceLevel(Document):
    """What is promised about the service."""

    freshness_hours: Annotated[
        Amount,
        FieldHelp("Freshness", "How old the data may be at most; not a runtime.", "6", "hours"),
    ] = 0
    availability_percent: Annotated[
        Percent,
        FieldHelp("Availability", "Share of the time in which the data can be read.", "99.9", "%"),
    ] = 99.9
    support_hours: Annotated[
        SupportHours | None, FieldHelp("Support", "When somebody answers.", "business-hours")
    ] = None


class Contract(Document):
    """The contract of one data set."""

    name: Annotated[
        str,
        FieldHelp(
            "Contract", "Name of the data set that is promised.", "fct_orders", required=True
        ),
    ] = ""
    version: Annotated[
        str, FieldHelp("Version", "Version of the contract.", "1.0.0", required=True)
    ] = ""
    owner: Annotated[
        str, FieldHelp("Owner", "Team that produces the data.", "Data platform team", required=True)
    ] = ""
    consumers: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Consumers", "Teams that read the data.", "Marketing", entry="Consumer"),
    ] = ()
    sla: Annotated[ServiceLevel, FieldHelp("SLA", "What is promised about the service.")] = (
        ServiceLevel()
    )
    columns: Annotated[
        tuple[Column, ...],
        Field(alias="schema"),
        FieldHelp("Columns", "The columns, one entry for each.", entry="Column"),
    ] = ()
    compatibility: Annotated[
        Compatibility | None,
        FieldHelp("Compatibility", "Which side may be upgraded first.", "backward"),
    ] = None
    retention_months: Annotated[
        Count, FieldHelp("Retention", "How long the data is kept.", "24", "months")
    ] = 0
    breaking_change_policy: Annotated[
        BreakingChangePolicy | None,
        FieldHelp(
            "Breaking changes", "How a change that breaks consumers is made.", "notify-30-days"
        ),
    ] = None
    notification_channel: Annotated[
        str,
        FieldHelp(
            "Notification channel", "Where changes and failures are announced.", "#orders-data"
        ),
    ] = ""
