"""Decisions: what was chosen, from what, and why, so that nobody undoes it by accident."""

from collections.abc import Iterable
from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Day, FilledText


class Topic(Choice):
    """What a decision is about."""

    PATTERN = "pattern", "the architecture pattern", "", "architecture pattern", "architecture"
    ORCHESTRATION = "orchestration", "what starts the pipelines and keeps their order"
    PROCESSING = "processing", "what computes the transformations", "", "engine"
    STORAGE = "storage", "where the data is kept and queried", "", "warehouse"
    MODELLING = (
        *("modelling-approach", "how the tables are laid out", ""),
        *("modelling", "modeling approach", "modeling", "methodology"),
    )
    SCD = "scd-type", "how changes of a dimension are kept", "", "scd"
    EXTRACTION = "extraction", "how data is taken from a source"
    LOAD = "load-strategy", "how new data meets what is there", "", "load"
    PARTITIONING = "partitioning", "how large tables are split"
    OTHER = "other", "anything else worth keeping"


class DecisionStatus(Choice):
    """How far a decision has come."""

    PROPOSED = "proposed", "not agreed yet"
    ACCEPTED = "accepted", "agreed and in force", "", "decided"
    REJECTED = "rejected", "considered and turned down"
    SUPERSEDED = "superseded", "replaced by a later decision", "", "deprecated"


class Option(Document):
    """One possibility that was looked at."""

    name: Annotated[str, FieldHelp("Option", "What could be done.", "Lakehouse", required=True)] = (
        ""
    )
    pros: Annotated[
        tuple[FilledText, ...],
        FieldHelp("For it", "What speaks for it.", "One copy of the data", entry="Point"),
    ] = ()
    cons: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Against it", "What speaks against it.", "New to the team", entry="Point"),
    ] = ()


class Decision(Document):
    """One decision, as an architecture decision record holds it."""

    title: Annotated[
        str,
        FieldHelp(
            "Title",
            "The decision in a few words.",
            "Keep the data in a lakehouse",
            required=True,
        ),
    ] = ""
    topic: Annotated[
        Topic | None, FieldHelp("Topic", "What the decision is about.", "pattern", required=True)
    ] = None
    subject: Annotated[
        str,
        FieldHelp(
            "Subject",
            "The table, dimension or pipeline that it holds for; empty for the whole design.",
            "dim_customers",
        ),
    ] = ""
    status: Annotated[
        DecisionStatus | None, FieldHelp("Status", "How far it has come.", "accepted")
    ] = None
    context: Annotated[
        str,
        FieldHelp(
            "Context",
            "What makes the decision necessary: needs, limits, facts.",
            "Reports, dashboards and models read the same data at different speeds",
            long=True,
        ),
    ] = ""
    options: Annotated[
        tuple[Option, ...],
        FieldHelp("Options considered", "What could have been chosen.", entry="Option"),
    ] = ()
    outcome: Annotated[
        str,
        FieldHelp(
            "Outcome",
            "The option that was chosen, by its name in the handbook where it has one.",
            "lakehouse",
            required=True,
        ),
    ] = ""
    reason: Annotated[
        str,
        FieldHelp(
            "Reason",
            "Why this one and not the others.",
            "One storage serves all three needs within the budget",
            long=True,
        ),
    ] = ""
    consequences: Annotated[
        tuple[FilledText, ...],
        FieldHelp(
            "Consequences",
            "What becomes easier or harder through it.",
            "Tables need regular compaction",
            entry="Consequence",
        ),
    ] = ()
    date: Annotated[
        Day | None, FieldHelp("Date", "When it was decided.", "2026-01-31", "YYYY-MM-DD")
    ] = None
    decided_by: Annotated[
        tuple[FilledText, ...],
        FieldHelp("Decided by", "Who took part.", "Data platform team", entry="Person or team"),
    ] = ()


def in_force(decisions: Iterable[Decision], topic: Topic) -> tuple[Decision, ...]:
    """Return the decisions about ``topic`` with an outcome that was not given up since."""
    gone = (DecisionStatus.REJECTED, DecisionStatus.SUPERSEDED)
    return tuple(
        one for one in decisions if one.topic is topic and one.outcome and one.status not in gone
    )
