"""`spark-conf-conflict`: two properties contradict each other, or one lacks the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration, Setting

if TYPE_CHECKING:
    from workbench.handbook.properties import Need, Order, Property

_ON = "spark.dynamicAllocation.enabled true"


@conf_rule(
    "spark-conf-conflict",
    severity=Severity.WARNING,
    category="correctness",
    source="spark-properties",
    why="Each of the two is fine alone; together they keep the job from starting or from working.",
    fix="Change one of the two.",
    fires=[
        Example(
            "«spark.dynamicAllocation.enabled» true\nspark.dynamicAllocation.maxExecutors 20\n"
            "spark.dynamicAllocation.shuffleTracking.enabled false",
            "spark",
        ),
        Example("«spark.executor.heartbeatInterval» 300s\nspark.network.timeout 120s", "spark"),
        Example(
            f"{_ON}\nspark.shuffle.service.enabled true\n"
            "«spark.dynamicAllocation.minExecutors» 50\nspark.dynamicAllocation.maxExecutors 10",
            "spark",
        ),
        Example("«spark.memory.offHeap.enabled» true", "spark"),
        Example("spark.driver.memory 4g\n«spark.driver.maxResultSize» 8g", "spark"),
        Example(
            "from pyspark import SparkConf\n"
            'c = SparkConf().set(«"spark.task.cpus"», 4).set("spark.executor.cores", 2)',
            "spark",
        ),
    ],
    quiet=[
        Example(
            f"{_ON}\nspark.dynamicAllocation.maxExecutors 20\nspark.shuffle.service.enabled true",
            "spark",
        ),
        Example("spark.executor.heartbeatInterval 20s\nspark.network.timeout 800s", "spark"),
        Example("spark.dynamicAllocation.enabled false", "spark"),
        Example("spark.memory.offHeap.enabled true\nspark.memory.offHeap.size 4g", "spark"),
        Example(
            "from pyspark.sql import SparkSession\n"
            'spark = SparkSession.builder.config("spark.dynamicAllocation.enabled", True)'
            ".getOrCreate()",
            "spark",
        ),
    ],
)
def spark_conf_conflict(configuration: Configuration) -> Iterator[Remark]:
    """Report properties that need another one, and such that must not reach another one."""
    for setting in configuration.settings:
        known = configuration.facts.by_name.get(setting.name)
        if known is None or configuration.values[setting.name] != setting.value:
            continue
        for need in known.needs:
            yield from _unmet(need, setting, configuration)
        for order in known.below:
            yield from _reversed(order, setting, known, configuration)


def _unmet(need: "Need", setting: Setting, configuration: Configuration) -> Iterator[Remark]:
    from workbench.sqlreview.spark.values import same  # noqa: PLC0415 - loads the handbook

    if not any(same(setting.value, each) for each in need.when):
        return
    met = any(
        (value := configuration.value_of(name)) is not None and wanted in {"*", value.lower()}
        for name, wanted in need.any.items()
    )
    mentioned = any(name in configuration.values for name in need.any)
    severity = need.severity
    if met:
        if mentioned or need.unmentioned is None:
            return
        severity = need.unmentioned
    if not configuration.whole and not mentioned:
        return  # what is not set here may be set where the program is started
    yield Remark(
        setting.at,
        need.because,
        fix=need.do,
        severity=severity,
        confidence=need.confidence,
        source=need.link,
    )


def _reversed(
    order: "Order", setting: Setting, known: "Property", configuration: Configuration
) -> Iterator[Remark]:
    from workbench.sqlreview.spark.values import amount  # noqa: PLC0415 - loads the handbook

    other = configuration.facts.by_name.get(order.than)
    set_here = order.than in configuration.values
    if other is None or not (set_here or configuration.whole):
        return
    text = configuration.value_of(order.than)
    mine = amount(setting.value, known)
    theirs = amount(text, other) if text is not None else None
    if mine is None or theirs is None or mine < theirs or (order.reach and mine == theirs):
        return
    default = "" if set_here else " by default"
    yield Remark(
        setting.at,
        f"{setting.name} is {setting.value}, and {order.than} is {text}{default}. {order.because}",
        fix=order.do,
        severity=order.severity,
        confidence=order.confidence,
        source=order.link,
    )
