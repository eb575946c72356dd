"""`spark-conf-invalid-value`: Spark cannot work with what a property is set to."""

from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration


@conf_rule(
    "spark-conf-invalid-value",
    severity=Severity.ERROR,
    category="correctness",
    source="spark-properties",
    why="The job ends with an error when the property is read, often minutes after it was started.",
    fix="Write a value that the property takes.",
    fires=[
        Example("spark.executor.memory «4»\nspark.executor.cores 4", "spark"),
        Example("spark.sql.adaptive.enabled=«yes»", "spark"),
        Example("spark.executor.memory «8 GBytes»", "spark"),
        Example("spark.sql.parquet.compression.codec «snapy»", "spark"),
        Example('spark.conf.set("spark.sql.shuffle.partitions", «"many"»)', "spark"),
        Example("spark.kryoserializer.buffer.max «4g»", "spark"),
    ],
    quiet=[
        Example("spark.executor.memory 4g\nspark.sql.adaptive.enabled true", "spark"),
        Example("spark.executor.memory ${EXECUTOR_MEMORY}", "spark"),
        Example('spark.conf.set("spark.sql.shuffle.partitions", 400)', "spark"),
        Example("spark.sql.autoBroadcastJoinThreshold 52428800", "spark"),
        Example("spark.network.timeout 800s\nspark.executor.heartbeatInterval 60s", "spark"),
    ],
)
def spark_conf_invalid_value(configuration: Configuration) -> Iterator[Remark]:
    """Report values of the wrong kind, or outside of what is possible."""
    from workbench.sqlreview.spark.values import fault  # noqa: PLC0415 - loads the handbook

    for setting in configuration.settings:
        known = configuration.facts.by_name.get(setting.name)
        reason = fault(setting.value, known) if known is not None else ""
        if reason:
            yield Remark(setting.value_at, f"{setting.value!r} {reason}.")
