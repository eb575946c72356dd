"""Which language a text is in: SQL, a Spark program in Python, or settings of Spark."""

import re
from enum import StrEnum
from pathlib import PurePath

from workbench.sqlreview.host_files import holds_sql, sql_cell

_CONFIGURES = re.compile(r"^[ \t]*spark\.[\w.\-]+(?:[ \t]*[=:]|[ \t]+)[ \t]*\S", re.MULTILINE)
_OTHER_LINE = re.compile(r"^[ \t]*(?!spark\.[\w.\-]+)[^#\s][^\r\n]*", re.MULTILINE)
_SUBMITS = re.compile(r"^[ \t]*(?:[\w./-]*/)?spark-(?:submit|shell|sql)\b", re.MULTILINE)
_IMPORTS = re.compile(r"^[ \t]*(?:from|import)[ \t]+pyspark\b", re.MULTILINE)
_USES = re.compile(
    r"\bspark\.(?:read|readStream|table|sql|createDataFrame|range|conf|sparkContext)\b"
    r"|\bsc\.(?:textFile|parallelize|wholeTextFiles)\b|\bSparkSession\b|\.toPandas\(\)"
    r"|\.(?:withColumn|crossJoin|unionByName|createOrReplaceTempView)\("
)

_HINTS = (
    *("spark", "sc.", "Spark", ".toPandas(", ".withColumn(", ".crossJoin(", ".unionByName("),
    ".createOrReplaceTempView(",
)
"""One of these stands in every text that the patterns above find; they are slow to rule out."""

SPARK = "spark"
SPARK_DIALECTS = frozenset({SPARK, "spark2", "databricks"})


class Language(StrEnum):
    """What a text is written in."""

    SQL = "sql"
    PYSPARK = "pyspark"
    SPARK_CONF = "spark-conf"


def language_of(name: str, text: str) -> Language:
    """Return the language of a text by its name and by what is in it.

    What an editor holds has a name before it has a content, so a name alone does not
    make a text SQL.
    """
    if name.endswith(".sql") and "spark" not in text:
        return Language.SQL
    if sql_cell(text) is not None:
        return Language.SQL
    if holds_sql(name):
        return Language.PYSPARK if is_pyspark(text) else Language.SQL
    if name.lower().endswith((".conf", ".properties")) or _is_configuration(text):
        return Language.SPARK_CONF if _sets_properties(text) else Language.SQL
    return Language.PYSPARK if is_pyspark(text) and _is_python(text) else Language.SQL


def is_of_another_program(name: str, text: str) -> bool:
    """Tell whether a file with settings has none of Spark."""
    is_settings = PurePath(name).suffix.lower() == ".conf"
    return is_settings and language_of(name, text) is not Language.SPARK_CONF


def is_pyspark(text: str) -> bool:
    """Tell whether a Python text uses Spark."""
    if not any(hint in text for hint in _HINTS):
        return False
    return _IMPORTS.search(text) is not None or _USES.search(text) is not None


def _sets_properties(text: str) -> bool:
    return "--conf" in text or _CONFIGURES.search(text) is not None


def _is_configuration(text: str) -> bool:
    if "--conf" in text and _SUBMITS.search(text):
        return True
    if "spark." not in text:
        return False
    return _CONFIGURES.search(text) is not None and _OTHER_LINE.search(text) is None


def _is_python(text: str) -> bool:
    from workbench.sqlreview.python_strings import parse_python  # noqa: PLC0415 - rarely needed
    from workbench.sqlreview.source import SqlSource  # noqa: PLC0415 - rarely needed

    try:
        parse_python(SqlSource(text))
    except SyntaxError:
        return False
    return True
