"""The steps of a Spark program: what each call makes, from what, and who uses it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from workbench.sqlreview.spark import methods


class Kind(Enum):
    """What a call yields."""

    BUILDER = auto()
    SESSION = auto()
    READER = auto()
    FRAME = auto()
    GROUPED = auto()
    WRITER = auto()
    RDD = auto()
    ACTION = auto()
    WINDOW = auto()
    UDF = auto()


@dataclass(frozen=True, slots=True)
class Where:
    """Where a step stands: in which function, in which loops, in which arms of branches."""

    function: int = 0
    loops: tuple[int, ...] = ()
    arms: tuple[tuple[int, int], ...] = ()

    def excludes(self, other: "Where") -> bool:
        """Tell whether only one of two steps can run: they are in different arms of a branch."""
        mine = dict(self.arms)
        return any(mine.get(branch, arm) != arm for branch, arm in other.arms)


@dataclass(eq=False, slots=True)
class Step:
    """One call (or attribute) of a chain.

    ``source`` is what it was called on, ``others`` are frames among its arguments,
    ``users`` the steps that were made from it. ``given`` tells a frame whose making is
    not in sight: a parameter, the result of a function.
    """

    kind: Kind
    method: str
    node: ast.expr
    where: Where
    source: "Step | None" = None
    others: tuple["Step", ...] = ()
    users: list["Step"] = field(default_factory=list)
    target: ast.Name | None = None
    given: bool = False
    kept: bool = False
    released: bool = False
    escapes: bool = False

    @property
    def call(self) -> ast.Call | None:
        """The call, if it is one."""
        return self.node if isinstance(self.node, ast.Call) else None

    @property
    def arguments(self) -> list[ast.expr]:
        """The positional arguments."""
        return self.call.args if self.call else []

    def keyword(self, name: str) -> ast.expr | None:
        """Return the value of a keyword argument."""
        for each in self.call.keywords if self.call else ():
            if each.arg == name:
                return each.value
        return None

    def argument(self, position: int, name: str) -> ast.expr | None:
        """Return an argument that is given by position or by name."""
        if position < len(self.arguments):
            return self.arguments[position]
        return self.keyword(name)

    def chain(self) -> Iterator["Step"]:
        """Yield this step, what it was called on, and so on to the first."""
        step: Step | None = self
        while step is not None:
            yield step
            step = step.source

    def first(self) -> "Step":
        """Return what the chain begins with."""
        step = self
        while step.source is not None:
            step = step.source
        return step

    def lineage(self) -> list["Step"]:
        """Return this step and all that it is made from, each once, up to what is kept."""
        found: list[Step] = []
        seen: set[int] = set()
        pending = [self]
        while pending:
            step = pending.pop()
            if id(step) in seen:
                continue
            seen.add(id(step))
            found.append(step)
            if step is self or not step.kept:
                pending += [*step.others, *((step.source,) if step.source else ())]
        return found

    @property
    def moves_rows(self) -> bool:
        """Whether the step moves rows between executors."""
        if self.method == "sql":
            return _is_costly_sql(self)
        return self.method in methods.WIDE and self.kind in {Kind.FRAME, Kind.GROUPED}


def constant(node: ast.expr | None) -> object:
    """Return what a literal stands for, negative numbers included; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = constant(node.operand)
        return -inner if isinstance(inner, int | float) else None
    return None


def texts(step: Step, inside: ast.expr | None = None) -> list[tuple[str, ast.expr]]:
    """Return the column names among the arguments, or ``inside`` one of them.

    They are strings, also in a list, and ``col("x")``.
    """
    found: list[tuple[str, ast.expr]] = []
    pending = list(reversed(step.arguments)) if inside is None else [inside]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.List | ast.Tuple):
            pending += reversed(node.elts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append((node.value, node))
        elif (name := column_name(node)) is not None:
            found.append((name, node))
    return found


def column_name(node: ast.expr) -> str | None:
    """Return the column that ``col("x")``, ``F.col("x")``, ``df["x"]`` or ``df.x`` means."""
    if isinstance(node, ast.Call) and called_name(node) in {"col", "column"} and node.args:
        value = constant(node.args[0])
        return value if isinstance(value, str) else None
    if isinstance(node, ast.Subscript):
        value = constant(node.slice)
        return value if isinstance(value, str) else None
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr
    return None


def called_name(node: ast.expr) -> str:
    """Return the last part of the name of what is called: ``udf`` of ``F.udf(…)``."""
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def dotted_name(node: ast.expr) -> str:
    """Return ``a.b.c`` as it is written, or nothing for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _is_costly_sql(step: Step) -> bool:
    text = constant(step.argument(0, "sqlQuery"))
    words = set(text.upper().split()) if isinstance(text, str) else set()
    return bool(words & {"JOIN", "GROUP", "DISTINCT", "OVER", "ORDER"})
