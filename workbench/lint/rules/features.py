"""Rules about feature stores."""

from collections.abc import Iterator

from workbench.designs.feature_store import Computation, Feature
from workbench.designs.model import DimensionType
from workbench.designs.schedule import read_schedule
from workbench.findings import Confidence, Severity
from workbench.lint.durations import spoken
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Remark, cannot_tell, rule
from workbench.lint.rules.time import is_streaming

_AGES = {"real-time": 1.0, "realtime": 1.0, "hourly": 60.0, "daily": 1440.0, "weekly": 10080.0}
"""Minutes by the words of ``freshness``."""


def _features(landscape: Landscape) -> list[Placed[Feature]]:
    return [
        Placed(feature, ("feature_stores", number, "features", index))
        for number, store in enumerate(landscape.design.feature_stores)
        for index, feature in enumerate(store.features)
    ]


def _gap(landscape: Landscape, source: str) -> float | None:
    """Return the longest time between two renewals of a source, in minutes."""
    gaps = [
        schedule.longest_gap
        for each in landscape.writers(source)
        for schedule in [landscape.schedule(each)]
        if schedule is not None and schedule.longest_gap is not None
    ]
    dataset = landscape.dataset(source)
    if not gaps and dataset is not None and dataset.document.refresh.schedule:
        try:
            stated = read_schedule(dataset.document.refresh.schedule)
        except ValueError:
            return None
        return stated.longest_gap
    return min(gaps) if gaps else None


@rule(
    "feature-source-unknown",
    concern="features",
    severity=Severity.ERROR,
    source="feature-store-template",
    why="Nobody is told when what a model rests on changes.",
    fix="Add the source to the catalogue, or correct its name.",
    fires=[
        """
        datasets: [{name: fct_orders}]
        feature_stores:
          - entity: customer
            features: [{name: orders_30d, source: «fct_order_lines»}]
        """
    ],
    quiet=[
        """
        datasets: [{name: fct_orders}]
        feature_stores:
          - entity: customer
            features: [{name: orders_30d, source: analytics.fact_orders}]
        """,
        """
        feature_stores:
          - entity: customer
            features: [{name: orders_30d, source: fct_orders}]
        """,
    ],
)
def feature_source_unknown(landscape: Landscape) -> Iterator[Remark]:
    """A feature comes from something that the catalogue does not hold."""
    for feature in _features(landscape) if landscape.datasets else ():
        source = feature.document.source
        if source and landscape.dataset(source) is None and not landscape.writers(source):
            yield Remark(feature.at("source"), f"The catalogue does not hold {source}.")


@rule(
    "feature-fresher-than-source",
    concern="features",
    severity=Severity.ERROR,
    source="feature-store-template",
    why="A feature cannot be fresher than what it is computed from; models are trained on a "
    "promise that serving does not keep.",
    fix="Renew the source more often, or promise less.",
    fires=[
        """
        pipelines:
          - {name: orders, schedule: "0 5 * * *", load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_1h, source: fct_orders, freshness: «hourly»}]
        """
    ],
    quiet=[
        """
        pipelines:
          - {name: orders, schedule: "@hourly", load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_1h, source: fct_orders, freshness: hourly}]
        """
    ],
)
def feature_fresher_than_source(landscape: Landscape) -> Iterator[Remark]:
    """A feature promises to be fresher than its source."""
    for feature in _features(landscape):
        promised = _AGES.get(feature.document.freshness.casefold().strip())
        if promised is None or not feature.document.source:
            continue
        gap = _gap(landscape, feature.document.source)
        if gap is None:
            streamed = any(
                is_streaming(landscape, each) for each in landscape.writers(feature.document.source)
            )
            if not streamed:
                yield cannot_tell(
                    feature.at("freshness"),
                    f"whether {feature.document.name} is as fresh as promised",
                    f"how often {feature.document.source} is renewed",
                )
        elif gap > promised:
            yield Remark(
                feature.at("freshness"),
                f"{feature.document.name} is promised {feature.document.freshness}, but "
                f"{feature.document.source} is renewed every {spoken(gap)}.",
            )


