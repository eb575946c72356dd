"""`query-complexity`: one statement does more than anyone can check."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope

MOST = 100
"""Points above which a statement is reported."""

_POINTS: dict[type[exp.Expr], int] = {
    exp.Select: 2,
    exp.Join: 2,
    exp.Union: 1,
    exp.Except: 1,
    exp.Intersect: 1,
    exp.Case: 1,
    exp.Window: 1,
    exp.Or: 1,
    exp.Exists: 1,
}
_NAMES: dict[type[exp.Expr], str] = {
    exp.Select: "SELECTs",
    exp.Join: "joins",
    exp.Case: "CASE expressions",
    exp.Window: "windows",
    exp.Or: "ORs",
}

_CASES = ", ".join(f"CASE WHEN a{n} = 1 OR b{n} = 2 THEN 1 END AS c{n}" for n in range(52))
_WIDE = "SELECT " + ", ".join(f"c{n}" for n in range(150))
_ROWS = ", ".join(f"({n})" for n in range(150))
_JOINS = " ".join(f"JOIN d{n} ON d{n}.i = t.i{n}" for n in range(50))


@rule(
    "query-complexity",
    nodes=(exp.Query, exp.Insert, exp.Create, exp.Update, exp.Delete, exp.Merge),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "Nobody can tell by reading whether so many parts fit together, and the optimiser has "
        "given up on trying all plans long before."
    ),
    fix="Cut it into models or temporary tables that can be tested one by one.",
    impact="Planning time, wrong estimates, and errors that are found late.",
    on={
        **dict.fromkeys(
            ("spark", "spark2", "databricks", "trino", "presto", "athena"),
            Texts(
                fix="Cut it into models, or tables of its steps, that can be tested one by one.",
            ),
        ),
    },
    fires=[
        Example(f"«SELECT» {_CASES} FROM t WHERE d = 1", "postgres"),
        Example(f"«SELECT» t.x FROM t {_JOINS}", "bigquery"),
    ],
    quiet=[
        Example("SELECT x FROM t WHERE d = 1"),
        Example("SELECT CASE WHEN a = 1 THEN 1 ELSE 0 END AS f FROM t JOIN u ON u.i = t.i", "tsql"),
        Example(f"{_WIDE} FROM t", "snowflake"),
        Example(" ".join(["INSERT INTO t (a) VALUES", _ROWS]), "mysql"),
    ],
)
def query_complexity(statement: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a statement whose parts add up to more than `MOST` points."""
    if statement is not context.tree or _points_of(context.scopes) <= MOST:
        return ()
    counts = {kind: _count(kind, context.scopes) for kind in _NAMES}
    parts = ", ".join(f"{counts[kind]} {name}" for kind, name in _NAMES.items() if counts[kind])
    whole = context.words.span(0)
    return (Remark(whole, f"This statement is made of {parts}."),)


def _points_of(scopes: list[Scope]) -> int:
    points = 0
    for scope in scopes:
        nodes = scope.nodes
        for kind, each in _POINTS.items():
            if kind in nodes:
                points += each * len(nodes[kind])
    return points


def _count(kind: type[exp.Expr], scopes: list[Scope]) -> int:
    return sum(len(scope.nodes.get(kind, ())) for scope in scopes)
