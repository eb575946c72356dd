"""The properties that a text sets: a ``spark-defaults.conf``, a Python program, a SQL script."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.sqlreview.python_places import PythonPlaces
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.spark.steps import constant

if TYPE_CHECKING:
    from workbench.sqlreview.handbook_facts import ReviewFacts

_LINE = re.compile(
    r"^[ \t]*(?P<name>spark\.[\w.\-]+)(?:[ \t]*[=:][ \t]*|[ \t]+|$)(?P<value>[^\r\n]*)",
    re.MULTILINE,
)
_SUBMITTED = re.compile(r"--conf[ =]+[\"']?(?P<name>spark\.[\w.\-]+)=(?P<value>[^\s\"']*)")
_SET = re.compile(
    r"^[ \t]*SET[ \t]+(?P<name>spark\.[\w.\-]+)[ \t]*=[ \t]*(?P<value>[^;\r\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_MASTER = "spark.master"
_SETTERS = frozenset({"config", "set", "setIfMissing"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One property that is set: its name and value as text, and where each stands."""

    name: str
    value: str
    at: Span
    value_at: Span


@dataclass
class Configuration:
    """The settings of one text in their order.

    ``whole`` tells a file that configures a job completely; a program or a script
    may be run with more beside it.
    """

    settings: list[Setting]
    facts: "ReviewFacts"
    whole: bool
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {each.name: each.value for each in self.settings}

    def value_of(self, name: str) -> str | None:
        """Return what a property is set to, else its default, else nothing."""
        if name in self.values:
            return self.values[name]
        known = self.facts.by_name.get(name)
        return known.default if known is not None else None


def settings_in_file(source: SqlSource) -> list[Setting]:
    """Return the settings of a ``spark-defaults.conf`` or of a ``spark-submit`` command."""
    found = [_setting(match) for match in _LINE.finditer(source.text)]
    found += [_setting(match) for match in _SUBMITTED.finditer(source.text)]
    return sorted(found, key=lambda each: each.at)


def settings_in_sql(source: SqlSource) -> list[Setting]:
    """Return what ``SET spark.… = …`` sets."""
    return [_setting(match) for match in _SET.finditer(source.text)]


def _setting(match: re.Match[str]) -> Setting:
    value = match["value"].rstrip()
    start = match.start("value")
    return Setting(match["name"], value, Span(*match.span("name")), Span(start, start + len(value)))


def settings_in_program(tree: ast.Module, source: SqlSource) -> list[Setting]:
    """Return what ``.config("spark.…", …)`` and ``.set("spark.…", …)`` set.

    A value that is not written out is left out, with its property.
    """
    places = PythonPlaces(source)
    found: list[Setting] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _SETTERS:
                found += _set_by(node.args, places)
            elif node.func.attr in {"master", "setMaster"} and node.args:
                found += _set_by(
                    [ast.copy_location(ast.Constant(_MASTER), node), *node.args], places
                )
            elif node.func.attr == "setAll" and node.args:
                pairs = node.args[0]
                for pair in pairs.elts if isinstance(pairs, ast.List | ast.Tuple) else ():
                    if isinstance(pair, ast.Tuple):
                        found += _set_by(pair.elts, places)
    return sorted(found, key=lambda each: each.at)


def _set_by(pair: list[ast.expr], places: PythonPlaces) -> Iterator[Setting]:
    name = constant(pair[0]) if len(pair) == 2 else None
    value = constant(pair[1]) if len(pair) == 2 else None
    if isinstance(name, str) and name.startswith("spark.") and value is not None:
        written = str(value).lower() if isinstance(value, bool) else str(value)
        yield Setting(name, written, places.of(pair[0]), places.of(pair[1]))
