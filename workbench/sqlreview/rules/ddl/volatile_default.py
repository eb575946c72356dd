"""`volatile-default`: a new column whose default differs by row, so every row is written."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.rules.ddl.columns import added_columns, constraints, default_of, is_serial
from workbench.sqlreview.script import Script
from workbench.sqlreview.volatile import is_random

_DIALECTS = frozenset({"postgres", "generic", "tsql"})
_PER_ROW = (exp.GeneratedAsIdentityColumnConstraint, exp.ComputedColumnConstraint)
_CLOCKS_PER_ROW = frozenset({"CLOCK_TIMESTAMP", "TIMEOFDAY"})

_STEADY_FUNCTIONS = (
    "AGE ARRAY_FILL CONCAT CURRENT_SETTING DATE_PART FORMAT INET_CLIENT_ADDR JSONB_BUILD_ARRAY "
    "JSONB_BUILD_OBJECT JSONB_OBJECT JSON_BUILD_ARRAY JSON_BUILD_OBJECT JSON_OBJECT MAKE_DATE "
    "MAKE_INTERVAL MAKE_TIMESTAMP MAKE_TIMESTAMPTZ NOW NUMRANGE INT4RANGE INT8RANGE DATERANGE "
    "TSRANGE TSTZRANGE PG_BACKEND_PID POINT QUOTE_IDENT QUOTE_LITERAL STATEMENT_TIMESTAMP "
    "TIMEZONE TO_JSON TO_JSONB TO_TSVECTOR TRANSACTION_TIMESTAMP UPPER LOWER"
)
_STEADY = frozenset(_STEADY_FUNCTIONS.split())
"""Functions of PostgreSQL that give one value for the whole statement."""


@script_rule(
    "volatile-default",
    severity=Severity.WARNING,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/deploy",
    why="A constant default is kept once; one that differs by row rewrites the table under a lock.",
    fix="Add the column without a default, set the default for new rows, fill old ones in batches.",
    impact="A rewrite of the whole table while readers and writers wait.",
    skips_plain=True,
    on={
        "postgres": Texts(
            why="From version 11 on a constant default is kept once; one that differs by row "
            "rewrites the table under an ACCESS EXCLUSIVE lock.",
        ),
        "tsql": Texts(
            why="A default that is the same in all rows is kept once (in Enterprise edition and "
            "Azure SQL); one that differs by row is written into each under a lock.",
            fix="Add the column nullable, add the default for new rows, and fill old ones in "
            "batches.",
        ),
    },
    fires=[
        Example("ALTER TABLE orders «ADD COLUMN token UUID DEFAULT gen_random_uuid()»", "postgres"),
        Example(
            "ALTER TABLE orders «ADD COLUMN seen TIMESTAMPTZ DEFAULT clock_timestamp()»", "postgres"
        ),
        Example("ALTER TABLE orders «ADD COLUMN id BIGSERIAL»", "postgres"),
        Example("ALTER TABLE orders «ADD COLUMN code TEXT DEFAULT next_code()»", "postgres"),
        Example("ALTER TABLE orders «ADD token UNIQUEIDENTIFIER NOT NULL DEFAULT NEWID()»", "tsql"),
    ],
    quiet=[
        Example("ALTER TABLE t ADD COLUMN seen TIMESTAMPTZ DEFAULT now()", "postgres"),
        Example("ALTER TABLE t ADD COLUMN a INT NOT NULL DEFAULT 0", "postgres"),
        Example("ALTER TABLE t ADD COLUMN a TEXT DEFAULT current_setting('app.a')", "postgres"),
        Example("ALTER TABLE t ADD COLUMN a TEXT DEFAULT next_code()", "tsql"),
        Example("ALTER TABLE t ALTER COLUMN token SET DEFAULT gen_random_uuid()", "postgres"),
        Example("CREATE TABLE t (id UUID PRIMARY KEY DEFAULT gen_random_uuid())", "postgres"),
        Example("ALTER TABLE t ADD COLUMN token VARCHAR DEFAULT UUID_STRING()", "snowflake"),
        Example("CREATE TABLE t (a INT PRIMARY KEY); ALTER TABLE t ADD COLUMN id BIGSERIAL"),
    ],
)
def volatile_default(script: Script) -> Iterator[Remark]:
    """Report added columns that get another value in every row."""
    if script.dialect not in _DIALECTS:
        return
    for defined in script.definitions:
        if not isinstance(defined.node, exp.Alter) or defined.is_new:
            continue
        for column in added_columns(defined.node):
            at = defined.step.words.action(column, {"ADD"})
            if _differs_by_row(column, script.dialect):
                message = (
                    f"Every row of {defined.table} is written to give {column.name} its value."
                )
                yield Remark(at, message)
                continue
            unknown = _unknown_call(column) if script.dialect == "postgres" else ""
            if unknown:
                message = f"Unless {unknown} is declared STABLE or IMMUTABLE, every row is written."
                yield Remark(at, message, confidence=Confidence.POSSIBLE)


def _unknown_call(column: exp.ColumnDef) -> str:
    """Return the function in a default of which nothing is known: such are volatile."""
    default = default_of(column)
    if default is None:
        return ""
    calls = (part.name for part in default.find_all(exp.Anonymous))
    return next((name for name in calls if name.upper() not in _STEADY), "")


def _differs_by_row(column: exp.ColumnDef, dialect: str) -> bool:
    default = default_of(column)
    if default is not None:
        return any(
            is_random(part) or part.name.upper() in _CLOCKS_PER_ROW for part in default.walk()
        )
    if dialect == "tsql":
        return False
    return is_serial(column) or any(isinstance(kind, _PER_ROW) for kind in constraints(column))
