"""The text, its findings and the chosen one in full, kept in step with each other."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import OptionList, TextArea

from screens.commands import bindings_of
from screens.query.presenter import QueryPresenter
from screens.query.rows import MOST_LISTED, Position, Row, signs_of
from screens.widgets.choice_list import ChoiceList
from screens.widgets.marked_editor import MarkedEditor
from screens.widgets.page_view import PageView


class SqlText(MarkedEditor):
    """The text of a query; Tab leads on to its findings."""

    part = "sql"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("sql")

    class Left(Message):
        """The person goes on to the findings."""

    def action_findings(self) -> None:
        """Go to the findings."""
        self.post_message(self.Left())


class QueryWork(Horizontal):
    """An editor with marks, the list below it, and the detail at the side or in its place."""

    DEFAULT_CSS: ClassVar[str] = """
    QueryWork { height: 1fr; }
    """

    def __init__(self, presenter: QueryPresenter, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._presenter = presenter

    def compose(self) -> ComposeResult:
        """Lay out the three."""
        with Vertical(id="left"):
            yield SqlText(language="sql", placeholder="Type or paste SQL here", id="sql")
            yield ChoiceList(id="findings")
        yield PageView(id="detail")

    @property
    def editor(self) -> SqlText:
        """The text."""
        return self.query_one(SqlText)

    @property
    def findings(self) -> ChoiceList:
        """The list."""
        return self.query_one("#findings", ChoiceList)

    @property
    def detail(self) -> PageView:
        """The chosen finding in full."""
        return self.query_one("#detail", PageView)

    @property
    def chosen(self) -> Row | None:
        """The row that is highlighted."""
        return self._presenter.row(self.findings.chosen)

    def entry_behind(self) -> str:
        """Return the handbook entry behind the chosen finding; nothing where there is none."""
        finding = self.chosen.finding if self.chosen else None
        return finding.source if finding and self._presenter.entry_title(finding) else ""

    @property
    def here(self) -> Position:
        """Where the cursor is, from 1."""
        line, column = self.editor.cursor_location
        return line + 1, column + 1

    def show(self) -> None:
        """Show the review as it is now."""
        rows = self._presenter.rows()
        before = self.chosen.id if self.chosen else None
        width = max(self.findings.scrollable_content_region.width, 20)
        self.findings.show(self._presenter.lines(width), keep=before)
        self.editor.show_signs(signs_of(rows))
        self._follow_cursor()
        self._show_chosen()

    def show_text(self, text: str) -> None:
        """Show another text, which undo takes back, and go to its begin."""
        self.remove_class("-reading")
        self.editor.write(text)
        self.editor.focus()

    def go_beside(self, step: int) -> None:
        """Go to the next finding or the one before."""
        row = self._presenter.row_beside(self.chosen, self.here, step)
        if row:
            self.findings.highlighted = self.findings.get_option_index(row.id)
            self.editor.go_to(*row.start)

    def step_back(self) -> bool:
        """Leave the detail, then the list; tell whether there was something to leave."""
        if self.detail.has_focus:
            self.remove_class("-reading")
            self.findings.focus()
        elif self.findings.has_focus:
            self.editor.focus()
        else:
            return False
        return True

    def _show_chosen(self) -> None:
        row = self.chosen
        self.editor.show_range(row.place if row else None)
        self.detail.show(lambda width: self._presenter.detail(row, width))

    @on(TextArea.SelectionChanged)
    def _follow_cursor(self) -> None:
        """Highlight the finding that the cursor is at, unless the person moves in the list."""
        if self.findings.has_focus or (self.chosen and self.chosen.start == self.here):
            return
        row = self._presenter.row_at(self.here)
        if row and row != self.chosen and self._presenter.rows().index(row) < MOST_LISTED:
            self.findings.highlighted = self.findings.get_option_index(row.id)

    @on(SqlText.Left)
    def _go_to_findings(self) -> None:
        self.findings.focus()

    @on(OptionList.OptionHighlighted, "#findings")
    def _follow_list(self) -> None:
        """Bring the text in step with the list."""
        if self.findings.has_focus and self.chosen:
            self.editor.go_to(*self.chosen.start)
        self._show_chosen()

    @on(OptionList.OptionSelected, "#findings")
    def _read_detail(self) -> None:
        self.add_class("-reading")
        self.detail.focus()
