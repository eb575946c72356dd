"""`spark-conf-unknown-property`: a property is misspelt, so it has no effect."""

import difflib
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration

_ALIKE = 0.93


@conf_rule(
    "spark-conf-unknown-property",
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="spark-properties",
    why="Spark takes any name without a word; nothing reads one that does not exist.",
    fix="Use the name that exists.",
    fires=[
        Example("«spark.sql.shuffle.partition» 400", "spark"),
        Example("«spark.executor.memmory» 8g", "spark"),
        Example(
            "from pyspark.sql import SparkSession\n"
            'spark = SparkSession.builder.config(«"spark.sql.adaptive.enable"», "true")'
            ".getOrCreate()",
            "spark",
        ),
        Example("«spark.SQL.shuffle.partitions» 400", "spark"),
    ],
    quiet=[
        Example("spark.sql.shuffle.partitions 400\nspark.executor.memory 8g", "spark"),
        Example("spark.mycompany.feature on\nspark.hadoop.fs.s3a.endpoint x", "spark"),
        Example("spark.sql.catalog.prod org.apache.iceberg.spark.SparkCatalog", "spark"),
        Example("spark.speculation.quantile 0.9", "spark"),
    ],
)
def spark_conf_unknown_property(configuration: Configuration) -> Iterator[Remark]:
    """Report names that do not exist and resemble one that does."""
    page = configuration.facts.properties
    names = {*page.also, *configuration.facts.by_name}
    by_case = {name.lower(): name for name in names}
    for setting in configuration.settings:
        name = setting.name
        if name in names or name.startswith(tuple(page.others)):
            continue
        near = [by_case[name.lower()]] if name.lower() in by_case else _nearest(name, names)
        if near:
            yield Remark(
                setting.at,
                f"There is no property {name}.",
                fix=f"Write {near[0]}.",
            )


def _nearest(name: str, names: set[str]) -> list[str]:
    return difflib.get_close_matches(name, sorted(names), n=1, cutoff=_ALIKE)
