"""`too-many-columns`: a result so wide that hardly anyone reads all of it."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import columns_read
from workbench.sqlreview.rule import Example, Remark, Texts, rule

MOST = 20
"""Number of columns above which a SELECT is called wide."""

_WIDE = ", ".join(f"c{number}" for number in range(1, MOST + 2))
_QUERY = "«SELECT» " + _WIDE
_JUST_FITS = ", ".join(f"c{number}" for number in range(1, MOST + 1))


@rule(
    "too-many-columns",
    nodes=(exp.Select,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="sql-checklist/select-star",
    why="Each column is read, moved and sorted along; wide rows fill memory and network.",
    fix="Select what the consumer uses; split subjects into tables of their own.",
    impact="On a column store the bytes read grow with every column.",
    on={
        EngineKind.ROW_STORE: Texts(
            impact="Memory for sorting and network for every column; no index holds all of them, "
            "so each row is fetched from the table.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each column is a read of its own, and is carried through each join and sort; "
            "wide rows fill memory.",
            impact="The bytes read, and billed where bytes are, grow with every column.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each column is read from every file, and travels with its row through each "
            "shuffle.",
            impact="The bytes read and shuffled grow with every column; of Avro, CSV and JSON "
            "files all are read anyway.",
        ),
    },
    fires=[
        Example(_QUERY),
        Example("CREATE TABLE x AS " + _QUERY, "bigquery"),
        Example("CREATE VIEW x AS " + _QUERY, "tsql"),
    ],
    quiet=[
        Example("SELECT " + _JUST_FITS),
        Example("SELECT a, b, c FROM t", "snowflake"),
        Example("SELECT * FROM t", "bigquery"),
        Example("SELECT COUNT(*) FROM t"),
    ],
)
def too_many_columns(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report a SELECT with more than twenty columns."""
    count = len(select.expressions)
    if count <= MOST:
        return ()
    at = context.ranges.select_keyword(select)
    impact = columns_read(context.scope) if context.scope.root is select else ""
    return (Remark(at, f"This SELECT has {count} columns.", impact=impact),)
