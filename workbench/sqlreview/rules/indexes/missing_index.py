"""`missing-index`: no index of a row store helps to find the rows."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.indexes.usable import (
    STATEMENTS,
    unfollowed,
    unjoinable,
    unsorted,
    unsupported,
)
from workbench.sqlreview.schema.figures import size_of

_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_USERS = (
    "CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(99), city VARCHAR(99), active BOOLEAN); "
    "CREATE INDEX users_email ON users (email)"
)

_BLOCKED = _USERS + "; CREATE TABLE blocked (id INT PRIMARY KEY, uid INT, town VARCHAR(99))"


@rule(
    "missing-index",
    nodes=STATEMENTS,
    yields_to=("unused-join",),
    yields_within=("constant-condition", "contradictory-predicates", "null-comparison"),
    needs_schema=True,
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why="Without an index that starts with a column of the filter, every row is read and tested.",
    fix="Add an index that starts with the column that narrows the rows most.",
    impact="The whole table is read for each run.",
    fires=[
        Example("SELECT id FROM users WHERE «city» = 'Rome'", "postgres", _USERS),
        Example("SELECT u.id FROM users u WHERE «u.city» LIKE 'R%'", "mysql", _USERS),
        Example("DELETE FROM users WHERE «city» IN ('a', 'b')", "tsql", _USERS),
        Example("SELECT id FROM users ORDER BY «city» LIMIT 10", "mysql", _USERS),
        Example("SELECT u.id FROM users u «JOIN blocked b» ON b.town = u.city", "mysql", _BLOCKED),
        Example(
            "SELECT b.town FROM users u «JOIN blocked b» ON b.uid = u.id WHERE u.id = 5",
            "postgres",
            _BLOCKED,
        ),
        Example(
            "SELECT b.id FROM users u «JOIN blocked b» ON b.town = u.city WHERE u.email = 'x'",
            "mysql",
            _BLOCKED,
        ),
        Example(
            "SELECT b.town FROM blocked b «JOIN users u» ON u.id = b.uid WHERE u.email = 'x'",
            "tsql",
            _BLOCKED,
        ),
    ],
    quiet=[
        Example("SELECT id FROM users WHERE city = 'Rome'", "postgres"),
        Example("SELECT id FROM users WHERE email = 'a' AND city = 'Rome'", "postgres", _USERS),
        Example("SELECT city FROM users WHERE id = 5", "mysql", _USERS),
        Example("SELECT id FROM users WHERE active = TRUE", "postgres", _USERS),
        Example("SELECT id FROM users WHERE city = 'Rome'", "snowflake", _USERS),
        Example("SELECT u.id FROM o JOIN users u ON u.id = o.u WHERE u.city = 'x'", "tsql", _USERS),
        Example("SELECT id FROM users WHERE city = 'Rome' OR id = 5", "postgres", _USERS),
        Example("SELECT id FROM users ORDER BY email LIMIT 10", "mysql", _USERS),
        Example("SELECT id FROM users ORDER BY city", "mysql", _USERS),
        Example("SELECT u.id FROM users u JOIN blocked b ON b.uid = u.id", "mysql", _BLOCKED),
        Example(
            "SELECT u.email FROM blocked b JOIN users u ON u.id = b.uid WHERE b.id = 5",
            "postgres",
            _BLOCKED,
        ),
        Example(
            "SELECT b.town, u.city FROM blocked b LEFT JOIN users u ON u.id = b.uid "
            "WHERE u.email = 'x'",
            "postgres",
            _BLOCKED,
        ),
    ],
)
def missing_index(
    statement: exp.Select | exp.Update | exp.Delete, context: Context
) -> Iterator[Remark]:
    """Report a filter on columns of which none is in an index of the table."""
    for search in unsupported(statement, context):
        if search.through is not None:
            continue
        column = next(iter(search.tests.values()))
        names = " or ".join(search.tests)
        size = size_of(search.table)
        # A range open to one side often holds most rows; an index would not be used for it.
        wide = all(isinstance(one.parent, _RANGES) for one in search.tests.values())
        yield Remark(
            context.ranges.of(column),
            f"No index of {search.table.name} starts with {names}.",
            impact=f"Reads all of {size} for each run." if size else "",
            severity=Severity.HINT if wide else None,
            confidence=Confidence.POSSIBLE if wide else None,
        )
    if not isinstance(statement, exp.Select):
        return
    for table, key in unsorted(statement, context):
        yield Remark(
            context.ranges.of(key),
            f"No index of {table.name} is sorted by {key.name}.",
            impact="All rows are read and sorted for the first few.",
        )
    followed: set[int] = set()
    for side in unfollowed(statement, context):
        followed.add(id(side.relation))
        joined = side.relation.join or _next_join(context)
        size = size_of(side.relation.stored) if side.relation.stored is not None else ""
        yield Remark(
            context.ranges.of(statement) if joined is None else context.ranges.join(joined),
            f"No index starts with {side.relation.label}.{side.column}, by which rows are joined "
            "to the few that are looked up.",
            fix="Add an index that starts with the column of the join.",
            impact=f"Reads all of {size} for each run." if size else "",
        )
    for sides in unjoinable(statement, context):
        if any(id(side.relation) in followed for side in sides):
            continue
        pair = " or ".join(f"{side.relation.label}.{side.column}" for side in sides)
        join = next((side.relation.join for side in reversed(sides) if side.relation.join), None)
        yield Remark(
            context.ranges.of(statement) if join is None else context.ranges.join(join),
            f"No index starts with {pair}.",
            impact="Each row of one is compared with all of the other, or both are hashed.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _next_join(context: Context) -> exp.Join | None:
    """Return the join behind the first relation of FROM, which has none itself."""
    return next((one.join for one in context.scope.relations if one.join is not None), None)