@rule(
    "feature-expires-before-renewal",
    concern="features",
    severity=Severity.ERROR,
    source="feature-store-template",
    why="Between its end and the next renewal the feature is empty, and the model guesses.",
    fix="Let it live longer than the gap between renewals, with room for a late run.",
    fires=[
        """
        pipelines:
          - {name: orders, schedule: "0 5 * * *", load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_30d, source: fct_orders, ttl_hours: «12»}]
        """
    ],
    quiet=[
        """
        pipelines:
          - {name: orders, schedule: "0 5 * * *", load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_30d, source: fct_orders, ttl_hours: 48}]
        """
    ],
)
def feature_expires_before_renewal(landscape: Landscape) -> Iterator[Remark]:
    """The lifetime of a feature is shorter than the gap between renewals of its source."""
    for feature in _features(landscape):
        lifetime = feature.document.ttl_hours * 60
        gap = _gap(landscape, feature.document.source) if lifetime else None
        if gap is not None and lifetime < gap:
            yield Remark(
                feature.at("ttl_hours"),
                f"{feature.document.name} lives for {spoken(lifetime)}, and "
                f"{feature.document.source} is renewed every {spoken(gap)}.",
            )


@rule(
    "feature-without-history",
    concern="features",
    severity=Severity.ERROR,
    source="feature-store-template",
    confidence=Confidence.LIKELY,
    why="Training on what is true today instead of what was known then lets the answer leak "
    "into the question.",
    fix="Compute it from a source that keeps its history.",
    fires=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 1}]
        feature_stores:
          - entity: customer
            features: [{name: segment, source: «dim_customers»}]
            serving: {point_in_time_correct: yes}
        """
    ],
    quiet=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        feature_stores:
          - entity: customer
            features: [{name: segment, source: dim_customers}]
            serving: {point_in_time_correct: yes}
        """
    ],
)
def feature_without_history(landscape: Landscape) -> Iterator[Remark]:
    """Features are to be right for their point in time, and their source overwrites."""
    for feature in _features(landscape):
        store = landscape.design.feature_stores[int(feature.path[1])]
        dimension = landscape.dimension(feature.document.source)
        overwrites = dimension is not None and dimension.document.type is DimensionType.TYPE_1
        if store.serving.point_in_time_correct and overwrites:
            yield Remark(
                feature.at("source"),
                f"{feature.document.source} overwrites, so that {feature.document.name} cannot "
                "be known for a point in time.",
            )


@rule(
    "streamed-feature-of-batch",
    concern="features",
    severity=Severity.ERROR,
    source="feature-store-template",
    why="There is no stream to compute it from: what a batch writes arrives with the batch.",
    fix="Compute it from the stream itself, or by the schedule of the batch.",
    fires=[
        """
        pipelines:
          - {name: orders, schedule: "0 5 * * *", load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_now, source: fct_orders, computation: «streaming»}]
        """
    ],
    quiet=[
        """
        pipelines:
          - {name: orders, extract: {strategy: log-based}, load: {target_dataset: fct_orders}}
        feature_stores:
          - entity: customer
            features: [{name: orders_now, source: fct_orders, computation: streaming}]
        """
    ],
)
def streamed_feature_of_batch(landscape: Landscape) -> Iterator[Remark]:
    """A streaming feature comes from what a batch writes."""
    for feature in _features(landscape):
        if feature.document.computation is not Computation.STREAMING:
            continue
        writers = landscape.writers(feature.document.source)
        if writers and not any(is_streaming(landscape, each) for each in writers):
            yield Remark(
                feature.at("computation"),
                f"{feature.document.name} is to be streamed from {feature.document.source}, "
                f"which {writers[0].document.name} writes by the clock.",
            )
