r"""Lines of a script that the client of a database takes for itself, and the SQL round them.

``DELIMITER //`` of MySQL, ``/`` and ``PROMPT`` of SQL*Plus, ``\echo`` of psql, ``:setvar``
and ``GO`` of sqlcmd, ``.if`` of BTEQ and ``!connect`` of Beeline are no SQL, nor are the rows
behind ``COPY … FROM stdin``. What MySQL runs in ``/*!40101 … */`` is.
"""

import re

_MYSQL = frozenset({"doris", "generic", "mysql", "singlestore", "starrocks"})
_COMMANDS = {
    dialect: pattern
    for dialects, pattern in (
        (
            "oracle",
            r"(?:prompt|spool|whenever|rem|remark|accept|define|undefine|pause)(?:[ \t]|$)"
            r"|show[ \t]++err|set[ \t]++\w++[ \t]++(?:on|off|\d++|unlimited)\b"
            r"|col(?:umn)?[ \t]++\w++[ \t]++(?:for|format|head|heading|new_value|noprint)\b"
            r"|@@?[\w./~]"
            r"|(?:exit|quit)(?:[ \t]++(?:\d++|failure|sql\.sqlcode|success|warning))?+;?+$"
            r"|(?:variable|var)[ \t]++\w++[ \t]++(?:char|clob|number|refcursor|varchar2)\b"
            r"|(?:clear|ttitle|btitle|host|disconnect)(?:[ \t]|$)",
        ),
        (
            "materialize postgres redshift risingwave",
            r"\\(?:c|connect|echo|elif|else|encoding|endif|i|if|include|ir|o|prompt|pset|q|qecho"
            r"|quit|restrict|set|timing|unrestrict|unset|warn|x)\b",
        ),
        ("teradata", r"\.[a-z]"),
        ("duckdb sqlite", r"\.[a-z]++(?:[ \t]|$)"),
        ("databricks hive snowflake spark", r"![a-z]"),
        ("fabric tsql", r":(?:connect|error|exit|list|on|out|quit|r|reset|setvar)\b"),
    )
    for dialect in dialects.split()
}
_MARKS = {
    "oracle": "",
    **dict.fromkeys(("fabric", "tsql"), "\n:"),
    **dict.fromkeys(("duckdb", "sqlite", "teradata"), "\n."),
    **dict.fromkeys(("databricks", "hive", "snowflake", "spark"), "\n!"),
}
"""What a script with such lines holds, the cheap question; a backslash if nothing else."""
_LINE = re.compile(r"[^\r\n]+")
_DELIMITER = r"\s*+delimiter[ \t]++(\S++)\s*+$"


def as_sql(text: str, dialect: str) -> str:
    """Return a script of the same length, with blanks for what is meant for the client."""
    if dialect in _MYSQL and "delimiter" in text.lower():
        text = _with_semicolons(text)
    if dialect in _MYSQL and "/*!" in text:
        text = _with_versioned(text)
    if "\n\\." in text and "stdin" in text.lower():
        text = _without_rows(text)
    if dialect in {"generic", "oracle"} and "\n/" in text:
        text = _without_slashes(text)
    if dialect in _BATCHES:
        text = _without_go(text)
    if dialect in _COMMANDS and _MARKS.get(dialect, "\\") in f"\n{text}":
        text = _without_commands(text, re.compile(_COMMANDS[dialect], re.IGNORECASE))
    return text


def _with_semicolons(text: str) -> str:
    """Put a semicolon where a delimiter that the script chose ends a line."""
    parts: list[str] = []
    done = 0
    delimiter = ""
    for line in _LINE.finditer(text):
        chosen = re.match(_DELIMITER, line[0], re.IGNORECASE)
        written = line[0].rstrip()
        if chosen:
            delimiter = "" if chosen[1] == ";" else chosen[1]
            shown = ""
        elif delimiter and written.endswith(delimiter):
            shown = written[: -len(delimiter)] + ";"
        else:
            continue
        parts += (text[done : line.start()], shown.ljust(len(line[0])))
        done = line.end()
    return "".join([*parts, text[done:]])


def _with_versioned(text: str) -> str:
    """Put blanks for the marks of comments that MySQL runs: ``/*!40101`` and the next ``*/``."""
    parts: list[str] = []
    done = 0
    while (start := text.find("/*!", done)) >= 0 and (end := text.find("*/", start)) >= 0:
        behind = start + len("/*!")
        while text[behind].isdigit():
            behind += 1
        parts += (text[done:start], " " * (behind - start), text[behind:end], "  ")
        done = end + len("*/")
    return "".join([*parts, text[done:]])


def _without_rows(text: str) -> str:
    """Put blanks for the rows behind a COPY that reads them from the script, to its end mark."""
    parts: list[str] = []
    done = 0
    for copy in re.finditer(_COPY, text, re.IGNORECASE | re.MULTILINE):
        if copy.start() < done:
            continue
        end = text.find("\n\\.", copy.end() - 1)
        if end < 0:
            break
        end += len("\n\\.")
        parts += (text[done : copy.end()], _ROW.sub(_blank, text[copy.end() : end]))
        done = end
    return "".join([*parts, text[done:]])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


_COPY = r"^[ \t]*+copy\b[^;\n]*;[ \t]*+\r?+\n"
"""As text: a pattern is compiled by the few scripts that need it, not by every start."""
_ROW = re.compile(r"[^\r\n]++")


def _without_slashes(text: str) -> str:
    """Put a semicolon for a slash that stands alone in its line, which runs what is before it."""
    return re.sub(_SLASH, lambda found: found[0].replace("/", ";"), text, flags=re.MULTILINE)


def _without_go(text: str) -> str:
    """Put a semicolon for a GO that stands alone in its line.

    The tokenizer takes one behind a semicolon for the start of a command, whose words would
    be the whole next statement.
    """
    flags = re.IGNORECASE | re.MULTILINE
    return re.sub(_GO, lambda found: ";".ljust(len(found[0])), text, flags=flags)


_SENT = (
    r"(?:^|(?<=[ \t]))\\(?:g|gdesc|gexec|gset|gx|watch|crosstabview)(?:[ \t]++[\w.:]++)*+[ \t]*+$"
)
"""Commands of psql that run the statement in front of them."""
_BATCHES = frozenset({"fabric", "tsql"})
_GO = r"^[ \t]*+go(?:[ \t]++\d++)?+[ \t]*+;?+(?=[ \t\r]*+$)"
_SLASH = r"^[ \t]*+/[ \t]*+$"


def _without_commands(text: str, command: re.Pattern[str]) -> str:
    """Put blanks for the commands that start a line where no statement is unfinished."""
    parts: list[str] = []
    done = 0
    between = True
    for line in _LINE.finditer(text):
        written = line[0].strip()
        if not written or written.startswith(("--", "/*", "*")):
            continue
        if between and written.lower().startswith("\\copy "):
            # It ends with its line.
            parts += (text[done : line.start()], line[0].replace("\\", " ", 1), ";")
            done = line.end() + 1
            continue
        if between and command.match(written):
            parts += (text[done : line.start()], " " * len(line[0]))
            done = line.end()
            continue
        if "\\" in written and (sent := re.search(_SENT, line[0])):
            parts += (text[done : line.start() + sent.start()], ";".ljust(len(sent[0])))
            done = line.end()
            between = True
            continue
        between = written.endswith((";", "/", "*/")) or written.upper() == "GO"
    return "".join([*parts, text[done:]])
