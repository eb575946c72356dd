"""The architecture brief: who needs which data how soon, what exists, what is allowed."""

import difflib
from typing import Annotated

from pydantic import AfterValidator, Field

from workbench.designs.document import Choice, Document, FieldHelp, plain_spelling
from workbench.designs.field_types import Amount, Count, FilledText


class UseCase(Choice):
    """What a team does with the data."""

    ANALYTICS = "analytics", "questions answered from the data"
    ML = "ML", "training or scoring models"
    OPERATIONAL = "operational", "decisions inside a running application"
    REPORTING = "reporting", "fixed reports"
    REVERSE_ETL = "reverse-ETL", "results sent back into business applications"


class Latency(Choice):
    """How old the data may be when a team uses it."""

    REAL_TIME = "real-time", "under 1 second", "<1s"
    NEAR_REAL_TIME = "near-real-time", "under 5 minutes", "<5min"
    BATCH = "batch", "an hour or more", "hourly+"


AGE_LIMIT_MINUTES = {Latency.REAL_TIME: 1 / 60, Latency.NEAR_REAL_TIME: 5.0, Latency.BATCH: 60.0}
"""What each class promises, in minutes; an hour is the fastest that ``batch`` may mean."""


class QueryPattern(Choice):
    """How a team reaches the data."""

    AD_HOC = "ad-hoc", "people write queries as questions come up"
    SCHEDULED = "scheduled", "queries run at fixed times"
    API = "API", "an application asks for single records"
    DASHBOARD = "dashboard", "charts that people open all day"


class SkillLevel(Choice):
    """How experienced the team is."""

    JUNIOR = "junior", "new to data engineering"
    MID = "mid", "have run pipelines in production"
    SENIOR = "senior", "have designed and run platforms"
    MIXED = "mixed", "several of these levels"


class CloudProvider(Choice):
    """Where the platform may run."""

    AWS = "AWS", "Amazon Web Services"
    GCP = "GCP", "Google Cloud"
    AZURE = "Azure", "Microsoft Azure"
    MULTI = "multi", "more than one cloud"
    ON_PREM = "on-prem", "own hardware, no cloud"


REGULATIONS = ("GDPR", "HIPAA", "SOX", "PCI", "none")
NO_REGULATION = "none"


def _regulation(text: str) -> str:
    """Return a known regulation in its usual spelling and any other as it is written."""
    spelling = plain_spelling(text).removesuffix("dss")
    known = {plain_spelling(name): name for name in REGULATIONS}
    if spelling in known:
        return known[spelling]
    near = difflib.get_close_matches(spelling, known, n=1, cutoff=0.75)
    if near:
        raise ValueError(f"{text!r} is not known; did you mean {known[near[0]]!r}?")
    return text


def _none_stands_alone(regulations: tuple[str, ...]) -> tuple[str, ...]:
    if NO_REGULATION in regulations and len(regulations) > 1:
        raise ValueError("'none' cannot stand beside other regulations")
    return regulations


Regulation = Annotated[str, Field(min_length=1), AfterValidator(_regulation)]


class DataConsumer(Document):
    """One team that uses the data."""

    team: Annotated[str, FieldHelp("Team", "Who uses the data.", "Marketing")] = ""
    use_case: Annotated[
        UseCase | None, FieldHelp("Use case", "What the team does with the data.", "reporting")
    ] = None
    latency_requirement: Annotated[
        Latency | None,
        FieldHelp("Latency", "How old the data may be when the team uses it.", "batch"),
    ] = None
    query_pattern: Annotated[
        QueryPattern | None,
        FieldHelp("Query pattern", "How the team reaches the data.", "scheduled"),
    ] = None
    max_age_minutes: Annotated[
        Amount,
        FieldHelp(
            "Greatest age", "Where the latency is too coarse, as between 5 and 60.", "15", "minutes"
        ),
    ] = 0

    @property
    def age_limit_minutes(self) -> float | None:
        """How old the data may be, in minutes: as stated, or as the latency class says."""
        if self.max_age_minutes:
            return self.max_age_minutes
        return AGE_LIMIT_MINUTES.get(self.latency_requirement) if self.latency_requirement else None


class DataVolume(Document):
    """How much data there is and will be. 0 means not known yet."""

    current_gb_per_day: Annotated[
        Amount,
        FieldHelp("Volume today", "New data from all sources, uncompressed.", "500", "GB per day"),
    ] = 0
    growth_rate_percent: Annotated[
        Amount, FieldHelp("Growth", "How much the daily volume grows in a year.", "20", "% a year")
    ] = 0
    retention_months: Annotated[
        Count, FieldHelp("Retention", "How long data is kept.", "12", "months")
    ] = 0


class CurrentState(Document):
    """What exists today."""

    sources: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Sources", "Every system that produces data.", "PostgreSQL", entry="Source"),
    ] = ()
    storage: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Storage", "Where the data lives today.", "Data lake on S3", entry="Store"),
    ] = ()
    pain_points: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Pain points",
            "What is broken, slow or unreliable.",
            "Dashboards are slow",
            entry="Pain point",
        ),
    ] = ()
    data_volume: Annotated[
        DataVolume, FieldHelp("Data volume", "How much data there is and will be.")
    ] = DataVolume()


class Constraints(Document):
    """What the solution must respect. 0 means not known yet."""

    budget_monthly_usd: Annotated[
        Amount,
        FieldHelp("Budget", "For the whole platform, without salaries.", "5000", "USD a month"),
    ] = 0
    team_size: Annotated[
        Count, FieldHelp("Team size", "Who builds and runs the platform.", "3", "people")
    ] = 0
    skill_level: Annotated[
        SkillLevel | None, FieldHelp("Skill level", "How experienced the team is.", "mid")
    ] = None
    compliance: Annotated[
        tuple[Regulation, ...],
        AfterValidator(_none_stands_alone),
        FieldHelp(
            "Compliance",
            "Regulations that the data falls under; others than the usual ones may be named.",
            "GDPR",
            suggestions=REGULATIONS,
            entry="Regulation",
        ),
    ] = ()
    cloud_provider: Annotated[
        CloudProvider | None, FieldHelp("Cloud", "Where the platform may run.", "AWS")
    ] = None


class Brief(Document):
    """The architecture brief of one project."""

    project_name: Annotated[
        str,
        FieldHelp(
            "Project",
            "The name of the project.",
            "E-commerce analytics platform",
            required=True,
        ),
    ] = ""
    business_context: Annotated[
        str,
        FieldHelp(
            "Business context",
            "What the business wants to be able to do.",
            "Real-time stock tracking and personal recommendations",
            long=True,
        ),
    ] = ""
    data_consumers: Annotated[
        tuple[DataConsumer, ...],
        FieldHelp("Data consumers", "The teams that use the data.", entry="Data consumer"),
    ] = ()
    current_state: Annotated[CurrentState, FieldHelp("Current state", "What exists today.")] = (
        CurrentState()
    )
    constraints: Annotated[
        Constraints, FieldHelp("Constraints", "What the solution must respect.")
    ] = Constraints()
