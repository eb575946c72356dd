"""A feature store: the features of one entity, how fresh they are, how models read them."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Amount


class Computation(Choice):
    """When a feature is computed."""

    BATCH = "batch", "by a schedule"
    STREAMING = "streaming", "as events arrive", "", "stream"
    ON_DEMAND = "on-demand", "when it is asked for"


class Feature(Document):
    """One feature."""

    name: Annotated[
        str,
        FieldHelp(
            "Feature", "How models ask for it; with its window.", "total_orders_30d", required=True
        ),
    ] = ""
    description: Annotated[
        str,
        FieldHelp("Description", "What the value means.", "Number of orders in the last 30 days"),
    ] = ""
    type: Annotated[str, FieldHelp("Data type", "Of the value.", "INT")] = ""
    source: Annotated[
        str, FieldHelp("Source", "Table or stream that it is computed from.", "fct_orders")
    ] = ""
    computation: Annotated[
        Computation | None, FieldHelp("Computation", "When it is computed.", "batch")
    ] = None
    freshness: Annotated[
        str,
        FieldHelp(
            "Freshness",
            "How often the value is renewed.",
            "daily",
            suggestions=("real-time", "hourly", "daily", "weekly"),
        ),
    ] = ""
    ttl_hours: Annotated[
        Amount,
        FieldHelp("Lifetime", "After how long without renewal it no longer counts.", "48", "hours"),
    ] = 0


class Serving(Document):
    """How models read the features."""

    online: Annotated[bool | None, FieldHelp("Online", "Single rows at low latency.", "yes")] = None
    offline: Annotated[
        bool | None, FieldHelp("Offline", "Many rows at once, for training.", "yes")
    ] = None
    point_in_time_correct: Annotated[
        bool | None,
        FieldHelp("Point in time", "Training sees only what was known at the time.", "yes"),
    ] = None


class FeatureStore(Document):
    """The features of one entity."""

    entity: Annotated[
        str, FieldHelp("Entity", "What the features describe.", "customer", required=True)
    ] = ""
    entity_key: Annotated[
        str,
        FieldHelp("Entity key", "Column that identifies it everywhere.", "customer_id"),
    ] = ""
    features: Annotated[
        tuple[Feature, ...], FieldHelp("Features", "What models can ask for.", entry="Feature")
    ] = ()
    serving: Annotated[Serving, FieldHelp("Serving", "How models read them.")] = Serving()
