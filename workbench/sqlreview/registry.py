"""All rules, found in the modules of the ``rules`` package."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType

from workbench.loading import loading
from workbench.sqlreview import rules as rules_package
from workbench.sqlreview.rule import Rule

_SPARK = f"{rules_package.__name__}.spark."
"""How the modules begin whose rules look at programs and configurations of Spark."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by name.

    A rule is a module-level object of a module in ``workbench.sqlreview.rules``;
    adding one touches that module only.

    Raises:
        ValueError: two rules have the same name.
    """
    return _rules_in(_modules(lambda _: True))


@cache
def sql_rules() -> tuple[Rule, ...]:
    """Return the rules that look at SQL, sorted by name; the others need not be loaded for it.

    Raises:
        ValueError: two rules have the same name.
    """
    return _rules_in(_modules(lambda name: not name.startswith(_SPARK)))


def _rules_in(modules: list[ModuleType]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, Rule):
                continue
            if found.setdefault(value.slug, value) is not value:
                raise ValueError(f"two rules are called {value.slug}")
    return tuple(found[slug] for slug in sorted(found))


def _modules(wanted: Callable[[str], bool]) -> list[ModuleType]:
    with loading():
        names = pkgutil.walk_packages(rules_package.__path__, f"{rules_package.__name__}.")
        return [importlib.import_module(each.name) for each in names if wanted(each.name)]
