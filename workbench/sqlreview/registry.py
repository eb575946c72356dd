"""All rules, found in the modules of the ``rules`` package."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from workbench.loading import loading
from workbench.sqlreview import rules as rules_package
from workbench.sqlreview.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by name.

    A rule is a module-level object of a module in ``workbench.sqlreview.rules``;
    adding one touches that module only.

    Raises:
        ValueError: two rules have the same name.
    """
    found: dict[str, Rule] = {}
    for module in _modules():
        for value in vars(module).values():
            if not isinstance(value, Rule):
                continue
            if found.setdefault(value.slug, value) is not value:
                raise ValueError(f"two rules are called {value.slug}")
    return tuple(found[slug] for slug in sorted(found))


def _modules() -> list[ModuleType]:
    with loading():
        names = pkgutil.walk_packages(rules_package.__path__, f"{rules_package.__name__}.")
        return [importlib.import_module(each.name) for each in names]
