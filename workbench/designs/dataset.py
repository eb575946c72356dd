"""A catalogue entry: what others must know to find a data set, trust it and get access."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount, Count, FilledText, Percent, RowCount

DOMAINS = ("sales", "marketing", "finance", "product", "engineering")


class DatasetTier(Choice):
    """How far a data set is refined."""

    GOLD = "gold", "trusted", "trusted"
    SILVER = "silver", "cleaned", "cleaned"
    BRONZE = "bronze", "raw", "raw"


class Classification(Choice):
    """How sensitive the data is, from the least to the most."""

    PUBLIC = "public", "anybody may see it"
    INTERNAL = "internal", "anybody who signs in"
    CONFIDENTIAL = "confidential", "personal data, finance, personnel: masked and encrypted"
    RESTRICTED = "restricted", "national ids, cards, health, passwords: every access is logged"

    @property
    def level(self) -> int:
        """0 for public to 3 for restricted."""
        return list(Classification).index(self)


class Lineage(Document):
    """Where the data comes from and who reads it."""

    sources: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Sources",
            "Data sets and systems that it is made from.",
            "stg_shop__orders",
            entry="Source",
        ),
    ] = ()
    transformations: Annotated[
        str,
        FieldHelp(
            "Transformations",
            "The main steps, in a line or two.",
            "Joined with customers, converted to EUR",
            long=True,
        ),
    ] = ""
    downstream: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Downstream",
            "Who reads it: data sets, dashboards, teams.",
            "mrt_sales_daily",
            entry="Reader",
        ),
    ] = ()


class Refresh(Document):
    """When the data is renewed."""

    schedule: Annotated[
        str, FieldHelp("Schedule", "When it is refreshed.", "0 4 * * *", "cron expression")
    ] = ""
    sla_hours: Annotated[
        Amount,
        FieldHelp("Greatest age", "How old the data may be; readers rely on it.", "6", "hours"),
    ] = 0
    last_successful_run: Annotated[
        str,
        FieldHelp(
            "Last successful run",
            "End of the last run that succeeded.",
            "2026-01-31T04:12:30Z",
            "ISO 8601, UTC",
        ),
    ] = ""


class DatasetQuality(Document):
    """What is known about the quality of the data."""

    tests: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Tests", "Names of the checks that run on it.", "orders_id_unique", entry="Test"),
    ] = ()
    last_score: Annotated[
        Percent | None, FieldHelp("Last score", "Latest quality score.", "97", "points of 100")
    ] = None
    known_issues: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Known issues",
            "Faults that readers should know of.",
            "Returns before 2024 are missing",
            entry="Issue",
        ),
    ] = ()


class Access(Document):
    """Who may see the data."""

    classification: Annotated[
        Classification | None,
        FieldHelp("Classification", "How sensitive it is.", "confidential", required=True),
    ] = None
    pii_columns: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Personal columns", "Columns with personal data.", "customer_email", entry="Column"
        ),
    ] = ()
    access_request_process: Annotated[
        str,
        FieldHelp(
            "Access request",
            "How somebody asks for access and who grants it.",
            "Ticket to the owner, granted by the steward",
        ),
    ] = ""
    retention_months: Annotated[
        Count, FieldHelp("Retention", "After how long it is deleted.", "24", "months")
    ] = 0


class Usage(Document):
    """How much the data is used, and what it costs."""

    avg_daily_queries: Annotated[
        Amount | None, FieldHelp("Queries", "On average; 0 if nobody asks.", "120", "a day")
    ] = None
    top_consumers: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Top consumers", "Who queries it most.", "Marketing", entry="Consumer"),
    ] = ()
    cost_monthly_usd: Annotated[
        Amount,
        FieldHelp("Cost", "Storage and its share of compute.", "40", "USD a month"),
    ] = 0


class DatasetVolume(Document):
    """How large the data set is. 0 means not known."""

    row_count: Annotated[
        RowCount, FieldHelp("Rows", "How many rows it holds.", "2000000", "rows")
    ] = 0
    rows_per_day: Annotated[
        RowCount, FieldHelp("New rows", "How many are added a day.", "50000", "rows a day")
    ] = 0
    size_gb: Annotated[Amount, FieldHelp("Size", "Compressed, as stored.", "120", "GB")] = 0
    gb_per_day: Annotated[
        Amount, FieldHelp("New data", "Compressed, as stored.", "0.4", "GB a day")
    ] = 0


class Dataset(Document):
    """The catalogue entry of one table, view, topic or set of files."""

    name: Annotated[
        str, FieldHelp("Data set", "Its name as people query it.", "fct_orders", required=True)
    ] = ""
    description: Annotated[
        str,
        FieldHelp(
            "Description",
            "What one row is and what the data is for, in words of the business.",
            "One row per order line, for sales reports",
            long=True,
            required=True,
        ),
    ] = ""
    owner_team: Annotated[
        str,
        FieldHelp(
            "Owner", "Team that owns it and pays for it.", "Data platform team", required=True
        ),
    ] = ""
    steward: Annotated[
        str, FieldHelp("Steward", "Person who answers for its quality.", "A. Steward")
    ] = ""
    domain: Annotated[
        str,
        FieldHelp(
            "Domain", "Part of the business that it belongs to.", "sales", suggestions=DOMAINS
        ),
    ] = ""
    tier: Annotated[DatasetTier | None, FieldHelp("Tier", "How far it is refined.", "gold")] = None
    lineage: Annotated[
        Lineage, FieldHelp("Lineage", "Where the data comes from and who reads it.")
    ] = Lineage()
    refresh: Annotated[Refresh, FieldHelp("Refresh", "When the data is renewed.")] = Refresh()
    quality: Annotated[DatasetQuality, FieldHelp("Quality", "What is known about the quality.")] = (
        DatasetQuality()
    )
    access: Annotated[Access, FieldHelp("Access", "Who may see the data.")] = Access()
    usage: Annotated[Usage, FieldHelp("Usage", "How much it is used, and what it costs.")] = Usage()
    volume: Annotated[DatasetVolume, FieldHelp("Volume", "How large it is.")] = DatasetVolume()
