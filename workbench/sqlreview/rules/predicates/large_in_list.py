"""`large-in-list`: many values written into the query."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_MANY = 50
_LOTS = 250
_MOST = 1000
_ORACLE_LIMIT = 1000


def _query(start: str, count: int, end: str) -> str:
    return start + ", ".join(str(number) for number in range(count)) + end


@rule(
    "large-in-list",
    nodes=(exp.In,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist",
    why="Each value is parsed, planned and kept in the plan cache anew; some engines have a limit.",
    fix="Load the values into a table (or an array parameter) and join it.",
    impact="Planning time and memory grow with the list; the run itself hardly changes.",
    on={
        "postgres": Texts(
            why="Each value is parsed, and its rows are estimated by themselves, whenever the "
            "query is planned.",
            fix="Hand the values in as one array, = ANY ($1), or load them into a temporary table "
            "and join it.",
        ),
        "mysql": Texts(
            why="Each value becomes a range to plan; past range_optimizer_max_mem_size the ranges "
            "are given up and the table is scanned.",
            fix="Load the values into a temporary table and join it.",
            impact="Planning time and memory grow with the list, and past the limit the index is "
            "not used.",
        ),
        "tsql": Texts(
            why="Each list is another text to compile and to keep in the plan cache, and thousands "
            "of values can end in error 8623 or 8632.",
            fix="Hand the values in as a table-valued parameter, or load them into a #temporary "
            "table, and join it.",
        ),
        "oracle": Texts(
            why="Each list is another statement to the shared pool, parsed and planned anew.",
            fix="Load the values into a global temporary table, or hand in a collection, and join "
            "it.",
        ),
        "sqlite": Texts(
            fix="Load the values into a temporary table, or hand them in as one JSON array for "
            "json_each(?).",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="The list is parsed and planned with every run, and the length of a query is "
            "limited; values that lie far apart let hardly any block be skipped.",
            fix="Load the values into a table and join it.",
        ),
        "bigquery": Texts(
            why="The list is parsed and planned with every run, and the length of a query is "
            "limited; values that lie far apart let hardly any block be skipped.",
            fix="Load the values into a table and join it, or hand them in as an array: IN "
            "UNNEST(@ids).",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The list is planned on one machine and sent along with every task; values that "
            "lie far apart let hardly any row group be skipped.",
            fix="Load the values into a small table and join it; it is broadcast to the workers.",
        ),
    },
    fires=[
        Example(_query("SELECT id FROM t WHERE «k IN (", 51, ")»")),
        Example(_query("SELECT id FROM t WHERE «k NOT IN (", 300, ")»"), "postgres"),
        Example(_query("DELETE FROM t WHERE a = 1 AND «k IN (", 1001, ")»"), "oracle"),
        Example(_query("SELECT id FROM t WHERE «k IN UNNEST([", 60, "])»"), "bigquery"),
    ],
    quiet=[
        Example(_query("SELECT id FROM t WHERE k IN (", 50, ")")),
        Example("SELECT id FROM t WHERE k IN (SELECT k FROM u)", "postgres"),
        Example("SELECT id FROM t WHERE k = ANY($1)", "postgres"),
        Example(_query("SELECT id FROM t WHERE k = ANY(ARRAY[", 80, "])"), "trino"),
    ],
)
def large_in_list(in_: exp.In, context: Context) -> Iterable[Remark]:
    """Report IN lists by their length."""
    count = _length(in_)
    return _report(in_, count, context) if count > _MANY else ()


def _report(in_: exp.In, count: int, context: Context) -> Iterator[Remark]:
    refused = context.dialect == "oracle" and count > _ORACLE_LIMIT
    yield Remark(
        context.ranges.test(in_),
        f"This list has {count} values{', Oracle takes 1000 at most' if refused else ''}.",
        severity=Severity.ERROR if refused else _severity(count),
    )


def _length(in_: exp.In) -> int:
    unnest = in_.args.get("unnest")
    if not isinstance(unnest, exp.Unnest):
        return len(in_.expressions)
    return sum(len(array.expressions) for array in unnest.expressions)


def _severity(count: int) -> Severity:
    if count > _MOST:
        return Severity.WARNING
    return Severity.INFO if count > _LOTS else Severity.HINT
