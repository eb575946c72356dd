"""`dynamic-sql`: a statement glued together from strings and then run."""

import re
from collections.abc import Iterable, Iterator

from sqlglot.tokenizer_core import Token, TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rule import Texts as EngineTexts
from workbench.sqlreview.rules.scripts.glued_text import Origin, Texts, text_end
from workbench.sqlreview.script import PLAIN, Script, Step
from workbench.sqlreview.words import Words

_BATCHES = frozenset({"tsql", "fabric"})
"""Dialects in which statements may follow each other without a semicolon."""
_FILTERED = frozenset(
    {TokenType.SELECT, TokenType.DELETE, TokenType.UPDATE, TokenType.WITH, TokenType.L_PAREN}
)
_CONSTANTS = frozenset({TokenType.STRING, TokenType.NUMBER})
_READS = frozenset({"SELECT", "WITH"})
"""What a cursor is opened for when its query is no text."""


@script_rule(
    "dynamic-sql",
    severity=Severity.WARNING,
    category="safety",
    source="sql-checklist",
    why="Whoever controls a part of the string controls what runs, with the rights of its owner.",
    fix="Pass values as parameters (sp_executesql @p, USING); quote names with QUOTENAME or %I.",
    impact="Any statement that the executing account may run.",
    on={
        "tsql": EngineTexts(
            fix="Pass values as parameters of sp_executesql; put names into QUOTENAME.",
        ),
        "postgres": EngineTexts(
            fix="Pass values with EXECUTE … USING; put names in by format with %I.",
        ),
        "oracle": EngineTexts(
            fix="Pass values with EXECUTE IMMEDIATE … USING; check names with DBMS_ASSERT.",
        ),
        "mysql": EngineTexts(
            fix="Write ? for values and pass them with EXECUTE … USING; take names from a list.",
        ),
        "snowflake": EngineTexts(
            fix="Pass values with EXECUTE IMMEDIATE … USING; put names into IDENTIFIER(…).",
        ),
        "bigquery": EngineTexts(
            fix="Pass values with EXECUTE IMMEDIATE … USING; take names from a fixed list.",
        ),
    },
    fires=[
        Example("«EXEC ('SELECT * FROM ' + @t)»", "tsql"),
        Example("«EXECUTE IMMEDIATE 'DROP TABLE ' || t»", "oracle"),
        Example("SET @s = 'SELECT * FROM ' + @t; «EXEC (@s)»", "tsql"),
        Example("«EXECUTE IMMEDIATE CONCAT('SELECT * FROM ', t)»", "bigquery"),
        Example("DO $$ BEGIN; «EXECUTE 'DROP TABLE ' || t»; END $$", "postgres"),
        Example("SET @q = CONCAT('SELECT * FROM ', @t); «PREPARE s FROM @q»", "mysql"),
        Example("SET @s = N'SELECT a FROM ' + @t; «EXEC sp_executesql @s»", "tsql"),
        Example("DECLARE @s NVARCHAR(MAX) = 'SELECT a FROM ' + @t; «EXEC (@s)»", "tsql"),
        Example("«EXECUTE (@s)»", "tsql"),
        Example("SELECT @s = 'SELECT * FROM ' + name FROM queue; «EXEC (@s)»", "tsql"),
        Example("SET @s = CASE WHEN @a = 1 THEN @b ELSE 'SELECT 1' END; «EXEC (@s)»", "tsql"),
        Example("«EXEC sp_executesql N'SELECT a FROM t'»", "tsql"),
        Example(
            "CREATE PROCEDURE p(t STRING) RETURNS STRING LANGUAGE SQL AS "
            "$$ BEGIN «EXECUTE IMMEDIATE 'DROP TABLE ' || t»; END $$",
            "snowflake",
        ),
        Example("«EXEC sp_executesql @s»", "tsql"),
        Example(
            "CREATE PROCEDURE p @r NVARCHAR(50) = NULL AS BEGIN "
            "SET @s = 'SELECT a FROM ' + @r; «EXEC (@s)»; END",
            "tsql",
        ),
        Example("«EXEC ('SELECT a FROM t')»", "tsql"),
        Example("«EXECUTE IMMEDIATE v_text»", "oracle"),
        Example("«OPEN c FOR 'SELECT * FROM ' || t»", "oracle"),
        Example("«DBMS_SQL.PARSE(c, 'DROP TABLE ' || t, 1)»", "oracle"),
        Example("SELECT id FROM users WHERE name = 'a' «OR '1' = '1'»", "mysql"),
        Example("DELETE FROM users WHERE id = 4 «OR 1=1»", "postgres"),
        Example("SELECT id FROM users WHERE id = 4 «OR TRUE»", "postgres"),
    ],
    quiet=[
        Example(
            "EXEC sp_executesql N'SELECT a FROM t WHERE id = @id', N'@id INT', @id = 1", "tsql"
        ),
        Example("EXEC dbo.load_orders @day = '2024-01-01'", "tsql"),
        Example(
            "DECLARE @id INT; DECLARE @s NVARCHAR(MAX) = N'SELECT c_' + CONVERT(NVARCHAR(9), @id); "
            "EXEC (@s)",
            "tsql",
        ),
        Example("SET @s = N'SELECT ''' + REPLACE(@v, '''', '''''') + ''''; EXEC (@s)", "tsql"),
        Example("SET @s = CASE WHEN @a = 1 THEN 'SELECT 1' ELSE 'SELECT 2' END; EXEC (@s)", "tsql"),
        Example("SET @s = N'SELECT 1'; EXEC (@s)", "tsql"),
        Example("EXECUTE IMMEDIATE 'SELECT 1'", "snowflake"),
        Example("EXEC ('SELECT * FROM ' + QUOTENAME(@t))", "tsql"),
        Example("EXECUTE IMMEDIATE 'SELECT a FROM t WHERE id = ?' USING 1", "bigquery"),
        Example("DO $$ BEGIN; EXECUTE format('DROP TABLE %I', t); END $$", "postgres"),
        Example("PREPARE s FROM 'SELECT a FROM t WHERE id = ?'", "mysql"),
        Example(
            "DO $$ BEGIN; v := f('a' || b); EXECUTE format('SELECT %I(%L)', s, v); END $$",
            "postgres",
        ),
        Example("GRANT EXECUTE ON f TO bob", "snowflake"),
        Example("OPEN c FOR SELECT a FROM t", "oracle"),
        Example("OPEN c FOR SELECT a || ' ' || b AS n FROM t", "oracle"),
        Example("SELECT a FROM t WHERE a = 1 OR b = 1", "mysql"),
        Example("SELECT a FROM t WHERE a = 1 OR 1 = b", "mysql"),
        Example("SELECT a FROM t JOIN u ON u.id = t.id OR 1 = 0", "postgres"),
    ],
)
def dynamic_sql(script: Script) -> Iterable[Remark]:
    """Report EXEC, EXECUTE and PREPARE of a glued string or of a variable that holds one."""
    ends_plainly = script.dialect not in _BATCHES
    for step in script.steps:
        first = step.words.first
        if not (ends_plainly and first in PLAIN):
            return _report(script, ends_plainly=ends_plainly)
        if first in _FILTERED and _may_be_tautology(step):
            return _report(script, ends_plainly=ends_plainly)
    return ()


