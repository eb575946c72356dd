"""`row-by-row-loop`: a cursor or loop that does what one statement does."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import PLAIN, Script
from workbench.sqlreview.words import Words

_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})
_BATCHES = frozenset({"TOP", "LIMIT", "ROWCOUNT"})
_LOOPS = frozenset({"WHILE", "LOOP", "FOR"})
_ROUNDS = frozenset({"WHILE", "LOOP", "REPEAT", "DO"})


@script_rule(
    "row-by-row-loop",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why="Each round is a statement of its own: planned, locked and logged again for every row.",
    fix="Use one UPDATE … FROM, INSERT … SELECT or MERGE over the whole set.",
    impact="Grows with the number of rows instead of the number of blocks.",
    skips_plain=True,
    on={
        "oracle": Texts(
            why="Each round switches from PL/SQL to the SQL engine and back, and changes, locks "
            "and logs one row.",
            fix="Use one MERGE, UPDATE or INSERT … SELECT over the whole set; where code is "
            "needed, BULK COLLECT and FORALL.",
        ),
        "mysql": Texts(
            fix="Use one UPDATE … JOIN, INSERT … SELECT or INSERT … ON DUPLICATE KEY UPDATE over "
            "the whole set.",
        ),
        "postgres": Texts(
            why="Each round runs a statement of its own and writes its own row versions and log, "
            "one row at a time.",
            fix="Use one UPDATE … FROM, INSERT … SELECT … ON CONFLICT or MERGE over the whole set.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each round is a query with a start-up of its own, and a change to one row "
            "rewrites or marks whole files or blocks.",
            fix="Use one MERGE, UPDATE or INSERT … SELECT over the whole set.",
            impact="The start-up of a query, and a scan without an index, for every row.",
        ),
        "bigquery": Texts(
            why="Each round of a script is a job of its own, which starts, scans the table and "
            "commits; jobs that change one table wait for each other.",
            fix="Use one MERGE, UPDATE … FROM or INSERT … SELECT over the whole set.",
            impact="The start-up of a job per row, and on demand at least 10 MB billed for each "
            "table that it reads.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each round is a job of its own that is planned, scans files and writes new ones "
            "for a single row.",
            fix="Use one MERGE (where the table format has it) or INSERT … SELECT over the whole "
            "set.",
            impact="The start-up of a job, and a small file, for every row.",
        ),
    },
    fires=[
        Example("«DECLARE c CURSOR FOR» SELECT id FROM orders; OPEN c; FETCH NEXT FROM c", "tsql"),
        Example(
            "«DECLARE c CURSOR FOR» SELECT id FROM t; WHILE @@FETCH_STATUS = 0 "
            "BEGIN UPDATE u SET a = 1 WHERE id = @id; END",
            "tsql",
        ),
        Example("«WHILE» @@FETCH_STATUS = 0 BEGIN FETCH NEXT FROM c INTO @id; END", "tsql"),
        Example(
            "«WHILE» EXISTS (SELECT 1 FROM #q) BEGIN SELECT TOP (1) @id = id FROM #q; "
            "UPDATE t SET a = 1 WHERE id = @id; DELETE FROM #q WHERE id = @id; END",
            "tsql",
        ),
        Example("BEGIN «LOOP FETCH» c INTO v; EXIT WHEN c%NOTFOUND; END LOOP; END;", "oracle"),
        Example(
            "«WHILE» @i < 10 BEGIN INSERT INTO t (a) VALUES (@i); SET @i = @i + 1; END", "tsql"
        ),
        Example(
            "«FOR r IN (SELECT a FROM t) DO» INSERT INTO u (a) VALUES (r.a); END FOR", "bigquery"
        ),
        Example(
            "DO $$ BEGIN «FOR r IN SELECT id FROM t LOOP» UPDATE u SET a = 1 WHERE id = r.id; "
            "END LOOP; END $$",
            "postgres",
        ),
        Example(
            "BEGIN «FOR r IN (SELECT a FROM t) LOOP» UPDATE u SET b = 1 WHERE a = r.a; END LOOP; "
            "END",
            "oracle",
        ),
    ],
    quiet=[
        Example("SELECT id FROM orders FOR UPDATE", "postgres"),
        Example("UPDATE u SET a = t.a FROM t WHERE t.id = u.id", "postgres"),
        Example("WHILE @i < 10 BEGIN SET @i = @i + 1; END", "tsql"),
        Example("SELECT while, loop FROM t"),
        Example(
            "WHILE 1 = 1 BEGIN DELETE TOP (1000) FROM t WHERE a = 1; IF @@ROWCOUNT = 0 BREAK; END",
            "tsql",
        ),
        Example("DECLARE @c INT = 1; SELECT @c", "tsql"),
        Example("SELECT a FROM t FOR SYSTEM_TIME AS OF '2024-01-01'", "bigquery"),
    ],
)
def row_by_row_loop(script: Script) -> Iterator[Remark]:
    """Report cursors over queries, loops over the rows of a query, and loops that write."""
    steps = [step.words for step in script.with_bodies]
    has_cursor = False
    for position, words in enumerate(steps):
        if words.first in PLAIN or len(words) < 2:
            continue
        for index in range(len(words)):
            word = words.at(index)
            if word == "CURSOR":
                remark = _cursor(words, index, steps)
                has_cursor = has_cursor or remark is not None
            elif word in _LOOPS and not (has_cursor and word in {"WHILE", "LOOP"}):
                remark = _loop(words, index, steps[position + 1 :])
            else:
                continue
            if remark is not None:
                yield remark


def _cursor(words: Words, index: int, steps: list[Words]) -> Remark | None:
    """Report a cursor declared FOR (or IS) a query."""
    last = next((at for at in range(index, len(words)) if words.at(at) in {"FOR", "IS"}), -1)
    if last < 0 or words.at(last + 1) not in {"SELECT", "WITH", "("}:
        return None
    first = max((at for at in words.all("DECLARE") if at < index), default=index)
    # One that is opened and fetched once holds one row, a setting mostly.
    once = not any(_ROUNDS.intersection(step.upper) for step in steps)
    fetched = once and any("FETCH" in step.upper for step in steps)
    return Remark(
        words.span(first, last),
        "A cursor takes the rows one at a time.",
        severity=Severity.HINT if fetched else None,
        confidence=Confidence.POSSIBLE if fetched else None,
    )


def _loop(words: Words, index: int, following: list[Words]) -> Remark | None:
    if words.at(index - 1) == "END":
        return None
    if words.at(index) == "FOR":
        return _row_loop(words, index, following)
    if words.at(index) == "LOOP" and words.at(index + 1) == "FETCH":
        return Remark(words.span(index, index + 1), "Each round takes one row of the cursor.")
    if words.at(index) == "LOOP" and index > 0:
        return None
    fetches = "FETCH_STATUS" in words.at(index + 1) + words.at(index + 2) + words.at(index + 3)
    body, batched = _body(words, index, following)
    if not fetches and (batched or not body):
        return None
    message = "Each round of this loop writes a few rows."
    return Remark(words.span(index), message)


def _row_loop(words: Words, index: int, following: list[Words]) -> Remark | None:
    """Report ``FOR row IN (SELECT …) LOOP`` and its relatives; a hint if nothing is written."""
    if words.at(index + 2) != "IN":
        return None
    start = index + 4 if words.at(index + 3) == "(" else index + 3
    if words.at(start) not in {"SELECT", "WITH"}:
        return None
    last = next((at for at in range(start, len(words)) if words.at(at) in {"LOOP", "DO"}), -1)
    if last < 0:
        return None
    message = f"The rows of a query are handled one at a time, as {words.tokens[index + 1].text}."
    at = words.span(index, last)
    if _body(words, last, following)[0]:
        return Remark(at, message)
    return Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)


def _takes_one(words: Words, at: int) -> bool:
    """Tell ``TOP 1``, ``TOP (1)`` and ``LIMIT 1``."""
    return words.at(at + 1 + (words.at(at + 1) == "(")) == "1"


def _body(words: Words, index: int, following: list[Words]) -> tuple[bool, bool]:
    """Tell whether a loop writes, and whether it writes in batches of many rows."""
    writes = batched = False
    depth = 1
    for part in (words, *following):
        start = index + 1 if part is words else 0
        for at in range(start, len(part)):
            word = part.at(at)
            writes = writes or (word in _WRITES and part.at(at - 1) not in {"FOR", "AFTER"})
            batched = batched or (word in _BATCHES and not _takes_one(part, at))
        depth -= part.at(0) == "END"
        if depth <= 0 or part.at(len(part) - 1) == "END":
            break
    return writes, batched
