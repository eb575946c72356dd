"""What the workbench says when it cannot read what it was given."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: what, where, and what to do.

    ``line`` and ``column`` start at 1, 0 means unknown. ``path`` is the YAML
    path (``brief.data_consumers[0].team``) where there is one.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    fix: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column: message (at path). fix``."""
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        text = f"{place}: {self.message}" if place else self.message
        if self.path:
            text += f" (at {self.path})"
        if self.fix:
            text += f". {self.fix}"
        return text


class InputError(Exception):
    """An input that cannot be used, with every problem that was found in it.

    The command line prints the problems and exits with 2; a screen shows them.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
