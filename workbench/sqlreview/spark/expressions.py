"""The strings of a PySpark program that are conditions or values of SQL."""

import ast
from collections.abc import Iterator

from workbench.sqlreview.expressions import Part, Role
from workbench.sqlreview.python_calls import named_strings, string_in
from workbench.sqlreview.python_strings import SqlString, template_of
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.scans import is_on_scan
from workbench.sqlreview.spark.steps import Kind, Step, called_name, constant

_FILTERS = ("filter", "where")
_TESTING = frozenset({*_FILTERS, "join", "when"})
_JOINED = (ast.BinOp, ast.UnaryOp)


def sql_expressions(program: Program) -> Iterator[tuple[SqlString, Part]]:
    """Yield each string of a filter, of `selectExpr` and of `expr`, once, with what it is."""
    strings = named_strings(program.tree)
    seen: set[int] = set()
    for argument, part in _arguments(program):
        node = string_in(argument, strings)
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        at = program.span(node)
        template = template_of(program.source, at)
        template.behind = "WHERE" if part.role is Role.CONDITION else "SELECT"
        yield SqlString(template, at.start, is_run=True), part


def _arguments(program: Program) -> Iterator[tuple[ast.expr, Part]]:
    steps: dict[int, Step] = {}
    for step in program.of_kind(Kind.FRAME):
        steps[id(step.node)] = step
        if step.method in _FILTERS:
            condition = step.argument(0, "condition")
            if condition is not None:
                yield condition, _part(program, step, Role.CONDITION)
        elif step.method == "selectExpr":
            for each in step.arguments:
                listed = each.elts if isinstance(each, ast.List | ast.Tuple) else [each]
                yield from ((value, _part(program, step, Role.VALUE)) for value in listed)
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Call) and called_name(node) == "expr" and node.args:
            yield node.args[0], _of_expr(program, node, steps)


def _part(program: Program, step: Step, role: Role) -> Part:
    source = step.source
    read = next((each for each in step.chain() if each.method == "table"), None)
    table = constant(read.argument(0, "tableName")) if read is not None else None
    name = table if isinstance(table, str) else program.name_of(source or step)
    return Part(role, name, source is not None and is_on_scan(source))


def _of_expr(program: Program, node: ast.expr, steps: dict[int, Step]) -> Part:
    """Return what ``expr("…")`` is by the call that it is, or is joined into, an argument of."""
    around = program.parent_of(node)
    while isinstance(around, _JOINED):
        around = program.parent_of(around)
    if not isinstance(around, ast.Call) or called_name(around) not in _TESTING:
        return Part(Role.VALUE, "the DataFrame")
    step = steps.get(id(around))
    if step is not None and step.method in _FILTERS:
        return _part(program, step, Role.CONDITION)
    return Part(Role.CONDITION, "the DataFrame")