_CONSTANT_ALTERNATIVE = re.compile(r"""or(?<!\wor)(?!\w)\s*(?:[^\sa-z_(]|true|[a-z_]{1,2}['"])""")
"""An OR before TRUE, or before what may begin a constant or a comment, in lower case."""


def _may_be_tautology(step: Step) -> bool:
    return not step.text or _CONSTANT_ALTERNATIVE.search(step.text.lower()) is not None


def _report(script: Script, *, ends_plainly: bool) -> Iterator[Remark]:
    texts = Texts()
    for step in script.with_bodies:
        words = step.words
        if words.first in _FILTERED and _may_be_tautology(step):
            yield from _tautologies(words)
        if words.first == TokenType.INSERT or (ends_plainly and words.first in PLAIN):
            continue
        if len(words) < 2 or words.at(0) in {"GRANT", "REVOKE"}:
            continue
        texts.read(words)
        for index, word in enumerate(words.upper):
            if word in {"EXEC", "EXECUTE", "PREPARE"}:
                yield from _run(words, index, texts)
            elif word in {"OPEN", "DBMS_SQL"}:
                yield from _opened(words, index, texts)


def _tautologies(words: Words) -> Iterator[Remark]:
    """Report ``OR 1 = 1`` and its like, by which an injected text passes every filter."""
    for index in words.of_type(TokenType.OR):
        last = index + _tautology(words.tokens[index + 1 : index + 4])
        if last > index > 0:
            message = "Always true: what a text typed by an attacker ends with."
            at = words.span(index, last)
            yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)


