"""A list of records inside a form: one line each, opened to be filled in."""

from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.message import Message

from screens.commands import bindings_of
from screens.widgets.choice_list import ChoiceList
from workbench.yaml_source import YamlPath

Change = Literal["add", "duplicate", "remove", "up", "down"]


class RecordList(ChoiceList):
    """Asks the form for changes; at its ends the arrows leave it for the next field."""

    part = "records"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("records")
    DEFAULT_CSS = """
    RecordList { height: auto; max-height: 8; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    class Asked(Message):
        """The person wants the list changed; ``index`` is the record it is about."""

        def __init__(self, records: "RecordList", change: Change) -> None:
            super().__init__()
            self.records = records
            self.change = change
            self.index = records.highlighted or 0

    def __init__(self, path: YamlPath) -> None:
        super().__init__()
        self.path = path

    def action_cursor_down(self) -> None:
        """Go to the next record, or leave the list at its end."""
        if self.highlighted is None or self.highlighted >= self.option_count - 1:
            self.screen.focus_next()
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go to the record before, or leave the list at its start."""
        if not self.highlighted:
            self.screen.focus_previous()
        else:
            super().action_cursor_up()

    def action_add(self) -> None:
        """Add a record behind the others."""
        self.post_message(self.Asked(self, "add"))

    def action_duplicate(self) -> None:
        """Add a copy of this record behind it."""
        self._ask("duplicate")

    def action_remove(self) -> None:
        """Take this record away."""
        self._ask("remove")

    def action_move_up(self) -> None:
        """Move this record up."""
        self._ask("up")

    def action_move_down(self) -> None:
        """Move this record down."""
        self._ask("down")

    def _ask(self, change: Change) -> None:
        if self.highlighted is not None:
            self.post_message(self.Asked(self, change))
