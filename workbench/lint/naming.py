"""Whether names of tables and columns follow the conventions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.naming import NamingPattern, NamingPatterns
from workbench.handbook.patterns import check_pattern

_SNAKE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A name that breaks a convention: the id of the convention, and the shape it asks for."""

    convention: str
    title: str
    shape: str


@dataclass(frozen=True)
class Naming:
    """The conventions in force: the handbook's, with a team's own patterns in their place.

    ``own`` are regular expressions by the id of the convention; they must match the
    whole name.
    """

    handbook: Handbook
    own: Mapping[str, str]

    @cached_property
    def _patterns(self) -> tuple[NamingPattern, ...]:
        page = self.handbook.page("naming-patterns", NamingPatterns)
        return tuple(
            each.model_copy(update={"pattern": check_pattern(own), "shape": own})
            if (own := self.own.get(each.id))
            else each
            for each in page.patterns
        )

    def refuse_unknown(self) -> None:
        """Refuse patterns for conventions that do not exist, or that are no regular expressions.

        Raises:
            InputError: every such pattern.
        """
        known = {each.id for each in self.handbook.page("naming-patterns", NamingPatterns).patterns}
        problems = []
        for convention, pattern in self.own.items():
            if convention not in known:
                fix = f"Conventions: {', '.join(sorted(known))}"
                message = f"there is no naming convention {convention!r}"
                problems.append(Problem(message, path="check.naming", fix=fix))
                continue
            try:
                check_pattern(pattern)
            except ValueError as error:
                problems.append(Problem(str(error), path=f"check.naming.{convention}"))
        if problems:
            raise InputError(problems)

    def table(self, name: str, role: str = "") -> Misnamed | None:
        """Return what is wrong with the name of a table; ``role`` is its convention, if known."""
        plain = name.rpartition(".")[2].strip('"`')
        for each in self._patterns:
            if each.subject != "table":
                continue
            announced = not role and plain.casefold().startswith(tuple(each.prefixes))
            if announced or each.id == role:
                return _judged(each, plain)
        return None

    def column(self, name: str, type_: str = "") -> Misnamed | None:
        """Return what is wrong with the name of a column of this type."""
        written = type_.casefold().strip()
        for each in self._patterns:
            if each.subject != "column":
                continue
            by_type = any(re.match(rf"{re.escape(word)}(?![a-z])", written) for word in each.types)
            by_name = bool(each.prefixes) and name.casefold().startswith(tuple(each.prefixes))
            stamped = each.id == "timestamp-columns" and written.startswith("timestamp")
            if by_type or by_name or stamped:
                return _judged(each, name)
        return None


def is_snake_case(name: str) -> bool:
    """Tell whether a name is lower case with underscores."""
    return _SNAKE.fullmatch(name) is not None


def _judged(pattern: NamingPattern, name: str) -> Misnamed | None:
    if re.fullmatch(pattern.pattern, name.casefold()):
        return None
    return Misnamed(pattern.id, pattern.title, pattern.shape)
