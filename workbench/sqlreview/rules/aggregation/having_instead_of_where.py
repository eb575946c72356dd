"""`having-instead-of-where`: groups are built first and thrown away afterwards."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.aggregation.grouping import Grouping
from workbench.sqlreview.select_list import own_parts, written

_NEEDS_GROUPS = (exp.AggFunc, exp.Window, exp.Anonymous, exp.Dot)


@rule(
    "having-instead-of-where",
    nodes=(exp.Having,),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist",
    why=(
        "HAVING runs after grouping; a condition on a grouping column holds for whole groups, so "
        "WHERE can drop their rows before they are added up."
    ),
    fix="Move the condition to WHERE.",
    impact="All rows are grouped first; optimisers that push the filter down lose nothing.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="HAVING runs after grouping; a condition on a grouping column holds for whole "
            "groups, so WHERE can drop their rows before they are added up, and find the others "
            "by an index.",
            impact="All rows are read and grouped first; nothing where the planner moves the "
            "filter down, as PostgreSQL does.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="HAVING runs after grouping; a condition on a grouping column holds for whole "
            "groups, so WHERE can drop their rows before they are added up, and skip the "
            "partitions and blocks that hold none.",
            impact="All rows are read and grouped first; engines that push the filter down lose "
            "nothing.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="HAVING runs after grouping; a condition on a grouping column holds for whole "
            "groups, so WHERE can drop their rows before they are shuffled, and skip the files "
            "that hold none.",
            impact="All rows are read and shuffled first; engines that push the filter down lose "
            "nothing.",
        ),
    },
    fires=[
        Example("SELECT dept, COUNT(*) FROM emp GROUP BY dept HAVING «dept = 'Sales'»"),
        Example(
            "SELECT dept, COUNT(*) FROM emp GROUP BY dept HAVING COUNT(*) > 5 AND «dept <> 'x'»",
            "mysql",
        ),
        Example("SELECT a AS k, SUM(b) FROM t GROUP BY a HAVING «k IN (1, 2)»", "bigquery"),
        Example("SELECT e.dept, MAX(e.pay) FROM emp e GROUP BY 1 HAVING «e.dept LIKE 'S%'»"),
        Example("SELECT YEAR(d), SUM(x) FROM t GROUP BY YEAR(d) HAVING «YEAR(d) = 2024»", "tsql"),
        Example(
            "SELECT a, COUNT(*) FROM t GROUP BY a HAVING «status = 'x'» AND COUNT(*) > 1", "mysql"
        ),
    ],
    quiet=[
        Example("SELECT dept, COUNT(*) FROM emp WHERE dept = 'x' GROUP BY dept"),
        Example("SELECT dept, COUNT(*) AS n FROM emp GROUP BY dept HAVING n > 5", "mysql"),
        Example("SELECT dept FROM emp GROUP BY dept HAVING COUNT(*) > 5 OR dept = 'x'"),
        Example("SELECT a, SUM(b) FROM t GROUP BY ROLLUP (a) HAVING a IS NOT NULL", "postgres"),
        Example("SELECT a, SUM(b) FROM t GROUP BY a WITH ROLLUP HAVING a IS NULL", "mysql"),
        Example("SELECT a FROM t GROUP BY a HAVING dbo.my_total(b) > 5", "tsql"),
        Example("SELECT a FROM t GROUP BY a HAVING 1 = 1"),
        Example("SELECT name FROM users HAVING name = 'x'", "mysql"),
        Example("SELECT a, b / 2 AS h, SUM(c) AS s FROM t GROUP BY a HAVING s > 3", "mysql"),
        Example("SELECT a, STRING_AGG(b) AS bs FROM t GROUP BY a HAVING bs LIKE '%x%'", "bigquery"),
    ],
)
def having_instead_of_where(having: exp.Having, context: Context) -> Iterable[Remark]:
    """Report each condition of HAVING that only looks at grouping columns."""
    select = having.parent
    if not isinstance(select, exp.Select) or select.args.get("group") is None:
        return ()
    tests = [test for test in conjuncts(condition_of(having)) if not _needs_groups(test)]
    return _misplaced(tests, select, context) if tests else ()


def _misplaced(tests: list[exp.Expr], select: exp.Select, context: Context) -> Iterator[Remark]:
    grouping = context.once(Grouping, select)
    if not grouping.plain:
        return
    aliases = grouping.aliases
    for test in tests:
        columns = _tested(test, aliases)
        if not columns:
            continue
        loose = next((one for one in columns if not _is_grouped(one, grouping, aliases)), None)
        if loose is None:
            message = f"{written(columns[0])} is a grouping column, so this belongs in WHERE."
            yield Remark(context.ranges.test(test), message)
        elif grouping.known:
            yield Remark(
                context.ranges.test(test),
                f"{written(loose)} is a column of the single rows, so this belongs in WHERE.",
                severity=Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )


def _needs_groups(part: exp.Expr) -> bool:
    return any(isinstance(inner, _NEEDS_GROUPS) for inner in own_parts(part))


def _tested(test: exp.Expr, aliases: dict[str, exp.Expr]) -> list[exp.Column]:
    """Return the columns of a test, or nothing if what their names stand for needs the groups."""
    columns = [part for part in own_parts(test) if isinstance(part, exp.Column)]
    meant = (aliases.get(one.name.lower()) for one in columns if not one.table)
    if any(value is not None and _needs_groups(value) for value in meant):
        return []
    return columns


def _is_grouped(column: exp.Column, grouping: Grouping, aliases: dict[str, exp.Expr]) -> bool:
    if grouping.covers(column):
        return True
    value = None if column.table else aliases.get(column.name.lower())
    return value is not None and grouping.is_key(value)
