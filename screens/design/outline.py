"""The list of sections and documents; documents are added, copied, moved and removed here."""

from screens.widgets.choice_list import ChoiceList
from screens.widgets.form.record_list import RecordList


class Outline(RecordList):
    """A list of records over the whole design; the arrows stay inside it."""

    DEFAULT_CSS = """
    Outline { height: 1fr; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__(())
        self.id = "outline"

    def action_cursor_down(self) -> None:
        """Go to the next line."""
        ChoiceList.action_cursor_down(self)

    def action_cursor_up(self) -> None:
        """Go to the line before."""
        ChoiceList.action_cursor_up(self)
