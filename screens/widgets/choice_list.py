"""A list to move in with arrows or j and k."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from screens.commands import bindings_of

Line = tuple[str, str | Content]
"""Id and text of one line; a text is shown as it is, never as markup."""


class ChoiceList(OptionList):
    """A compact list; its lines are texts or styled content, never markup."""

    part = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("list")
    DEFAULT_CSS = """
    ChoiceList, ChoiceList:focus { border: none; padding: 0; background: transparent;
        background-tint: transparent 0%; scrollbar-size-vertical: 1; }
    ChoiceList > .option-list--option-disabled { color: $foreground; text-style: bold; }
    ChoiceList:focus > .option-list--option-highlighted { text-style: bold; }
    ChoiceList:nocolor > .option-list--option-highlighted { text-style: underline; }
    ChoiceList:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
    ChoiceList:ansi:focus > .option-list--option-highlighted { text-style: bold underline;
        color: ansi_default; background: ansi_default; }
    ChoiceList:ansi > .option-list--option-highlighted { text-style: underline;
        color: ansi_default; background: ansi_default; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes, markup=False, compact=True)

    def show(self, lines: Iterable[Line | str], keep: str | None = None) -> None:
        """Replace the lines; a bare text is a heading, which cannot be chosen.

        The line with the id ``keep`` is highlighted, or the first that can be chosen.
        """
        options = [_option(line) for line in lines]
        self.clear_options()
        self.add_options(options)
        choosable = [place for place, option in enumerate(options) if not option.disabled]
        wanted = [place for place in choosable if options[place].id == keep]
        self.highlighted = next(iter([*wanted, *choosable]), None)

    @property
    def chosen(self) -> str | None:
        """Return the id of the highlighted line."""
        option = self.highlighted_option
        return option.id if option else None


def _option(line: Line | str) -> Option:
    if isinstance(line, str):
        return Option(Content.styled(line, "bold"), disabled=True)
    line_id, text = line
    return Option(text if isinstance(text, Content) else Content(text), id=line_id)
