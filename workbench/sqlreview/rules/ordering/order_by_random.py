"""`order-by-random`: all rows are shuffled to pick a few."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule

_RANDOM = frozenset(
    {"newid", "newsequentialid", "uuid_generate_v4", "gen_random_uuid", "generateuuidv4"}
    | {"rand32", "rand64", "randcanonical", "random", "rand", "dbms_random.value", "sys_guid"}
)


@rule(
    "order-by-random",
    nodes=(exp.Order,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/order-by-without-limit",
    why=(
        "Every row gets a random number and all of them are sorted, even if only a few are kept; "
        "no index can help."
    ),
    fix="Use TABLESAMPLE, a stored and indexed random key, or a filter on a hash of the id.",
    impact="Reads and sorts the whole table for each call.",
    fires=[
        Example("SELECT id FROM users «ORDER BY RAND()» LIMIT 10", "mysql"),
        Example("SELECT TOP 5 id FROM users «ORDER BY NEWID()»", "tsql"),
        Example("SELECT id FROM users «ORDER BY RANDOM()» LIMIT 1", "postgres"),
        Example("SELECT id FROM users «ORDER BY gen_random_uuid()»", "postgres"),
        Example("SELECT id FROM users «ORDER BY DBMS_RANDOM.VALUE» LIMIT 5", "oracle"),
        Example(
            "SELECT id, ROW_NUMBER() OVER (PARTITION BY a «ORDER BY RAND()») AS n FROM t",
            "bigquery",
        ),
    ],
    quiet=[
        Example("SELECT id FROM users ORDER BY id"),
        Example("SELECT id FROM users WHERE RAND() < 0.1", "bigquery"),
        Example("SELECT id, RAND() AS r FROM users ORDER BY id", "mysql"),
        Example("SELECT id FROM users ORDER BY random_key LIMIT 10", "postgres"),
        Example("SELECT id FROM users ORDER BY FARM_FINGERPRINT(id) LIMIT 9", "bigquery"),
        Example("SELECT id FROM users TABLESAMPLE (1 PERCENT)", "tsql"),
    ],
)
def order_by_random(order: exp.Order, context: Context) -> Iterator[Remark]:
    """Report a sort by a random value; samples per group and inside aggregates as a hint."""
    for key in order.expressions:
        if key.this.__class__ is exp.Column and key.this.name.lower() != "value":
            continue
        if not any(_is_random(part) for part in _calls(key)):
            continue
        of_query = isinstance(order.parent, exp.Query)
        yield Remark(
            context.ranges.order_by(order),
            "The rows are sorted by a random value.",
            severity=None if of_query else Severity.HINT,
        )
        return


def _calls(key: exp.Expr) -> Iterator[exp.Expr]:
    yield from key.find_all(exp.Rand, exp.Randn, exp.Uuid, exp.Anonymous, exp.Column)


def _is_random(part: exp.Expr) -> bool:
    if isinstance(part, exp.Anonymous):
        return str(part.name).lower() in _RANDOM
    if isinstance(part, exp.Column):
        return ".".join(name.name for name in part.parts).lower() == "dbms_random.value"
    return True
