"""Which SQL strings of a Python program are run once for each element of a loop.

Only what takes a value of the loop counts: a query that is tried again, or one for
each of some tables, days or batches of rows, is no query per row.
"""

import ast
import re
from collections.abc import Iterator

from workbench.sqlreview.python_calls import RUNS, called_name, named_strings, string_in

_FOR_MANY = re.compile(
    r"batch|chunk|page|slice|part|group|block|day|date|month|year|hour|week|period|table|schema"
    r"|column|shard|region|database|stmt|statement|sql|query|migration|file|offset|window",
    re.IGNORECASE,
)
"""Names of loop variables that stand for many rows, or for none."""
_RELATION_FOLLOWS = re.compile(
    r"(?:\b(?:FROM|JOIN|INTO|TABLE|UPDATE|VIEW|INDEX|ON)\s+|[.\"`\[])$", re.I
)

_Loop = ast.For | ast.AsyncFor | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def run_per_element(tree: ast.AST) -> set[ast.expr]:
    """Return the strings (literals and f-strings) that a loop runs with a value of its own."""
    strings = named_strings(tree)
    found: set[ast.expr] = set()
    for loop in ast.walk(tree):
        if isinstance(loop, _Loop):
            found |= set(_run_in(loop, strings))
    return found


def _run_in(loop: _Loop, strings: dict[str, ast.expr]) -> Iterator[ast.expr]:
    own, parts = _target_and_body(loop)
    if not own or any(_FOR_MANY.search(name) for name in own):
        return
    nodes = [node for part in parts for node in ast.walk(part)]
    for node in nodes:
        if isinstance(node, ast.Assign) and own & _names(node.value):
            own |= {name for target in node.targets for name in _names(target)}
    for node in nodes:
        if not isinstance(node, ast.Call) or called_name(node) not in RUNS or not node.args:
            continue
        text = string_in(node.args[0], strings)
        if text is not None and _takes(node, text, own):
            yield text


def _target_and_body(loop: _Loop) -> tuple[set[str], list[ast.AST]]:
    if isinstance(loop, ast.For | ast.AsyncFor):
        return _names(loop.target), list(loop.body)
    own = {name for each in loop.generators for name in _names(each.target)}
    values = [loop.key, loop.value] if isinstance(loop, ast.DictComp) else [loop.elt]
    return own, list(values)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _takes(call: ast.Call, text: ast.expr, own: set[str]) -> bool:
    """Tell whether a call passes a value of the loop, other than the name of a relation."""
    passed = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    if isinstance(call.args[0], ast.BinOp):
        passed.append(call.args[0].right)
    if any(own & _names(value) for value in passed):
        return True
    return isinstance(text, ast.JoinedStr) and any(own & names for names in _filled_in(text))


def _filled_in(text: ast.JoinedStr) -> Iterator[set[str]]:
    """Yield the names in each value of an f-string that does not name a relation."""
    before = ""
    for part in text.values:
        if isinstance(part, ast.Constant):
            before = str(part.value)
        elif isinstance(part, ast.FormattedValue):
            if not _RELATION_FOLLOWS.search(before):
                yield _names(part.value)
            before = ""
