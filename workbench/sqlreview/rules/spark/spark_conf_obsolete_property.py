"""`spark-conf-obsolete-property`: a property was renamed or does nothing any more."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration


@conf_rule(
    "spark-conf-obsolete-property",
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="spark-properties",
    why="Old configurations are copied on; what they set is not what runs.",
    fix="Remove the line, or use the new name.",
    fires=[
        Example("«spark.yarn.executor.memoryOverhead» 1024", "spark"),
        Example("«spark.storage.memoryFraction» 0.5\nspark.executor.memory 4g", "spark"),
    ],
    quiet=[Example("spark.executor.memoryOverhead 1g", "spark")],
)
def spark_conf_obsolete_property(configuration: Configuration) -> Iterator[Remark]:
    """Report properties that the handbook calls obsolete."""
    for setting in configuration.settings:
        known = configuration.facts.by_name.get(setting.name)
        if known is not None and known.obsolete is not None:
            yield Remark(setting.at, known.obsolete)
