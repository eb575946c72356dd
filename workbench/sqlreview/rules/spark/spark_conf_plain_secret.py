"""`spark-conf-plain-secret`: a password or key stands in the configuration."""

import re
from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, conf_rule
from workbench.sqlreview.spark.properties import Configuration

_SECRET = re.compile(
    r"(?:password|passwd|secret(?:[._-]?key)?|access[._-]?key|account[._-]?key|token|api[._-]?key)"
    r"(?:\.[\w.-]+)?$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"(?:enabled|class|provider|path|file|dir|expir\w*|timeout|endpoint)$")
_ELSEWHERE = ("$", "{", "<", "jceks:", "/", "file:", "dbutils", "secret://", "vault:")


@conf_rule(
    "spark-conf-plain-secret",
    severity=Severity.ERROR,
    category="safety",
    source="pii-rules/protect",
    why=(
        "Configurations lie in repositories and on every node, and the values are shown in the "
        "web interface, in logs and in plans."
    ),
    fix="Take it from a secret store, a credential provider or the role of the machine.",
    fires=[
        Example("spark.hadoop.fs.s3a.secret.key «wJalrXUtnFEMIabc123»", "spark"),
        Example(
            'spark.conf.set("spark.hadoop.fs.azure.account.key.x.net", «"Eby8vdM02x=="»)', "spark"
        ),
    ],
    quiet=[
        Example("spark.hadoop.fs.s3a.secret.key ${S3_SECRET}", "spark"),
        Example("spark.ssl.keyPassword {{ vault }}", "spark"),
        Example("spark.network.crypto.enabled true", "spark"),
        Example('spark.conf.set("spark.hadoop.fs.s3a.secret.key", os.environ["S3"])', "spark"),
    ],
)
def spark_conf_plain_secret(configuration: Configuration) -> Iterator[Remark]:
    """Report secrets that are written out; the message does not repeat them."""
    for setting in configuration.settings:
        named = _SECRET.search(setting.name) and not _NO_SECRET.search(setting.name)
        written = setting.value.strip("\"'")
        if named and len(written) > 3 and not written.startswith(_ELSEWHERE):
            yield Remark(
                setting.value_at, f"The value of {setting.name} is a secret in plain text."
            )
