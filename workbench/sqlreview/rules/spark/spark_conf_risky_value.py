"""`spark-conf-risky-value`: a property is set to what makes jobs slow, or end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration, Setting

if TYPE_CHECKING:
    from workbench.handbook.properties import Judgement, Property


@conf_rule(
    "spark-conf-risky-value",
    severity=Severity.WARNING,
    category="performance",
    source="spark-properties",
    why="The defaults are meant for most jobs; this value causes one of the eight usual problems.",
    fix="Remove the line, or set a value within the limits of the handbook.",
    fires=[
        Example("spark.sql.autoBroadcastJoinThreshold «10g»", "spark"),
        Example("spark.sql.adaptive.enabled «false»", "spark"),
        Example("spark.driver.maxResultSize=«0»\nspark.driver.memory=8g", "spark"),
        Example('spark.conf.set("spark.sql.shuffle.partitions", «"50000"»)', "spark"),
        Example("SET spark.sql.shuffle.partitions = «1»;\nSELECT a FROM t;", "spark"),
        Example(
            "from pyspark.sql import SparkSession\n"
            "spark = (SparkSession.builder\n"
            '    .config("spark.sql.files.maxPartitionBytes", «"1m"»)\n'
            "    .getOrCreate())",
            "spark",
        ),
        Example("spark-submit --conf spark.memory.fraction=«0.95» job.py", "spark"),
        Example("spark.speculation «true»", "spark"),
    ],
    quiet=[
        Example("spark.sql.autoBroadcastJoinThreshold 100m", "spark"),
        Example("spark.master local[*]\nspark.sql.shuffle.partitions 2", "spark"),
        Example("spark.sql.shuffle.partitions 800", "spark"),
        Example("spark.memory.fraction 0.6", "spark"),
        Example("# spark.sql.adaptive.enabled false\nspark.app.name x", "spark"),
        Example(
            "from pyspark.sql import SparkSession\n"
            'spark = SparkSession.builder.master("local[2]")'
            '.config("spark.sql.shuffle.partitions", 2).getOrCreate()',
            "spark",
        ),
    ],
)
def spark_conf_risky_value(configuration: Configuration) -> Iterator[Remark]:
    """Report values that the handbook warns of."""
    for setting in configuration.settings:
        known = configuration.facts.by_name.get(setting.name)
        if known is None:
            continue
        for judgement in known.judgements:
            if _applies(judgement, setting, known, configuration):
                yield Remark(
                    setting.value_at,
                    judgement.because.replace("{value}", setting.value),
                    fix=judgement.do,
                    severity=judgement.severity,
                    confidence=judgement.confidence,
                    source=judgement.link,
                )
                break


def _applies(
    judgement: "Judgement", setting: Setting, known: "Property", configuration: Configuration
) -> bool:
    from workbench.sqlreview.spark.values import (  # noqa: PLC0415 - loads the handbook
        amount,
        fault,
        same,
    )

    for name, start in judgement.unless.items():
        other = configuration.value_of(name)
        if other is not None and other.lower().startswith(start.lower()):
            return False
    if fault(setting.value, known):
        return False
    if any(same(setting.value, each) for each in judgement.equals):
        return True
    number = amount(setting.value, known)
    if number is None:
        return False
    below = amount(judgement.below, known) if judgement.below is not None else None
    above = amount(judgement.above, known) if judgement.above is not None else None
    return (below is not None and number < below) or (above is not None and number > above)
