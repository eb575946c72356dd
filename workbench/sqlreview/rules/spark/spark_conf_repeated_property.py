"""`spark-conf-repeated-property`: one property is set to two values."""

from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration


@conf_rule(
    "spark-conf-repeated-property",
    severity=Severity.WARNING,
    category="correctness",
    source="spark-properties",
    why="The last value wins without a word; whoever changes the first one changes nothing.",
    fix="Keep one of the lines.",
    fires=[
        Example(
            "spark.executor.memory 4g\nspark.executor.cores 4\n«spark.executor.memory» 8g", "spark"
        ),
    ],
    quiet=[
        Example("spark.executor.memory 4g\nspark.executor.memory 4g", "spark"),
        Example(
            'spark.conf.set("spark.sql.shuffle.partitions", 200)\nstep_one()\n'
            'spark.conf.set("spark.sql.shuffle.partitions", 800)',
            "spark",
        ),
    ],
)
def spark_conf_repeated_property(configuration: Configuration) -> Iterator[Remark]:
    """Report a property of a file that was set to another value before; a program may do so."""
    before: dict[str, str] = {}
    for setting in configuration.settings if configuration.whole else ():
        first = before.setdefault(setting.name, setting.value)
        if first != setting.value:
            message = f"{setting.name} was set to {first} before; now {setting.value} counts."
            yield Remark(setting.at, message)
