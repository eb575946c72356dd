"""`spark-count-for-existence`: all rows are counted to learn whether there is one."""

import ast
from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded
from workbench.sqlreview.spark.steps import Kind, constant

_TESTS = (ast.If, ast.While, ast.IfExp, ast.Assert)


@pyspark_rule(
    "spark-count-for-existence",
    severity=Severity.WARNING,
    category="performance",
    source="spark-checklist/complex-transformations",
    why="count() works out every row of every partition; the first one would answer.",
    fix="Use isEmpty() (Spark 3.3 and later), or limit(1).count().",
    impact="The whole DataFrame is worked out instead of one partition.",
    fires=[
        Example('df = spark.table("orders")\nif «df.count() == 0»:\n    print("none")', "spark"),
        Example('df = spark.table("orders")\nfound = «df.filter("x > 1").count() > 0»', "spark"),
        Example('df = spark.table("orders")\nif not «df.count()»:\n    print("none")', "spark"),
        Example('df = spark.table("orders")\nassert «0 != df.count()»', "spark"),
    ],
    quiet=[
        Example('df = spark.table("orders")\nif df.count() > 100:\n    print("many")', "spark"),
        Example('df = spark.table("orders")\nif df.limit(1).count() == 0:\n    print(1)', "spark"),
        Example('df = spark.table("orders")\nn = df.count()\nprint(n)', "spark"),
        Example('df = spark.table("orders")\nif df.isEmpty():\n    print(1)', "spark"),
        Example(
            'names = ["a"]\ndf = spark.table("t")\nif names.count("a") > 0:\n    pass', "spark"
        ),
    ],
)
def spark_count_for_existence(program: Program) -> Iterator[Remark]:
    """Report a count that is only compared with nothing."""
    for step in program.of_kind(Kind.ACTION, "count"):
        if step.source is None or is_bounded(step.source, program):
            continue
        around = program.parent_of(step.node)
        at: ast.expr | None = None
        if isinstance(around, ast.Compare) and _asks_for_any(around):
            at = around
        elif isinstance(around, _TESTS) and around.test is step.node:
            at = step.node
        elif isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not):
            at = step.node
        if at is not None:
            name = program.name_of(step.source)
            yield Remark(
                program.span(at), f"All rows of {name} are counted to see whether there are any."
            )


def _asks_for_any(node: ast.Compare) -> bool:
    if len(node.ops) != 1:
        return False
    operator, other = node.ops[0], constant(node.comparators[0])
    if isinstance(node.left, ast.Constant):
        other = node.left.value
        turned: dict[type[ast.cmpop], type[ast.cmpop]] = {
            ast.Lt: ast.Gt,
            ast.Gt: ast.Lt,
            ast.LtE: ast.GtE,
            ast.GtE: ast.LtE,
        }
        operator = turned.get(type(operator), type(operator))()
    if other == 0 and not isinstance(other, bool):
        return isinstance(operator, ast.Eq | ast.NotEq | ast.Gt | ast.LtE)
    return other == 1 and isinstance(operator, ast.Lt | ast.GtE)