def _tautology(tokens: list[Token]) -> int:
    """Return how many tokens make up TRUE or a constant that equals itself; 0 if they do not."""
    kinds = [token.token_type for token in tokens]
    if kinds[:1] == [TokenType.TRUE] and TokenType.EQ not in kinds[:2]:
        return 1
    if len(kinds) < 3 or kinds[1] is not TokenType.EQ or kinds[0] not in _CONSTANTS:
        return 0
    return 3 if kinds[0] is kinds[2] and tokens[0].text == tokens[2].text else 0


def _opened(words: Words, index: int, texts: Texts) -> Iterator[Remark]:
    """Report a cursor, or a call of DBMS_SQL, over a glued text."""
    if words.matches(index, "DBMS_SQL", ".", "PARSE"):
        last = words.closing(index + 3)
    else:
        static = words.at(index + 3) in _READS
        last = len(words) - 1 if words.at(index + 2) == "FOR" and not static else -1
    part = range(index + 3, last + 1)
    glues = last > index + 3 and "||" in (words.at(at) for at in part)
    if glues and texts.origin(words, part) is Origin.GLUED:
        message = "The statement that runs is glued together from strings."
        yield Remark(words.span(index, last), message)


def _run(words: Words, index: int, texts: Texts) -> Iterator[Remark]:
    start = _text_start(words, index)
    if start < 0:
        return
    last = text_end(words, start)
    at = words.span(index, last)
    part = range(start, last + 1)
    mark = start + 1 if words.at(start) == "(" else start
    origin = texts.origin(words, part)
    if origin is Origin.GLUED:
        name = texts.glued(words, part)
        if name:
            message = f"{name} was glued together from strings and is run as a statement."
            yield Remark(at, message, confidence=Confidence.LIKELY)
        else:
            yield Remark(at, "The statement that runs is glued together from strings.")
    elif origin is Origin.ELSEWHERE:
        name = "".join(
            token.text for token in words.tokens[mark : mark + 1 + (_is_at(words, mark))]
        )
        message = f"{name} comes from elsewhere and is run as a statement."
        yield Remark(at, message, severity=Severity.INFO, confidence=Confidence.POSSIBLE)
    elif words.is_string(mark) and _is_bare(words, start):
        message = "A constant text is run: it is neither checked nor found by who looks for it."
        yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)


def _is_at(words: Words, index: int) -> bool:
    return words.at(index) == "@"


def _is_bare(words: Words, start: int) -> bool:
    """Tell ``EXEC ('…')`` and sp_executesql with a text alone, where no EXEC is needed."""
    if words.at(start) == "(":
        return words.closing(start) == start + 2
    procedure = words.at(start - 1) == "SP_EXECUTESQL"
    return procedure and words.at(start + 1) in {"", "END"}


def _text_start(words: Words, index: int) -> int:
    """Return where the text that is run begins, or -1 if a procedure is called."""
    if words.at(index) == "PREPARE":
        found = words.find("FROM", start=index)
        return found + 1 if found >= 0 and found + 1 < len(words) else -1
    if words.at(index + 1) == "IMMEDIATE":
        return index + 2 if index + 2 < len(words) else -1
    if words.at(index + 1) == "(" or words.is_string(index + 1):
        return index + 1
    name, last = words.name(index + 1)
    if name.upper().split(".")[-1] == "SP_EXECUTESQL":
        return last + 1 if last + 1 < len(words) else -1
    if words.at(index + 1) in {"FORMAT", "CONCAT"}:
        return index + 1
    return -1
