"""`spark-udf-with-built-in`: a Python function does what Spark has a function for."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, called_name, dotted_name

if TYPE_CHECKING:
    from workbench.sqlreview.handbook_facts import ReviewFacts

_PLAIN = (
    *(ast.Name, ast.Constant, ast.IfExp, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp),
    *(ast.Attribute, ast.Call, ast.Slice, ast.Subscript, ast.JoinedStr, ast.FormattedValue),
    *(ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop, ast.keyword),
    *(ast.Return, ast.If),
)


@pyspark_rule(
    "spark-udf-with-built-in",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/complex-transformations",
    why=(
        "Each row is turned into Python objects, sent to a Python worker and back; Spark's own "
        "functions run in generated code and can be pushed down."
    ),
    fix="Use the functions of pyspark.sql.functions.",
    impact="The column costs several times as much as with a function of Spark.",
    fires=[
        Example(
            "from pyspark.sql import functions as F\n"
            "tidy = «F.udf(lambda s: s.strip().lower() if s else None)»\n"
            'df = spark.table("t").withColumn("x", tidy("y"))',
            "spark",
        ),
        Example(
            "from pyspark.sql.functions import udf\n\n\n@«udf»\ndef size(s):\n"
            '    return len(s)\n\n\ndf = spark.table("t").select(size("y"))',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql import functions as F\n"
            "score = F.udf(lambda s: model.predict(s))\n"
            'df = spark.table("t").withColumn("x", score("y"))',
            "spark",
        ),
        Example(
            "from pyspark.sql.functions import pandas_udf\n"
            'upper = pandas_udf(lambda s: s.str.upper(), "string")\n'
            'df = spark.table("t").withColumn("x", upper("y"))',
            "spark",
        ),
        Example(
            "from pyspark.sql.functions import udf\n\n\n@udf\ndef parse(s):\n"
            "    for part in s.split(','):\n        yield part\n\n\ndf = spark.table('t')",
            "spark",
        ),
    ],
)
def spark_udf_with_built_in(program: Program) -> Iterator[Remark]:
    """Report UDFs whose whole body Spark's own functions can say."""
    for step in program.of_kind(Kind.UDF):
        found = _function(step, program)
        if found is None:
            continue
        at, body, parameters = found
        names = _built_ins(body, parameters, program.facts)
        if names:
            listed = ", ".join(sorted(names))
            yield Remark(
                program.span(at),
                f"{_name(step)} runs in Python for every row; Spark has {listed}.",
            )


def _name(step: Step) -> str:
    if step.target is not None:
        return step.target.id
    return step.method if isinstance(step.node, ast.Name) else "The function"


def _function(
    step: Step, program: Program
) -> tuple[ast.expr, list[ast.AST], frozenset[str]] | None:
    """Return what makes the UDF, the body of its function and its parameters."""
    first = step.argument(0, "f")
    if _is_vectorised(step, program):
        return None
    if isinstance(first, ast.Lambda):
        return step.node, [first.body], frozenset(each.arg for each in first.args.args)
    name = first.id if isinstance(first, ast.Name) else step.method
    function = program.functions.get(name)
    if function is None:
        return None
    body: list[ast.AST] = [each for each in function.body if not _is_documentation(each)]
    parameters = frozenset(each.arg for each in function.args.args)
    if step.call is not None:
        return step.node, body, parameters
    return (function.decorator_list[0], body, parameters) if function.decorator_list else None


def _is_vectorised(step: Step, program: Program) -> bool:
    """Tell whether a function is given whole columns, as pandas or Arrow."""
    function = program.functions.get(step.method)
    makers = function.decorator_list if function is not None else [step.node]
    return any(called_name(maker) in {"pandas_udf", "arrow_udf"} for maker in makers)


def _is_documentation(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _built_ins(body: list[ast.AST], parameters: frozenset[str], facts: "ReviewFacts") -> set[str]:
    """Return Spark's functions for all calls of a body; none where it does anything else."""
    found: set[str] = set()
    for node in (inner for part in body for inner in ast.walk(part)):
        if not isinstance(node, _PLAIN):
            return set()
        if not isinstance(node, ast.Call):
            continue
        written = dotted_name(node.func)
        known = facts.built_ins.get(written)
        if known is None and isinstance(node.func, ast.Attribute):
            root = written.partition(".")[0]
            if not written or root in parameters:
                known = facts.built_ins.get(f".{node.func.attr}")
        if known is None:
            return set()
        found.add(known)
    return found
