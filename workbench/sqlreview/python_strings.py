"""The SQL in the strings of a Python file, with exact places. The file is parsed, never run."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.sqlreview.host_files import is_templated
from workbench.sqlreview.jinja import Kind, Piece, Template, read_template
from workbench.sqlreview.python_calls import run_strings
from workbench.sqlreview.python_loops import run_per_element
from workbench.sqlreview.python_places import PythonPlaces
from workbench.sqlreview.source import Span, SqlSource

_LITERAL = re.compile(r"([A-Za-z]{0,2})('''|\"\"\"|'|\")")
_ESCAPE = re.compile(r"\\(?:\r\n|.)", re.DOTALL)
_INSIDE = re.compile(r"\\(?:\r\n|.)|\{\{|\}\}|[{}]|'''|\"\"\"|'|\"", re.DOTALL)
_FIELD = re.compile(r"\{\w+\}")
_PARAMETER = re.compile(r"%\(\w+\)s|%s(?!\w)")
_WORD = re.compile(r"[A-Za-z]+")
_MAGIC = re.compile(r"^[ \t]*[%!][^\r\n]*", re.MULTILINE)
_NOT_BREAK = re.compile(r"[^\r\n]")
_FIRST_WORD = re.compile(r"(?:\s++|--[^\r\n]*+)*+([A-Za-z]+)")
_SIGN = re.compile(r"[*=(),<>;]|\w\.\w")
_NEEDED = {
    "SELECT": ("FROM",),
    "WITH": ("AS", "SELECT"),
    "INSERT": ("INTO", "OVERWRITE"),
    "UPDATE": ("SET",),
    "DELETE": ("FROM",),
    "MERGE": ("INTO", "USING"),
    "CREATE": ("TABLE", "VIEW", "INDEX", "SCHEMA"),
    "ALTER": ("TABLE",),
    "DROP": ("TABLE", "VIEW", "SCHEMA"),
    "TRUNCATE": ("TABLE",),
}


@dataclass(frozen=True, slots=True)
class SqlString:
    """A string that holds SQL: a template of its length, and where it starts in the file.

    ``in_loop`` tells one that is run for each element of a loop, ``is_run`` one that
    a call certainly runs, so that it is SQL whether it can be read or not.
    """

    template: Template
    start: int
    in_loop: bool = False
    is_run: bool = False


def sql_strings(source: SqlSource) -> list[SqlString]:
    """Return the strings of a Python text that start like a SQL statement, in order.

    What an f-string or a format string fills in is an expression of the template.
    Lines of a notebook that are no Python (``%magic``, ``!command``) are passed over.

    Raises:
        SyntaxError: the text is no Python.
    """
    tree = parse_python(source)
    places = PythonPlaces(source)
    looped = run_per_element(tree)
    run = run_strings(tree)
    found: list[SqlString] = []
    for node in _strings(tree):
        at = places.of(node)
        template = template_of(source, at)
        if _is_sql(template.text) or (node in run and _starts_like_sql(template.text)):
            found.append(SqlString(template, at.start, node in looped, node in run))
    return sorted(found, key=lambda each: each.start)


def template_of(source: SqlSource, at: Span) -> Template:
    """Return a string of a Python text as a template of its length."""
    return _template(source.text, at.start, at.end)


def parse_python(source: SqlSource) -> ast.Module:
    """Return the syntax tree of a Python text or a notebook's cell; nothing of it is run.

    Raises:
        SyntaxError: the text is no Python.
    """
    text = _MAGIC.sub(lambda found: "#" * len(found[0]), source.text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (ValueError, MemoryError, RecursionError) as error:
        raise SyntaxError(str(error)) from error


def _strings(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the outermost strings that are no documentation."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            assert isinstance(node, ast.expr)
            yield node
            continue
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not documents:
            pending += ast.iter_child_nodes(node)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[bool, int, int, bool]]:
    """Yield what the literals between two places hold: filled in or not, from, to, raw."""
    at = start
    while at < end:
        opening = _LITERAL.match(text, at, end)
        if opening is None:
            at += 1
            continue
        prefix, quote = opening[1].lower(), opening[2]
        at = inner = opening.end()
        depth = 0
        while found := _INSIDE.search(text, at, end):
            sign, at = found[0], found.end()
            if depth == 0 and sign.startswith(quote):
                at = found.start() + len(quote)
                yield False, inner, found.start(), "r" in prefix
                break
            if "f" not in prefix or sign.startswith("\\"):
                continue
            if sign == "{" or (depth and sign == "{{"):
                if depth == 0:
                    yield False, inner, found.start(), "r" in prefix
                    inner = found.start()
                depth += len(sign)
            elif depth and sign in {"}", "}}"}:
                depth -= 1
                at = found.start() + 1
                if depth == 0:
                    yield True, inner, at, False
                    inner = at
        else:
            return


def _template(text: str, start: int, end: int) -> Template:
    """Return the strings between two places as one template, with blanks between them."""
    written = _NOT_BREAK.sub(" ", text[start:end])
    parts: list[str] = []
    pieces: list[Piece] = []
    done = start
    for filled_in, first, last, raw in _pieces(text, start, end):
        part = text[first:last]
        if filled_in:
            pieces += _between(pieces, first - start)
            inner = part[1:-1].strip()
            pieces.append(Piece(Kind.EXPRESSION, first - start, last - start, inner))
        elif not raw:
            part = _ESCAPE.sub(_unescaped, part)
        parts += (written[done - start : first - start], part)
        done = last
    parts.append(written[done - start :])
    whole = "".join(parts)
    if pieces:
        return Template(whole, [*pieces, *_between(pieces, len(whole))])
    whole = _PARAMETER.sub(lambda found: "?".ljust(len(found[0])), whole)
    if is_templated(whole):
        return read_template(whole)
    for found in _FIELD.finditer(whole):
        pieces += _between(pieces, found.start())
        pieces.append(Piece(Kind.EXPRESSION, found.start(), found.end(), found[0][1:-1]))
    return Template(whole, [*pieces, *_between(pieces, len(whole))])


def _between(pieces: list[Piece], end: int) -> list[Piece]:
    """Return the text from the last piece to ``end``, if there is any."""
    start = pieces[-1].end if pieces else 0
    return [Piece(Kind.TEXT, start, end)] if start < end else []


def _unescaped(found: re.Match[str]) -> str:
    """Return what an escape stands for, as long as it is written."""
    escaped = found[0][1:]
    if escaped in {"'", '"', "\\"}:
        return f" {escaped}"
    return " " + _NOT_BREAK.sub(" ", escaped)


def _starts_like_sql(text: str) -> bool:
    first = _FIRST_WORD.match(text)
    return first is not None and first[1].upper() in _NEEDED


def _is_sql(text: str) -> bool:
    """Tell a statement from a sentence that starts with one of its words."""
    first = _FIRST_WORD.match(text)
    needed = _NEEDED.get(first[1].upper()) if first else None
    if first is None or needed is None:
        return False
    words = {word.upper() for word in _WORD.findall(text)}
    enough = words.issuperset(needed) if first[1].upper() == "WITH" else words & {*needed}
    return bool(enough) and _SIGN.search(text) is not None
