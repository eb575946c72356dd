"""A text editor with signs beside its line numbers, and one range of the text underlined."""

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.strip import Strip

from screens.widgets.text_editor import TextEditor
from workbench.findings import Place

Signs = Mapping[int, tuple[str, str]]
"""Of a line (from 1), its sign, which is one character, and the grade that colours it."""

GRADES = ("bad", "doubtful", "mild")


class MarkedEditor(TextEditor):
    """Its signs are letters, so that they need no colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"marked-editor--{grade}" for grade in GRADES}
    DEFAULT_CSS = """
    MarkedEditor > .marked-editor--bad { color: $text-error; text-style: bold; }
    MarkedEditor > .marked-editor--doubtful { color: $text-warning; text-style: bold; }
    MarkedEditor > .marked-editor--mild { color: $foreground; text-style: bold; }
    """

    def __init__(
        self,
        *,
        language: str,
        placeholder: str,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(language=language, placeholder=placeholder, id=id)
        self._signs: Signs = {}
        self._range: Place | None = None

    def show_signs(self, signs: Signs) -> None:
        """Put signs beside the numbers of some lines, and take away those of before."""
        if signs != self._signs:
            self._signs = signs
            self.refresh()

    def show_range(self, place: Place | None) -> None:
        """Underline a range of the text in place of the one before."""
        if place != self._range:
            self._range = place
            self.notify_style_update()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """Return a line with what of it is underlined."""
        line = super().get_line(line_index)
        place = self._range
        number = line_index + 1
        if place and place.line <= number <= place.end_line:
            start = place.column - 1 if number == place.line else 0
            end = place.end_column - 1 if number == place.end_line else len(line)
            line.stylize("underline", start, end)
        return line

    def render_line(self, y: int) -> Strip:
        """Return a line of the widget; its sign takes the place of a blank behind the number."""
        strip = super().render_line(y)
        sign = self._signs.get(y + self.scroll_offset.y + 1)
        if sign is None or y + self.scroll_offset.y >= self.document.line_count:
            return strip
        letter, grade = sign
        at = self.gutter_width - 2
        background = next(iter(strip.crop(at, at + 1)), Segment(" ")).style
        own = self.get_component_rich_style(f"marked-editor--{grade}", partial=True)
        mark = Segment(letter, background + own if background else own)
        return Strip.join([strip.crop(0, at), Strip([mark], 1), strip.crop(at + 1)])
