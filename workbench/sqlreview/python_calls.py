"""Calls of a Python program that run SQL, and the strings that they are given."""

import ast

RUNS = frozenset(
    {"execute", "execute_sql", "fetch", "fetchrow", "fetchval", "fetch_one", "fetch_all", "query"}
    | {"raw", "read_sql", "read_sql_query", "scalar", "scalars", "sql", "run_query", "query_one"}
)
"""What runs one statement that it is given as a text."""
_RUNS_ANY = RUNS | {"executemany", "executescript", "query_df", "copy_expert"}
_TEXTS = frozenset({"sql", "query", "sqlQuery", "statement", "operation"})
_WRAPS = frozenset({"text", "SQL", "dedent", "cleandoc"})
_CHANGES = frozenset({"format", "strip", "rstrip", "lstrip"})


def run_strings(tree: ast.AST) -> set[ast.expr]:
    """Return the strings that are handed to a call that runs SQL, straight or by their name."""
    strings = named_strings(tree)
    found: set[ast.expr] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called_name(node) not in _RUNS_ANY:
            continue
        text = string_in(node.args[0], strings) if node.args else _by_keyword(node, strings)
        if text is not None:
            found.add(text)
    return found


def _by_keyword(call: ast.Call, strings: dict[str, ast.expr]) -> ast.expr | None:
    values = (each.value for each in call.keywords if each.arg in _TEXTS)
    return next((text for value in values if (text := string_in(value, strings))), None)


def named_strings(tree: ast.AST) -> dict[str, ast.expr]:
    """Return the strings that are given a name, by that name."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        text = string_in(node.value, {})
        if isinstance(node.targets[0], ast.Name) and text is not None:
            found[node.targets[0].id] = text
    return found


def called_name(call: ast.Call) -> str:
    """Return the last part of the name of what is called: ``sql`` of ``spark.sql(…)``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def string_in(node: ast.expr, strings: dict[str, ast.expr]) -> ast.expr | None:
    """Return the text that an argument is, or begins with: written there, or by its name.

    What only wraps it (``text("…")``) or fills it in (``"…".format()``) is looked through.
    """
    inner: ast.expr | None = node
    while isinstance(inner, ast.Call | ast.BinOp):
        inner = inner.left if isinstance(inner, ast.BinOp) else _wrapped(inner)
    if isinstance(inner, ast.Name):
        return strings.get(inner.id)
    is_text = isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    return inner if is_text or isinstance(inner, ast.JoinedStr) else None


def _wrapped(call: ast.Call) -> ast.expr | None:
    if isinstance(call.func, ast.Attribute) and call.func.attr in _CHANGES:
        return call.func.value
    return call.args[0] if call.args and called_name(call) in _WRAPS else None
