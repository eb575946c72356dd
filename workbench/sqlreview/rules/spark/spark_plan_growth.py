"""`spark-plan-growth`: a loop or a long chain makes the plan longer with every call."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step

_PROJECTIONS = frozenset({"withColumn", "withColumnRenamed", "drop"})


@pyspark_rule(
    "spark-plan-growth",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/complex-transformations",
    why=(
        "Each call wraps the plan once more, and the whole plan is analysed anew each time; "
        "hundreds take minutes to plan, or overflow the stack of the driver."
    ),
    fix="Use one select() or withColumns(); read many files in one call, or checkpoint() between.",
    fires=[
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("t")\n'
            "for name in df.columns:\n"
            "    df = df.«withColumn(name, F.trim(name))»",
            "spark",
        ),
        Example(
            'df = spark.table("t")\n'
            "for path in paths:\n"
            "    df = df.«unionByName(spark.read.parquet(path))»",
            "spark",
        ),
        Example(
            "result = None\n"
            'base = spark.table("t")\n'
            "for day in days:\n"
            "    base = base.«join(spark.table(day), 'id')»",
            "spark",
        ),
    ],
    quiet=[
        Example(
            "import dbldatagen as dg\nspec = dg.DataGenerator(spark)\n"
            "for n in range(k):\n    spec = spec.withColumn(f'c{n}', 'float')",
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("t")\n'
            "df = df.select([F.trim(name).alias(name) for name in df.columns])",
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            "for name in tables:\n"
            '    df = spark.table(name).withColumn("day", F.current_date())\n'
            "    df.write.saveAsTable(name)",
            "spark",
        ),
        Example(
            'df = spark.table("t")\n'
            "for path in paths:\n"
            "    df = df.union(spark.read.parquet(path)).localCheckpoint()",
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("t")\n'
            'for old, new in [("a", "b"), ("c", "d")]:\n'
            "    df = df.withColumnRenamed(old, new)",
            "spark",
        ),
    ],
)
def spark_plan_growth(program: Program) -> Iterator[Remark]:
    """Report frames that a loop derives from themselves, and very long chains of withColumn."""
    for step in program.of_kind(Kind.FRAME):
        if _grows_in_loop(step, program):
            yield Remark(
                program.span_of(step),
                f"The plan of {_assigned(step, program)} grows by {step.method}() "
                "in every round of the loop.",
            )
        elif _ends_long_chain(step, program):
            count = _links(step)
            yield Remark(program.span_of(step), f"{count} calls of withColumn stand in one chain.")


def _grows_in_loop(step: Step, program: Program) -> bool:
    if not _grows(step) or not step.where.loops or step.source is None:
        return False
    name = _assigned(step, program)
    first = next(reversed(list(_calls(step))))
    starts_from = first.source
    if not name or starts_from is None or starts_from.target is None:
        return False
    if starts_from.target.id != name or len(starts_from.where.loops) >= len(step.where.loops):
        return False
    goes_on = any(_grows(user) and user.target is None for user in step.users)
    return not goes_on and not _has_few_rounds(step, program) and not _is_cut(step)


def _grows(step: Step) -> bool:
    return step.method in _PROJECTIONS | methods.UNIONS | methods.JOINS


def _calls(step: Step) -> Iterator[Step]:
    """Yield the steps of one chain of calls, without what other statements made."""
    for each in step.chain():
        if each is not step and each.target is not None:
            return
        yield each


def _assigned(step: Step, program: Program) -> str:
    """Return the name that the value of the statement round a step is given to."""
    node: ast.AST | None = step.node
    while node is not None and not isinstance(node, ast.stmt):
        node = program.parent_of(node)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _has_few_rounds(step: Step, program: Program) -> bool:
    """Tell whether the loop goes through a list that is written out and short."""
    node: ast.AST | None = step.node
    while node is not None and not isinstance(node, ast.For | ast.While):
        node = program.parent_of(node)
    if not isinstance(node, ast.For) or not isinstance(node.iter, ast.List | ast.Tuple | ast.Dict):
        return False
    rounds = node.iter.keys if isinstance(node.iter, ast.Dict) else node.iter.elts
    return len(rounds) <= program.facts.range_of("with-columns").high


def _is_cut(step: Step) -> bool:
    """Tell whether the plan is cut behind a step, in the same chain of calls."""
    if step.kept:
        return True
    return any(user.kept or (user.target is None and _is_cut(user)) for user in step.users)


def _links(step: Step) -> int:
    count = 0
    for each in step.chain():
        if each.method not in _PROJECTIONS:
            break
        count += 1
    return count


def _ends_long_chain(step: Step, program: Program) -> bool:
    most = program.facts.range_of("with-columns").high
    longer = any(user.method in _PROJECTIONS for user in step.users)
    return step.method in _PROJECTIONS and not longer and _links(step) > most
