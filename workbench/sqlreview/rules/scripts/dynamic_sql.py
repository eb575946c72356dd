"""`dynamic-sql`: a statement glued together from strings and then run."""

from collections.abc import Iterator

from sqlglot.tokenizer_core import Token, TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.script import PLAIN, Script
from workbench.sqlreview.words import Words

_BATCHES = frozenset({"tsql", "fabric"})
"""Dialects in which statements may follow each other without a semicolon."""
_GLUE = frozenset({"+", "||", "CONCAT", "FORMAT", "CONCAT_WS", "REPLACE"})
_FILTERED = frozenset(
    {TokenType.SELECT, TokenType.DELETE, TokenType.UPDATE, TokenType.WITH, TokenType.L_PAREN}
)
_CONSTANTS = frozenset({TokenType.STRING, TokenType.NUMBER})
_OR = TokenType.OR
_QUOTERS = frozenset(
    {"QUOTENAME", "QUOTE_IDENT", "QUOTE_LITERAL", "QUOTE_NULLABLE", "ENQUOTE_NAME"}
)


@script_rule(
    "dynamic-sql",
    severity=Severity.WARNING,
    category="safety",
    source="sql-checklist",
    why="Whoever controls a part of the string controls what runs, with the rights of its owner.",
    fix="Pass values as parameters (sp_executesql @p, USING); quote names with QUOTENAME or %I.",
    impact="Any statement that the executing account may run.",
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
        Example("«EXEC sp_executesql @s»", "tsql"),
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
        Example("SELECT a FROM t WHERE a = 1 OR b = 1", "mysql"),
        Example("SELECT a FROM t WHERE a = 1 OR 1 = b", "mysql"),
        Example("SELECT a FROM t JOIN u ON u.id = t.id OR 1 = 0", "postgres"),
    ],
)
def dynamic_sql(script: Script) -> Iterator[Remark]:
    """Report EXEC, EXECUTE and PREPARE of a glued string or of a variable that holds one."""
    glued: set[str] = set()
    plain: set[str] = set()
    ends_plainly = script.dialect not in _BATCHES
    for step in script.with_bodies:
        words = step.words
        yield from _tautologies(words)
        if words.first == TokenType.INSERT or (ends_plainly and words.first in PLAIN):
            continue
        if len(words) < 2 or words.at(0) in {"GRANT", "REVOKE"}:
            continue
        glued |= _glued_variables(words)
        plain |= _assigned_variables(words)
        for index in range(len(words)):
            word = words.at(index)
            if word in {"EXEC", "EXECUTE", "PREPARE"}:
                yield from _run(words, index, glued, plain)
            elif word in {"OPEN", "DBMS_SQL"}:
                yield from _opened(words, index)


def _tautologies(words: Words) -> Iterator[Remark]:
    """Report ``OR 1 = 1`` and its like, by which an injected text passes every filter."""
    if words.first not in _FILTERED:
        return
    tokens = words.tokens
    for index, token in enumerate(tokens):
        last = index + _tautology(tokens[index + 1 : index + 4]) if token.token_type is _OR else 0
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


def _opened(words: Words, index: int) -> Iterator[Remark]:
    """Report a cursor, or a call of DBMS_SQL, over a glued text."""
    if words.matches(index, "DBMS_SQL", ".", "PARSE"):
        last = words.closing(index + 3)
    else:
        last = len(words) - 1 if words.at(index + 2) == "FOR" else -1
    part = range(index + 3, last + 1)
    if last > index + 3 and "||" in (words.at(at) for at in part) and _is_glued(words, part):
        message = "The statement that runs is glued together from strings."
        yield Remark(words.span(index, last), message)


def _run(words: Words, index: int, glued: set[str], known: set[str]) -> Iterator[Remark]:
    start = _text_start(words, index)
    if start < 0:
        return
    last = _text_end(words, start)
    at = words.span(index, last)
    part = range(start, last + 1)
    if any(words.at(position) in _QUOTERS for position in part):
        return
    if _is_glued(words, part):
        yield Remark(at, "The statement that runs is glued together from strings.")
        return
    if words.at(start) == "FORMAT" and words.is_string(start + 2):
        # What %I and %L put there is quoted.
        return
    for position in part:
        if words.at(position).lstrip("@") in glued and not words.is_string(position):
            name = words.tokens[position].text
            message = f"{name} was glued together from strings and is run as a statement."
            yield Remark(at, message, confidence=Confidence.LIKELY)
            return
    mark = start + 1 if words.at(start) == "(" else start
    if words.is_string(mark) and words.at(start) == "(" and words.closing(start) == mark + 1:
        message = "A constant text is run: it is neither checked nor found by who looks for it."
        yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)
    elif words.at(index + 1) == "IMMEDIATE" and _is_name(words, mark):
        name = words.tokens[mark].text
        if name.upper() not in known and words.at(mark + 1) != "(":
            message = f"{name} comes from elsewhere and is run as a statement."
            yield Remark(at, message, severity=Severity.INFO, confidence=Confidence.POSSIBLE)
    elif words.at(mark) == "@" and words.at(mark + 1) not in known:
        message = f"@{words.tokens[mark + 1].text} comes from elsewhere and is run as a statement."
        yield Remark(at, message, severity=Severity.INFO, confidence=Confidence.POSSIBLE)


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


def _text_end(words: Words, start: int) -> int:
    """Return the last word of the text: before USING, INTO or the first parameter."""
    at = start
    while at < len(words):
        if words.at(at) == "(":
            at = words.closing(at)
        if words.at(at + 1) in {"", ",", "USING", "INTO", "END", "ELSE", ")"}:
            break
        at += 1
    return min(at, len(words) - 1)


def _is_glued(words: Words, part: range) -> bool:
    if any(words.at(position) == "FORMAT" for position in part):
        texts = [words.at(position) for position in part if words.is_string(position)]
        return any("%s" in text or "%t" in text or "%T" in text for text in texts)
    glue = any(words.at(position) in _GLUE for position in part)
    return glue and any(
        not words.is_string(position) for position in part if _is_name(words, position)
    )


def _is_name(words: Words, position: int) -> bool:
    text = words.tokens[position].text
    return text[:1].isalpha() and text.upper() not in _GLUE and not words.is_string(position)


def _glued_variables(words: Words) -> set[str]:
    """Return the variables that are assigned a glued string in this statement."""
    found: set[str] = set()
    for index in range(1, len(words) - 1):
        if words.at(index) not in {"=", ":=", "+="}:
            continue
        last = _text_end(words, index + 1)
        part = range(index + 1, last + 1)
        texts = any(words.is_string(position) for position in part)
        if words.at(index + 2) == "(" and words.at(index + 1) not in _GLUE:
            # What a function makes of a text is another one.
            continue
        if not texts or any(words.at(position) in _QUOTERS for position in part):
            continue
        if _is_glued(words, part):
            found.add(words.at(_assigned(words, index)).lstrip("@"))
    return found


def _assigned_variables(words: Words) -> set[str]:
    """Return the variables that are assigned anything in this statement."""
    equals = (index for index in words.all("=") if words.at(index - 2) == "@")
    return {words.at(index - 1) for index in equals}


def _assigned(words: Words, equals: int) -> int:
    """Return the name that is assigned to: behind the nearest ``@``, else the nearest name."""
    before = range(equals - 1, -1, -1)
    marked = (at for at in before if words.at(at - 1) == "@" and _is_name(words, at))
    named = (at for at in before if _is_name(words, at))
    return next(marked, next(named, 0))
