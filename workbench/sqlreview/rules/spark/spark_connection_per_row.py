"""`spark-connection-per-row`: a connection is opened for every row."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, called_name, dotted_name

_FOR_ROWS = frozenset({"foreach", "map", "flatMap", "filter"})


@pyspark_rule(
    "spark-connection-per-row",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/slow-writes",
    why=(
        "The function runs for each row on each executor: connections are opened and closed by "
        "the million, and the other side is flooded."
    ),
    fix="Use foreachPartition() or mapPartitions(), open one connection there and send batches.",
    impact="A connection takes longer than most rows take to be written.",
    fires=[
        Example(
            "import psycopg2\n\n\ndef send(row):\n"
            '    connection = «psycopg2.connect("db")»\n    connection.close()\n\n\n'
            'spark.table("t").foreach(send)',
            "spark",
        ),
        Example(
            "import requests\nfrom pyspark.sql import functions as F\n"
            "score = F.udf(lambda x: «requests.get(URL + x)».text)\n"
            'df = spark.table("t").withColumn("s", score("x"))',
            "spark",
        ),
        Example(
            "import psycopg2\n\n\ndef send(rows):\n    for row in rows:\n"
            '        connection = «psycopg2.connect("db")»\n\n\n'
            'spark.table("t").foreachPartition(send)',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "import psycopg2\n\n\ndef send(rows):\n"
            '    connection = psycopg2.connect("db")\n    for row in rows:\n'
            '        connection.execute("insert")\n\n\n'
            'spark.table("t").foreachPartition(send)',
            "spark",
        ),
        Example(
            "import psycopg2\n\n\ndef config():\n    return psycopg2.connect('db')\n\n\n"
            "spark.table('t').foreach(print)",
            "spark",
        ),
    ],
)
def spark_connection_per_row(program: Program) -> Iterator[Remark]:
    """Report calls that open a connection in functions that run for every row."""
    for step in program.steps:
        for node in _code_for_rows(step, program):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _opens(call, program):
                    message = f"{dotted_name(call.func)}() is called for every row."
                    yield Remark(program.span(call), message)


def _code_for_rows(step: Step, program: Program) -> list[ast.AST]:
    """Return the code that a step runs once for each row."""
    if step.kind is Kind.UDF:
        function = program.functions.get(step.method)
        decorated = list(function.body) if function is not None else []
        return [*decorated, *_function(step, program)]
    if step.method in _FOR_ROWS and (step.kind is Kind.RDD or step.method == "foreach"):
        return _function(step, program)
    if step.method in {"foreachPartition", "mapPartitions"}:
        loops = [
            node
            for part in _function(step, program)
            for node in ast.walk(part)
            if isinstance(node, ast.For)
        ]
        return [part for loop in loops for part in loop.body]
    return []


def _function(step: Step, program: Program) -> list[ast.AST]:
    first = step.argument(0, "f")
    if isinstance(first, ast.Lambda):
        return [first.body]
    function = program.functions.get(first.id) if isinstance(first, ast.Name) else None
    return list(function.body) if function is not None else []


def _opens(call: ast.Call, program: Program) -> bool:
    known = program.facts.connections
    return dotted_name(call.func) in known or called_name(call) in known
