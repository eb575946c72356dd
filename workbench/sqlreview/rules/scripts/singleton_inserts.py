"""`singleton-inserts`: rows inserted one statement at a time into an analytic store."""

from collections.abc import Iterable, Iterator

from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Script
from workbench.sqlreview.tables import is_scratch_name
from workbench.sqlreview.words import Words

_MANY = 3
"""From here on a script inserts row by row; one or two rows are not worth a remark."""
_SLOW = frozenset({EngineKind.COLUMN_STORE, EngineKind.DISTRIBUTED})


@script_rule(
    "singleton-inserts",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/small-files",
    why="Each statement writes a file or block of its own and counts against the table's limits.",
    fix="Put the rows into one INSERT … VALUES (…), (…), or load a file.",
    impact="About one small file and one commit per row.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Each statement is sent and planned by itself and, outside a transaction, waits "
            "for its own write to the log.",
            fix="Put the rows into one INSERT … VALUES (…), (…), or at least into one transaction.",
        ),
        "oracle": Texts(
            why="Each statement is sent and parsed by itself and, with a COMMIT behind it, waits "
            "for its own write to the redo log.",
            fix="Bind arrays of rows to one INSERT, use INSERT ALL (many VALUES from 23ai on), "
            "and commit once.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each statement writes a file or block of its own for one row, with a commit; "
            "readers open every one of them.",
        ),
        "clickhouse": Texts(
            why="Each statement writes a part of its own, which merges in the background must "
            "fold into others; too many of them slow inserts down and then stop them (“Too many "
            "parts”).",
            fix="Insert thousands of rows at a time, or let the server gather them with "
            "async_insert = 1.",
            impact="About one part per row until merges catch up.",
        ),
        "bigquery": Texts(
            why="Each statement is a job that starts, takes its place in the queue of the table "
            "and commits by itself.",
            fix="Put the rows into one INSERT … VALUES (…), (…), or use a load job or the Storage "
            "Write API.",
            impact="The start-up time of a job per row.",
        ),
        "snowflake": Texts(
            why="Each statement writes a new micro-partition for one row, and keeps a warehouse "
            "awake meanwhile.",
            fix="Put the rows into one INSERT … VALUES (…), (…), or use COPY INTO, or Snowpipe "
            "for a stream.",
            impact="About one micro-partition per row until they are merged, and the start-up "
            "time of a query.",
        ),
        "redshift": Texts(
            why="Each statement writes a new block for every column and waits for a commit, which "
            "the cluster does one after another.",
            fix="Put the rows into one INSERT … VALUES (…), (…), or load a file with COPY.",
            impact="A commit per row, and blocks of 1 MB that hold one value until VACUUM.",
        ),
        "duckdb": Texts(
            why="Each statement is planned by itself and, outside a transaction, written to the "
            "log and committed by itself.",
            fix="Put the rows into one INSERT … VALUES (…), (…), use the Appender, or read a "
            "file; at least wrap them in BEGIN and COMMIT.",
            impact="A commit per row.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each statement is a job of its own that writes a file with one row; every reader "
            "opens all these files.",
            fix="Put the rows into one INSERT … VALUES (…), (…), or write a file and read it as a "
            "table.",
            impact="About one small file per row, and a commit where the table format has commits.",
        ),
    },
    fires=[
        Example(
            "«INSERT INTO t (a) VALUES (1)»; INSERT INTO t (a) VALUES (2); "
            "INSERT INTO t (a) VALUES (3)",
            "bigquery",
        ),
        Example(
            "«INSERT INTO s.t VALUES (1)»; INSERT INTO u VALUES (9); INSERT INTO s.t VALUES (2); "
            "INSERT INTO s.t VALUES (3)",
            "snowflake",
        ),
        Example("«INSERT INTO t VALUES (1)»;" + "INSERT INTO t VALUES (2);" * 3, "spark"),
        Example("«INSERT INTO t (a) VALUES (1)»;" + "INSERT INTO t (a) VALUES (2);" * 2, "mysql"),
    ],
    quiet=[
        Example("INSERT INTO t (a) VALUES (1); INSERT INTO t (a) VALUES (2)", "bigquery"),
        Example("INSERT INTO t (a) VALUES (1), (2), (3)", "bigquery"),
        Example("INSERT INTO t (a) VALUES (1);" * 2, "postgres"),
        Example("INSERT INTO tmp_work VALUES (1);" * 5, "snowflake"),
        Example("INSERT INTO t (a) SELECT a FROM u;" * 4, "snowflake"),
        Example(
            "INSERT INTO a VALUES (1); INSERT INTO b VALUES (2); INSERT INTO c VALUES (3)",
            "snowflake",
        ),
    ],
)
def singleton_inserts(script: Script) -> Iterable[Remark]:
    """Report a table that gets several single rows; only hint where rows are stored singly."""
    return () if len(script.steps) < _MANY else _report(script)


def _report(script: Script) -> Iterator[Remark]:
    slow = script.engine in _SLOW
    first: dict[str, Words] = {}
    rows: dict[str, int] = {}
    for step in script.steps:
        if step.words.first != TokenType.INSERT:
            continue
        table = _single_row_target(step.words)
        if table and not is_scratch_name(table):
            first.setdefault(table, step.words)
            rows[table] = rows.get(table, 0) + 1
    for table, count in rows.items():
        if count >= _MANY:
            message = f"{count} rows go to {table} one statement each."
            yield Remark(
                first[table].statement(),
                message,
                impact="" if slow else "A round trip and a log write per row.",
                severity=None if slow else Severity.HINT,
                confidence=None if slow else Confidence.POSSIBLE,
            )


def _single_row_target(words: Words) -> str:
    """Return the table of an INSERT with exactly one row of values."""
    values = words.find("VALUES")
    if values < 0 or values + 1 >= len(words) or words.at(values + 1) != "(":
        return ""
    if words.closing(values + 1) != len(words) - 1:
        return ""
    into = words.find("INTO")
    return words.name(into + 1 if into >= 0 else 1)[0]
