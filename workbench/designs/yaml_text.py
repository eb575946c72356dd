"""Editing a YAML text in place: every line that a change does not touch stays as it is.

A round trip through a YAML library keeps comments but not spacing, wrapping or
blank lines, and moves comments when an entry above them goes. So the text itself
is edited, at the places that the parser reports, and read again after each
change; a change that would alter anything else is refused.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from workbench.designs.steps import Step, apply
from workbench.designs.yaml_blocks import Blocks, Fragment
from workbench.designs.yaml_editor import Editor
from workbench.designs.yaml_layout import UneditableError
from workbench.errors import InputError, Problem
from workbench.findings import Place
from workbench.reading import SourceText
from workbench.yaml_source import YamlPath, YamlSource, YamlValue, parse_yaml, write_path


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text without parsing it again."""

    data: YamlValue
    blocks: Blocks | None


@dataclass(frozen=True)
class YamlText:
    """One YAML text; a change gives a new one."""

    source: SourceText
    _carried: _Known | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The text as it is written to the file."""
        return self.source.text

    @property
    def data(self) -> YamlValue:
        """The values, all text.

        Raises:
            InputError: the text is not YAML.
        """
        return self._carried.data if self._carried else self.parsed.data

    @cached_property
    def parsed(self) -> YamlSource:
        """The values, with a place for each.

        Raises:
            InputError: the text is not YAML.
        """
        return parse_yaml(self.source)

    def locate(self, path: YamlPath) -> tuple[int, int]:
        """Return line and column of the value at ``path``, or of its nearest parent."""
        source, inside, above = self._near(path)
        line, column = source.locate(inside)
        return line + above, column

    def locate_key(self, path: YamlPath) -> tuple[int, int]:
        """Return line and column of the key that ends ``path``, or of its value in a list."""
        source, inside, above = self._near(path)
        line, column = source.locate_key(inside)
        return line + above, column

    def place(self, path: YamlPath) -> Place:
        """Return the range of the value at ``path``; see ``YamlSource.place``."""
        source, inside, above = self._near(path)
        place = source.place(inside)
        last = place.end_line + above
        return replace(place, line=place.line + above, end_line=last, path=write_path(path))

    def changed(self, step: Step, order: tuple[str, ...] = ()) -> "YamlText":
        """Return the text after one step; ``order`` says where a new key belongs.

        Raises:
            InputError: the path does not fit, or the change cannot be made without
                changing something else (a value that is shared by an alias).
        """
        if self.text and not self.text.endswith("\n"):
            return self._with_last_line_ended().changed(step, order)
        fragment = self._blocks.around(step) if self._blocks else None
        try:
            if fragment:
                changed = self._with_fragment(fragment, step, order)
                if changed:
                    return changed
            expected = apply(self.data, step)
        except (KeyError, IndexError, TypeError) as error:
            raise InputError(self._problem("there is no such place", step.path)) from error
        try:
            result = self._reading(Editor(self.text, order).changed(step))
            if result.data == expected:
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

    @cached_property
    def _blocks(self) -> Blocks | None:
        if self._carried:
            return self._carried.blocks
        return Blocks.of(self.text, self.parsed.root)

    def _reading(self, text: str, known: _Known | None = None) -> "YamlText":
        return YamlText(SourceText(self.source.name, text), known)

    def _with_fragment(
        self, fragment: Fragment, step: Step, order: tuple[str, ...]
    ) -> "YamlText | None":
        """Return the text with one fragment changed; None if it cannot be changed alone.

        Raises:
            KeyError, IndexError, TypeError: the path does not fit.
        """
        blocks = self._blocks
        assert blocks
        inside = Step(step.kind, fragment.inside(step.path), step.value)
        expected = apply(self._data_of(fragment), inside)
        old = self.text[fragment.start : fragment.end]
        if not old.endswith("\n"):
            return None
        try:
            new = Editor(old, order, blocks.indent).changed(inside)
            read = parse_yaml(SourceText(self.source.name, new))
        except (InputError, UneditableError):
            return None
        if read.data != expected:
            return None
        known = _Known(self._data_with(fragment, expected), blocks.after(fragment, new, read.root))
        text = self.text[: fragment.start] + new + self.text[fragment.end :]
        return self._reading(text, known)

    def _data_of(self, fragment: Fragment) -> YamlValue:
        assert isinstance(self.data, dict)
        section = self.data[fragment.section]
        if fragment.first is None:
            return {fragment.section: section}
        assert isinstance(section, list)
        return section[fragment.first : fragment.first + fragment.count]

    def _data_with(self, fragment: Fragment, value: YamlValue) -> YamlValue:
        assert isinstance(self.data, dict)
        if fragment.first is None:
            assert isinstance(value, dict)
            return self.data | value
        section = self.data[fragment.section]
        assert isinstance(section, list)
        assert isinstance(value, list)
        behind = section[fragment.first + fragment.count :]
        return self.data | {fragment.section: [*section[: fragment.first], *value, *behind]}

    def _near(self, path: YamlPath) -> tuple[YamlSource, YamlPath, int]:
        """Return what to ask for a place: source, path in it, and how many lines stand above it."""
        blocks = self._carried.blocks if self._carried else None
        fragment = blocks.holding(path) if blocks else None
        if fragment is None:
            return self.parsed, path, 0
        part = parse_yaml(SourceText(self.source.name, self.text[fragment.start : fragment.end]))
        return part, fragment.inside(path), self.text.count("\n", 0, fragment.start)

    def _with_last_line_ended(self) -> "YamlText":
        newline = "\r\n" if "\r\n" in self.text else "\n"
        return self._reading(self.text + newline)

    def _problem(self, message: str, path: YamlPath, fix: str = "") -> Problem:
        line, column = self.locate(path)
        return Problem(message, self.source.name, line, column, write_path(path), fix)
