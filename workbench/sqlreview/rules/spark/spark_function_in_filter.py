"""`spark-function-in-filter`: a function round the column keeps the filter from the files."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.scans import is_on_scan
from workbench.sqlreview.spark.steps import Kind, called_name, column_name

_HIDES = frozenset(
    {
        *("year", "month", "dayofmonth", "dayofweek", "hour", "date_format", "to_date"),
        *("to_timestamp", "date_trunc", "trunc", "substring", "substr", "upper", "lower", "trim"),
        *("cast", "astype", "concat", "coalesce", "regexp_replace", "split", "length", "abs"),
        *("from_unixtime", "unix_timestamp", "round", "floor", "ceil", "md5", "sha2"),
    }
)
_ARGUMENTS = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)


@pyspark_rule(
    "spark-function-in-filter",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/complex-transformations",
    why=(
        "Only comparisons of the bare column with a value are given to the reader of the files; "
        "anything wrapped round the column is worked out for every row after it was read."
    ),
    fix="Compare the bare column with a range or a value of its own type.",
    impact="No partition and no row group is skipped.",
    fires=[
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("orders").filter(«F.year("order_date") == 2026»)',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.read.parquet("p").where((«F.col("ts").cast("date") == "2026-01-01"») '
            '& (F.col("x") > 1))',
            "spark",
        ),
        Example(
            "from pyspark.sql.functions import col, upper\n"
            'df = spark.table("users").filter(«upper(col("country")) == "DE"»)',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("o").filter(F.col("day") >= F.to_date(F.lit("2026-01-01")))',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'd = spark.table("o").groupBy("day").count().filter(F.year("day") == 2026)',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'd = spark.read.json("p").filter(F.lower("kind") == "buy")',
            "spark",
        ),
    ],
)
def spark_function_in_filter(program: Program) -> Iterator[Remark]:
    """Report filters on a scan whose comparison wraps the column in a function or a cast."""
    for step in program.of_kind(Kind.FRAME, "filter", "where"):
        if not is_on_scan(step):
            continue
        for test in (node for argument in step.arguments for node in _tests(argument)):
            sides = (test.left, test.comparators[0])
            wrapped = next((side for side in sides if _wrapped_column(side)), None)
            other = sides[1] if wrapped is sides[0] else sides[0]
            if wrapped is None or _mentions_column(other):
                continue
            name = called_name(wrapped)
            message = f"{name}() round {_wrapped_column(wrapped)} keeps the filter from the files."
            yield Remark(program.span(test), message)


def _tests(node: ast.expr) -> Iterator[ast.Compare]:
    """Yield the comparisons that all must hold."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        yield from _tests(node.left)
        yield from _tests(node.right)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield node


def _wrapped_column(node: ast.expr) -> str:
    """Return the column that a function or cast hides from the reader, or nothing."""
    if not isinstance(node, ast.Call) or called_name(node) not in _HIDES:
        return ""
    if called_name(node) in {"cast", "astype"} and isinstance(node.func, ast.Attribute):
        return column_name(node.func.value) or _wrapped_column(node.func.value)
    for argument in node.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
        if isinstance(argument, _ARGUMENTS):
            found = column_name(argument) or _wrapped_column(argument)
            if found:
                return found
    return ""


def _mentions_column(node: ast.expr) -> bool:
    return any(
        column_name(each) is not None
        for each in ast.walk(node)
        if isinstance(each, ast.Call | ast.Subscript)
    )
