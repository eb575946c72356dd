"""Several lines to type or paste in, coloured where that is possible and quick enough."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import LanguageDoesNotExist

MOST_COLOURED_LINES = 1_000
"""Above it, every key would wait for the whole text to be coloured again."""

_FOR_SCREENS = frozenset({"f6", "f7"})


class TextEditor(TextArea, inherit_bindings=False):
    """A text area without blinking or border that leaves Tab and the function keys alone.

    ``language`` is the wish; a missing grammar or a long text leaves the text plain.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.key not in _FOR_SCREENS
    ]
    DEFAULT_CSS = """
    TextEditor, TextEditor:focus { border: none; padding: 0; background: transparent;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    """

    class Pasted(Message):
        """Text came in at once, not key by key."""

    def __init__(
        self,
        *,
        language: str | None = None,
        placeholder: str = "",
        line_numbers: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(
            id=id,
            compact=True,
            soft_wrap=False,
            show_line_numbers=line_numbers,
            placeholder=placeholder,
        )
        self._wish = language
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Colour what can be coloured."""
        self._colour(self.document.line_count)

    def on_resize(self) -> None:
        """Keep the line of the cursor in view when the room gets less."""
        self.call_after_refresh(self.scroll_cursor_visible)

    @property
    def is_too_long_to_colour(self) -> bool:
        """Whether the text is plain because of its length."""
        return self._wish is not None and self.document.line_count > MOST_COLOURED_LINES

    def write(self, text: str) -> None:
        """Replace the whole text; undo brings the old one back."""
        self._colour(text.count("\n") + 1)
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor((0, 0))

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor on a line and column that count from 1, as near as the text has them."""
        row = min(max(line, 1), self.document.line_count) - 1
        length = len(self.document.get_line(row))
        self.move_cursor((row, min(max(column, 1) - 1, length)), center=True)

    def on_paste(self, event: Paste) -> None:
        """Tell that the change that follows is a paste."""
        self.post_message(self.Pasted())

    def on_text_area_changed(self) -> None:
        """Take colours away from a text that has grown long, and give them back."""
        self._colour(self.document.line_count)

    def _colour(self, lines: int) -> None:
        wish = self._wish if lines <= MOST_COLOURED_LINES else None
        if wish == self.language:
            return
        try:
            self.language = wish
        except LanguageDoesNotExist:
            self._wish = self.language = None
