"""`dml-with-limit`: an UPDATE or DELETE of some rows, whichever come first."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.source import Span

_TOP = re.compile(r"TOP\s*\([^)]*\)(\s*PERCENT)?", re.IGNORECASE)
_WRITES = frozenset({"UPDATE", "DELETE", "INSERT", "MERGE"})


@rule(
    "dml-with-limit",
    nodes=(exp.Update, exp.Delete, exp.Insert, exp.Command),
    severity=Severity.INFO,
    category="correctness",
    source="idempotency-rules/run-twice",
    why=(
        "Which rows are changed depends on the order in which they are found; a replica that "
        "replays the statement may change others."
    ),
    fix="Select the rows by key (WHERE id IN …), or order by a unique key.",
    impact="Takes effect when more rows match than the limit.",
    on={
        "mysql": Texts(
            why="Which rows are changed depends on the order in which they are found; with "
            "statement-based replication a replica may change others.",
            fix="Add ORDER BY a unique key, or select the rows by key (WHERE id BETWEEN …).",
        ),
        "tsql": Texts(
            why="Which rows are changed depends on the order in which the plan finds them.",
            fix="Pick them in a CTE with TOP and ORDER BY a unique key, and update or delete that "
            "CTE.",
        ),
        "oracle": Texts(
            why="Which rows are changed depends on the order in which the plan finds them.",
            fix="Pick them by ROWID from a query with ORDER BY a unique key and FETCH FIRST n "
            "ROWS ONLY.",
        ),
    },
    fires=[
        Example("DELETE FROM jobs WHERE done = 1 «LIMIT 10»", "mysql"),
        Example("UPDATE jobs SET owner = 'x' WHERE owner IS NULL «LIMIT 1»", "mysql"),
        Example("DELETE «TOP (10)» FROM jobs WHERE done = 1", "tsql"),
        Example("UPDATE «TOP (5)» jobs SET owner = 1 WHERE owner IS NULL", "tsql"),
        Example("DELETE FROM jobs WHERE done = 1 ORDER BY id «LIMIT 10»", "sqlite"),
        Example("UPDATE jobs SET rank = 1 WHERE done = 1 «ORDER BY id»", "mysql"),
        Example("INSERT «TOP (5)» INTO picked (id) SELECT id FROM jobs", "tsql"),
        Example("DELETE FROM jobs WHERE done = 1 AND «ROWNUM <= 500»", "oracle"),
    ],
    quiet=[
        Example("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs ORDER BY id LIMIT 10)"),
        Example("UPDATE jobs SET owner = (SELECT a FROM u ORDER BY b LIMIT 1) WHERE id = 1"),
        Example("DELETE FROM jobs WHERE done = 1", "tsql"),
        Example("SELECT TOP (10) id FROM jobs ORDER BY id", "tsql"),
        Example("UPDATE t SET top = 1 WHERE id = 1", "tsql"),
        Example("VACUUM jobs", "postgres"),
        Example("INSERT INTO picked (id) SELECT TOP (5) id FROM jobs ORDER BY id", "tsql"),
        Example("DELETE FROM jobs WHERE id IN (SELECT id FROM old WHERE ROWNUM < 9)", "oracle"),
    ],
)
def dml_with_limit(statement: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report LIMIT and TOP on a write; only hint where an order decides, or in batches."""
    if context.dialect == "oracle":
        yield from _first_rows(statement, context)
        return
    limit = statement.args.get("limit")
    order = statement.args.get("order")
    if limit is None and order is not None:
        message = "Every row that matches is changed; the order is work for nothing."
        yield Remark(context.ranges.order_by(order), message, severity=Severity.HINT)
        return
    if limit is None:
        at = _top(context) if statement.parent is None else None
        if at is not None:
            message = "TOP takes whichever rows are found first; TOP in a write cannot be ordered."
            yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.LIKELY)
        return
    words = context.words
    index = next((index for index in reversed(range(len(words))) if words.at(index) == "LIMIT"), 0)
    ordered = order is not None
    yield Remark(
        words.span(index, len(words) - 1),
        "The rows up to the limit are changed in the given order; is the order unique?"
        if ordered
        else "Which rows are changed is left to chance: there is no ORDER BY.",
        severity=Severity.HINT if ordered else None,
    )


def _first_rows(statement: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report ROWNUM in the WHERE of a write, Oracle's way to take the rows found first."""
    for test in conjuncts(condition_of(statement.args.get("where"))):
        if isinstance(test, exp.LT | exp.LTE) and _is_rownum(test.this):
            message = "ROWNUM takes whichever rows are found first."
            at = context.ranges.test(test)
            yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.LIKELY)


def _is_rownum(side: exp.Expr) -> bool:
    return isinstance(side, exp.Pseudocolumn | exp.Column) and side.name.upper() == "ROWNUM"


def _top(context: Context) -> Span | None:
    """Return ``TOP (n)`` right behind the keyword of a T-SQL write."""
    words = context.words
    if words.at(0) not in _WRITES:
        return None
    if words.at(1) != "TOP":
        text, at = words.left_out(0)
        found = _TOP.match(text)
        return Span(at.start, at.start + found.end()) if found else None
    if words.at(2) == "(":
        return words.span(1, words.closing(2))
    return words.span(1, 2) if words.at(2).isdigit() else None
