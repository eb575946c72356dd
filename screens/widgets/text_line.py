"""One line to type in."""

from textual.widgets import Input


class TextLine(Input):
    """A line without border or blinking: a blinking cursor sends 2 kB a second for ever."""

    DEFAULT_CSS = """
    TextLine, TextLine:focus { background: $surface; border: none; padding: 0; height: 1; }
    TextLine:focus { background: $panel; text-style: none; }
    TextLine:ansi, TextLine:ansi:focus { background: ansi_default; }
    TextLine:nocolor > .input--cursor { text-style: reverse; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False
