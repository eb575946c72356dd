"""`n-plus-one`: one statement per row where one for all rows would do."""

from collections.abc import Iterable, Iterator

from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Script
from workbench.sqlreview.words import Words

_FEW = 3
_MANY = 10
_VALUES = frozenset(
    {
        TokenType.NUMBER,
        TokenType.STRING,
        TokenType.NATIONAL_STRING,
        TokenType.PLACEHOLDER,
        TokenType.PARAMETER,
    }
)
_REPEATED = frozenset({TokenType.SELECT, TokenType.UPDATE, TokenType.DELETE})
_CHANGES = frozenset({TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE})


@script_rule(
    "n-plus-one",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why=(
        "Each statement costs a round trip, a plan and a search of its own; the time grows with "
        "the number of rows, not with the amount of data."
    ),
    fix="Ask for all keys at once: WHERE key IN (…), = ANY(…), or a join with the first query.",
    impact="A thousand rows at 1 ms per round trip: a second instead of a few milliseconds.",
    on={
        **dict.fromkeys(
            ("mysql", "tsql", "oracle", "sqlite"),
            Texts(
                fix="Ask for all keys at once: WHERE key IN (…), or a join with the first query "
                "or with a temporary table of keys.",
            ),
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each statement is a query that is planned, queued and started by itself, and "
            "reads whole blocks to find one row.",
            fix="Ask for all keys at once: WHERE key IN (…), or a join with the first query.",
            impact="The start-up of a query, and a scan of the filter's column, for every row.",
        ),
        "bigquery": Texts(
            why="Each statement is a job that is planned and started by itself, and reads whole "
            "columns to find one row.",
            fix="Ask for all keys at once: WHERE key IN UNNEST(@keys), or a join with the first "
            "query.",
            impact="The start-up of a job per row, and on demand at least 10 MB billed for each "
            "table that it reads.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each statement is a job that is planned and started by itself, and opens files "
            "to find one row.",
            fix="Ask for all keys at once: WHERE key IN (…), or a join with the first query.",
            impact="The start-up of a job, and a scan, for every row.",
        ),
    },
    fires=[
        Example(
            "«SELECT» name FROM users WHERE id = 1; SELECT name FROM users WHERE id = 2; "
            "SELECT name FROM users WHERE id = 3"
        ),
        Example(
            "SELECT id FROM orders WHERE day = '2024-01-01'; "
            "«SELECT» * FROM items WHERE order_id = 7; SELECT * FROM items WHERE order_id = 8; "
            "SELECT * FROM items WHERE order_id = 9; SELECT * FROM items WHERE order_id = 12",
            "postgres",
        ),
        Example("; ".join(["«SELECT» a FROM t WHERE k = ?", *["SELECT a FROM t WHERE k = ?"] * 9])),
        Example(
            "«UPDATE» t SET a = 1 WHERE k = 1; UPDATE t SET a = 2 WHERE k = 2; "
            "UPDATE t SET a = 3 WHERE k = 3",
            "postgres",
        ),
        Example(
            "«DELETE» FROM t WHERE k = 1; DELETE FROM t WHERE k = 2; DELETE FROM t WHERE k = 3",
            "mysql",
        ),
    ],
    quiet=[
        Example("SELECT a FROM t WHERE k = 1; SELECT a FROM t WHERE k = 2"),
        Example(
            "SELECT a FROM t WHERE k = 1; SELECT a FROM u WHERE k = 1; SELECT a FROM v", "mysql"
        ),
        Example("SELECT a FROM t WHERE k IN (1, 2, 3)", "tsql"),
        Example(
            "SELECT SUM(x) FROM t WHERE d > 1; SELECT SUM(x) FROM t WHERE d > 2; "
            "SELECT SUM(x) FROM t WHERE d > 3",
            "snowflake",
        ),
        Example(
            "UPDATE t SET a = 1 WHERE k = 1; UPDATE t SET b = 1 WHERE k = 2; "
            "UPDATE t SET c = 1 WHERE k = 3",
            "postgres",
        ),
    ],
)
def n_plus_one(script: Script) -> Iterable[Remark]:
    """Report a statement that a loop runs per element, and look-ups that a script repeats."""
    if script.in_loop:
        return _in_loop(script)
    return () if len(script.steps) < _FEW else _repeated(script)


def _repeated(script: Script) -> Iterator[Remark]:
    first: dict[tuple[str, ...], Words] = {}
    times: dict[tuple[str, ...], int] = {}
    queries = [step for step in script.steps if step.words.first in _REPEATED]
    for step in queries if len(queries) >= _FEW else ():
        shape = _looked_up(step.words)
        if shape:
            first.setdefault(shape, step.words)
            times[shape] = times.get(shape, 0) + 1
    for shape, count in times.items():
        if count >= _FEW:
            words = first[shape]
            reads = words.first is TokenType.SELECT
            what = "look-up is made" if reads else f"{words.at(0)} is sent"
            yield Remark(
                words.span(0),
                f"The same {what} {count} times, once per value.",
                severity=Severity.INFO if reads and count >= _MANY else Severity.HINT,
                confidence=None if reads and count >= _MANY else Confidence.POSSIBLE,
            )


def _in_loop(script: Script) -> Iterator[Remark]:
    for step in script.steps:
        words = step.words
        if words.first in _CHANGES:
            fix = "Send all rows at once: executemany, one INSERT of many rows, or UPDATE … FROM."
            message = f"This {words.at(0)} is sent once for each element of the loop."
            yield Remark(words.span(0), message, fix=fix, severity=Severity.INFO)
        elif _looks_up_one(words):
            yield Remark(words.span(0), "This query is sent once for each element of the loop.")


def _looks_up_one(words: Words) -> bool:
    if words.at(0) not in {"SELECT", "WITH"} or words.find("WHERE") < 0:
        return False
    return words.find("IN") < 0 and words.find("ANY") < 0


def _looked_up(words: Words) -> tuple[str, ...]:
    """Return a query without its values, if it looks something up by them; else nothing."""
    kinds = [token.token_type for token in words.tokens]
    if TokenType.WHERE not in kinds or TokenType.EQ not in kinds:
        return ()
    return tuple("?" if kind in _VALUES else words.at(index) for index, kind in enumerate(kinds))
