"""All rules over designs, found in the modules of the ``rules`` package."""

import importlib
import pkgutil
from functools import cache

from workbench.lint import rules as rules_package
from workbench.lint.rule import Rule
from workbench.loading import loading


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by name.

    Raises:
        ValueError: two rules have the same name.
    """
    found: dict[str, Rule] = {}
    with loading():
        names = [each.name for each in pkgutil.iter_modules(rules_package.__path__)]
        modules = [importlib.import_module(f"{rules_package.__name__}.{name}") for name in names]
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, Rule):
                continue
            if found.setdefault(value.slug, value) is not value:
                raise ValueError(f"two rules are called {value.slug}")
    return tuple(found[slug] for slug in sorted(found))
