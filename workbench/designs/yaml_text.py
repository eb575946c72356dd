"""Editing a YAML text in place: every line that a change does not touch stays as it is.

A round trip through a YAML library keeps comments but not spacing, wrapping or
blank lines, and moves comments when the entry above them goes. So the text itself
is edited, at the places that the parser reports, and read again after each
change; a change that would alter anything else is refused.
"""

from dataclasses import dataclass
from functools import cached_property

from workbench.designs.steps import Step, apply
from workbench.designs.yaml_editor import Editor
from workbench.designs.yaml_layout import UneditableError
from workbench.errors import InputError, Problem
from workbench.reading import SourceText
from workbench.yaml_source import YamlPath, YamlSource, YamlValue, parse_yaml, write_path


@dataclass(frozen=True)
class YamlText:
    """One YAML text; a change gives a new one."""

    source: SourceText

    @property
    def text(self) -> str:
        """The text as it is written to the file."""
        return self.source.text

    @cached_property
    def parsed(self) -> YamlSource:
        """The values, with a place for each.

        Raises:
            InputError: the text is not YAML.
        """
        return parse_yaml(self.source)

    @property
    def data(self) -> YamlValue:
        """The values, all text."""
        return self.parsed.data

    def changed(self, step: Step, order: tuple[str, ...] = ()) -> "YamlText":
        """Return the text after one step; ``order`` says where a new key belongs.

        Raises:
            InputError: the path does not fit, or the change cannot be made without
                changing something else (a value that is shared by an alias).
        """
        if self.text and not self.text.endswith("\n"):
            return self._with_last_line_ended().changed(step, order)
        try:
            expected = apply(self.parsed.data, step)
        except (KeyError, IndexError, TypeError) as error:
            raise InputError(self._problem("there is no such place", step.path)) from error
        try:
            text = Editor(self.text, order).changed(step)
            result = YamlText(SourceText(self.source.name, text))
            if result.parsed.data == expected:
                return result
        except (InputError, UneditableError):
            pass
        raise InputError(
            self._problem(
                "cannot be changed here without changing something else",
                step.path,
                "Change it in the text of the file",
            )
        )

    def _with_last_line_ended(self) -> "YamlText":
        newline = "\r\n" if "\r\n" in self.text else "\n"
        return YamlText(SourceText(self.source.name, self.text + newline))

    def _problem(self, message: str, path: YamlPath, fix: str = "") -> Problem:
        line, column = self.parsed.locate(path)
        return Problem(message, self.source.name, line, column, write_path(path), fix)
