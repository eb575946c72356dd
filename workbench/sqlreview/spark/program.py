"""A PySpark program as rules see it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.sqlreview.python_places import PythonPlaces
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.spark.reader import Function, StepReader
from workbench.sqlreview.spark.steps import Kind, Step, constant

if TYPE_CHECKING:
    from workbench.sqlreview.handbook_facts import ReviewFacts


@dataclass
class Program:
    """A Python text with Spark in it: its syntax tree, its steps in order, its places."""

    source: SqlSource
    tree: ast.Module
    facts: "ReviewFacts"
    is_cell: bool = False
    """Whether it is the cell of a notebook, so that other cells use what it makes."""
    _read: StepReader = field(init=False, repr=False)
    _places: PythonPlaces = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._read = StepReader(self.tree)
        self._places = PythonPlaces(self.source)

    @property
    def steps(self) -> list[Step]:
        """Every step, in the order in which it is written."""
        return self._read.steps

    @property
    def functions(self) -> dict[str, Function]:
        """The functions of the text by their name."""
        return self._read.functions

    @property
    def releases_all(self) -> bool:
        """Whether the whole cache is cleared somewhere."""
        return self._read.releases_all

    def of_kind(self, kind: Kind, *names: str) -> Iterator[Step]:
        """Yield the steps of a kind, all or those of some methods."""
        for step in self.steps:
            if step.kind is kind and (not names or step.method in names):
                yield step

    @cached_property
    def udfs(self) -> dict[str, Step]:
        """The functions that run in Python for every row, by the name that they go by."""
        found: dict[str, Step] = {}
        for step in self.of_kind(Kind.UDF):
            name = step.target.id if step.target is not None else step.method
            found[name] = step
        return found

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        """Return the node that an expression stands in."""
        return self._parents.get(id(node))

    @cached_property
    def _parents(self) -> dict[int, ast.AST]:
        return {
            id(child): node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Return the range of an expression or statement."""
        return self._places.of(node)

    def span_of(self, step: Step) -> Span:
        """Return the range of a step without what it was called on: ``collect()``."""
        node = step.node
        attribute = node.func if isinstance(node, ast.Call) else node
        if not isinstance(attribute, ast.Attribute):
            return self.span(node)
        return Span(self._places.end(attribute) - len(attribute.attr), self._places.end(node))

    def span_of_keyword(self, keyword: ast.keyword) -> Span:
        """Return the range of ``name=value`` in a call."""
        value = self.span(keyword.value)
        start = self.source.text.rfind(keyword.arg or "", 0, value.start)
        return Span(max(start, 0), value.end)

    def name_of(self, step: Step) -> str:
        """Return what a frame is called: its variable, or how it is written, shortened."""
        if step.target is not None:
            return step.target.id
        if isinstance(step.node, ast.Name):
            return step.node.id
        return f"the result of {step.method}()" if step.method else "the DataFrame"

    def stored_name(self, step: Step) -> str:
        """Return the last part of the name of the table that a frame reads, if it is read."""
        if step.method not in {"table", "load", "parquet", "orc", "csv", "json", "delta"}:
            return ""
        written = constant(step.argument(0, "tableName") or step.keyword("path"))
        if not isinstance(written, str):
            return ""
        last = written.rstrip("/*").rpartition("/")[2].rpartition(".")
        return (last[2] if step.method == "table" else last[0] or last[2]).lower()
