"""`insert-without-columns`: values that find their columns by position."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.tables import is_scratch, is_staging
from workbench.sqlreview.words import Words

_VERBS = frozenset({TokenType.REPLACE, TokenType.INSERT, TokenType.COMMAND})
_MODIFIERS = frozenset({"INTO", "LOW_PRIORITY", "DELAYED"})
_ROWS = frozenset({"VALUES", "VALUE", "SELECT", "EXEC", "EXECUTE"})


@rule(
    "insert-without-columns",
    nodes=(exp.Insert, exp.Command),
    severity=Severity.WARNING,
    category="correctness",
    source="schema-evolution/backward-compatible",
    why=(
        "Values go to columns by position, so a column added, dropped or moved makes the insert "
        "fail or, with types that fit, fill the wrong column."
    ),
    fix="Name the target columns after the table.",
    impact="Takes effect with the next change of the table.",
    fires=[
        Example("«INSERT INTO orders» VALUES (1, 'open')"),
        Example("«INSERT INTO dbo.orders» SELECT id, status FROM staged", "tsql"),
        Example("«INSERT INTO orders» SELECT id, status FROM staged", "postgres"),
        Example("«INSERT INTO ds.orders» VALUES (1, 'open')", "bigquery"),
        Example("«REPLACE INTO orders» VALUES (1, 'open')", "mysql"),
        Example("«INSERT INTO dbo.orders» EXEC dbo.open_orders", "tsql"),
        Example("«INSERT INTO orders» SELECT * FROM orders_archive", "postgres"),
        Example("«INSERT INTO dbo.orders» WITH (TABLOCK) SELECT id FROM staged", "tsql"),
    ],
    quiet=[
        Example("INSERT INTO orders (id, status) VALUES (1, 'open')"),
        Example("INSERT INTO orders BY NAME SELECT id, status FROM staged", "duckdb"),
        Example("INSERT INTO orders DEFAULT VALUES", "postgres"),
        Example("INSERT INTO orders SET id = 1", "mysql"),
        Example("REPLACE INTO orders (id, status) VALUES (1, 'open')", "mysql"),
        Example("INSERT INTO orders (id) EXEC dbo.open_orders", "tsql"),
        Example("INSERT INTO orders WITH (TABLOCK) (id) SELECT id FROM staged", "tsql"),
        Example(
            "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id)",
            "snowflake",
        ),
        Example("INSERT OVERWRITE DIRECTORY '/out' SELECT a FROM t", "hive"),
        Example("MERGE t USING s ON FALSE WHEN NOT MATCHED THEN INSERT ROW", "bigquery"),
        Example("BEGIN INSERT INTO orders VALUES v_order; END;", "oracle"),
    ],
)
def insert_without_columns(insert: exp.Insert | exp.Command, context: Context) -> Iterator[Remark]:
    """Report an INSERT into a bare table name; mildly where that is the custom."""
    if isinstance(insert, exp.Command):
        yield from _in_words(context.words)
        return
    table, rows = insert.this, insert.expression
    if insert.args.get("default") and isinstance(table, exp.Table):
        yield from _of_call(table, context)
        return
    if not isinstance(table, exp.Table) or not isinstance(rows, exp.Query | exp.Values):
        return
    if insert.args.get("by_name") or isinstance(insert.parent, exp.When):
        return
    if context.dialect == "oracle" and _is_record(rows, context.words):
        return
    star = isinstance(rows, exp.Select) and rows.is_star and len(rows.expressions) == 1
    loads = not isinstance(rows, exp.Values)
    custom = insert.args.get("overwrite") or table.args.get("partition") is not None
    dumped = not loads and (table.name.lower(), "") in context.added
    mild = star or custom or dumped or is_scratch(table) or is_staging(table)
    severity = Severity.HINT if mild else Severity.INFO if loads else None
    yield Remark(
        context.ranges.target(insert, TokenType.INSERT),
        f"The columns of {table.name} are filled by position.",
        severity=severity,
        confidence=Confidence.POSSIBLE if star else Confidence.LIKELY if mild else None,
    )


def _is_record(rows: exp.Expr, words: Words) -> bool:
    """Tell ``VALUES record`` of Oracle, which brings its columns along."""
    return isinstance(rows, exp.Values) and words.at(words.find("VALUES") + 1) != "("


def _of_call(table: exp.Table, context: Context) -> Iterator[Remark]:
    """Report INSERT … EXEC, which is read as DEFAULT VALUES in the place of EXEC."""
    words = context.words
    at = next((at for at in words.all("DEFAULT", "VALUES")), -1)
    if at > 0 and words.tokens[at].start == words.tokens[at + 1].start:
        message = f"The columns of {table.name} are filled by position."
        yield Remark(context.ranges.target(table.parent or table, TokenType.INSERT), message)


def _in_words(words: Words) -> Iterator[Remark]:
    """Report REPLACE and INSERT … EXEC, which the parser leaves as text."""
    if words.first not in _VERBS or words.at(0) not in {"REPLACE", "INSERT"}:
        return
    start = next((at for at in (1, 2) if words.at(at) not in _MODIFIERS), 3)
    name, last = words.name(start)
    behind = last + 1
    if words.matches(behind, "WITH", "("):
        behind = words.closing(behind + 1) + 1
    if name and words.at(behind) in _ROWS:
        yield Remark(words.span(0, last), f"The columns of {name} are filled by position.")
