"""The query screen: the text above, findings below, the chosen one in full at the side."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList, Static, TextArea
from textual.worker import Worker, WorkerState

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.messages import Copy, ShowEntry
from screens.query.presenter import QueryPresenter, Row
from screens.saving import edit_text
from screens.services import Services
from screens.widgets.choice_list import ChoiceList
from screens.widgets.dialog import Ask, Pick
from screens.widgets.page_view import PageView
from screens.widgets.text_editor import MOST_COLOURED_LINES, TextEditor
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.sqlreview.review import FileReview

REVIEW_AFTER = 0.3
"""Seconds without a key before the text is reviewed."""
KEEP_AFTER = 0.3
"""Seconds after which a changed text is on disk, however much is typed meanwhile."""


class QueryScreen(WorkbenchScreen):
    """Type, paste or open SQL; the review follows."""

    place = "query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("query")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "TextEditor"

    @dataclass
    class Reviewed(Message):
        """A review has come to its end."""

        review: "FileReview"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = QueryPresenter(services)
        self._asked = 0
        self._reviewing: int | None = None
        """Number of the text that is being reviewed; ``_asked`` is that of the present one."""
        self._review_timer: Timer | None = None
        self._keep_timer: Timer | None = None

    def content(self) -> list[Widget]:
        """Return head, text, findings and detail."""
        return [
            Horizontal(
                Static(id="about", markup=False), Static(id="counts", markup=False), id="head"
            ),
            Horizontal(
                Vertical(
                    TextEditor(language="sql", placeholder="Type or paste SQL here", id="sql"),
                    ChoiceList(id="findings"),
                    id="left",
                ),
                PageView(id="detail"),
                id="work",
            ),
        ]

    def on_mount(self) -> None:
        """Take up what was left unsaved."""
        left = self.presenter.file.resume()
        if left:
            text, kept_at = left
            self.editor.write(text)
            self.notify(
                f"Back again, not saved: {self.presenter.file.name}, kept {kept_at:%H:%M} UTC"
            )
        self._show_findings()

    @property
    def editor(self) -> TextEditor:
        """The text."""
        return self.query_one(TextEditor)

    @property
    def findings(self) -> ChoiceList:
        """The list."""
        return self.query_one("#findings", ChoiceList)

    @property
    def chosen(self) -> Row | None:
        """The row that is highlighted."""
        return self.presenter.row(self.findings.chosen)

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self._asked += 1
        if self._review_timer:
            self._review_timer.stop()
        self._review_timer = self.set_timer(REVIEW_AFTER, self._review)
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER, self._keep)
        self._show_head()

    def keep(self) -> None:
        """Put the text on disk."""
        if self.is_mounted:
            self.presenter.file.keep(self.editor.text)

    def _keep(self) -> None:
        self._keep_timer = None
        try:
            self.keep()
        except InputError as error:
            self.notify(f"The draft is not on disk: {error}", severity="error")

    def _review(self) -> None:
        """Review what is there now; while a review runs, only remember that it is wanted."""
        if self._reviewing is not None:
            return
        self._reviewing = self._asked
        ask = partial(self._review_in_thread, self.editor.text, self.presenter.file.dialect)
        self.run_worker(ask, group="review", thread=True, exit_on_error=False)

    def _review_in_thread(self, text: str, dialect: str) -> None:
        self.post_message(self.Reviewed(self.presenter.run_review(text, dialect)))

    @on(Reviewed)
    def _reviewed(self, message: Reviewed) -> None:
        self._take(message.review, "")

    @on(Worker.StateChanged)
    def _review_failed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "review" and event.state is WorkerState.ERROR:
            error = event.worker.error
            self._take(None, str(error) if isinstance(error, InputError) else type(error).__name__)

    def _take(self, review: "FileReview | None", failure: str) -> None:
        """Show how a review ended, or drop that and ask again if the text has changed since."""
        reviewed, self._reviewing = self._reviewing, None
        if reviewed != self._asked:
            self._review()
            return
        self.presenter.review, self.presenter.failure = review, failure
        self._show_findings()

    def _show_findings(self) -> None:
        self.findings.show(self.presenter.lines(), keep=self.findings.chosen)
        self._mark_at_cursor()
        self._show_detail()
        self._show_head()
        self.refresh_bindings()

    def _show_head(self) -> None:
        text = self.editor.text
        self.query_one("#about", Static).update(self.presenter.summary(text))
        self.query_one("#counts", Static).update(self.presenter.counts(text))

    def _show_detail(self) -> None:
        row = self.chosen
        self.query_one(PageView).show(lambda width: self.presenter.detail(row, width))

    @on(TextArea.SelectionChanged)
    def _mark_at_cursor(self) -> None:
        """Highlight the finding that the cursor is in, unless the person moves in the list."""
        if self.findings.has_focus:
            return
        row = self.presenter.row_at(self.editor.cursor_location[0] + 1)
        marked = self.chosen
        if row and (marked is None or marked.place.line != row.place.line):
            self.findings.highlighted = self.findings.get_option_index(row.id)

    @on(OptionList.OptionHighlighted, "#findings")
    def _go_to_highlighted(self) -> None:
        """Bring the text in step with the list."""
        if self.findings.has_focus and self.chosen:
            self.editor.go_to(self.chosen.place.line, self.chosen.place.column)
        self._show_detail()

    @on(OptionList.OptionSelected, "#findings")
    def _read_detail(self) -> None:
        self.add_class("-reading")
        self.query_one(PageView).focus()

    @on(PageView.Followed)
    def _follow(self) -> None:
        self.action_handbook()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what concerns a finding only where there is one."""
        if action in ("copy", "handbook", "next_finding", "previous_finding"):
            return bool(self.findings.option_count)
        if action == "all":
            return bool(self.presenter.review and self.presenter.review.left_out)
        return True

    def action_next_finding(self) -> None:
        """Go to the next finding."""
        self._go_beside(1)

    def action_previous_finding(self) -> None:
        """Go to the finding before."""
        self._go_beside(-1)

    def _go_beside(self, step: int) -> None:
        line, column = self.editor.cursor_location
        row = self.presenter.row_beside(self.chosen, (line + 1, column + 1), step)
        if row:
            self.findings.highlighted = self.findings.get_option_index(row.id)
            self.editor.go_to(row.place.line, row.place.column)

    def action_handbook(self) -> None:
        """Show the handbook entry behind the finding."""
        finding = self.chosen.finding if self.chosen else None
        if finding and self.presenter.entry_title(finding):
            self.post_message(ShowEntry(finding.source))
        else:
            self.notify("The handbook has no entry for this")

    def action_copy(self) -> None:
        """Copy the finding."""
        if self.chosen:
            self.post_message(Copy(self.presenter.markdown(self.chosen, self.editor.text)))

    def action_all(self) -> None:
        """Show also what the settings leave out, or leave it out again."""
        self.presenter.shows_all = not self.presenter.shows_all
        self._show_findings()

    def action_severity(self) -> None:
        """Show findings of the next grade and worse."""
        self.notify(f"Shown: {self.presenter.next_limit()}")
        self._show_findings()

    async def action_dialect(self) -> None:
        """Choose a dialect and review again."""
        lines = [(name, name) for name in self.presenter.dialects()]
        await self.app.push_screen(
            Pick("Read the SQL as", lines, keep=self.presenter.file.dialect), self._take_dialect
        )

    def _take_dialect(self, name: str | None) -> None:
        if name:
            self.presenter.file.dialect = name
            self.presenter.review = None
            self._asked += 1
            self._show_findings()
            self._keep()
            self._review()

    async def action_open(self) -> None:
        """Ask for a file."""
        await self._ask_for_file()

    async def _ask_for_file(self, value: str = "", problem: str = "") -> None:
        text = problem or "Path of the file"
        await self.app.push_screen(Ask("Open a file of SQL", text, value), self._open)

    async def _open(self, name: str | None) -> None:
        if name is None:
            return
        self._keep()
        try:
            text, is_draft = self.presenter.file.open(Path(name).expanduser())
        except InputError as error:
            await self._ask_for_file(name, str(error))
            return
        self.presenter.review = None
        self._show_text(text)
        if is_draft:
            self.notify("This is your unsaved text; the file on disk is as it was")

    def _show_text(self, text: str) -> None:
        self.remove_class("-reading")
        self.editor.write(text)
        self.editor.focus()
        self._show_findings()
        if self.editor.is_too_long_to_colour:
            self.notify(f"Shown without colours: more than {MOST_COLOURED_LINES} lines")

    def action_new(self) -> None:
        """Begin an empty query; undo still has the old text."""
        self._keep()
        self.presenter.file.start_new()
        self.presenter.review = None
        self._show_text("")

    async def save_own(self) -> bool:
        """Save to the file, or ask for a name."""
        if self.presenter.file.path is None:
            await self._ask_for_name()
        else:
            await self._save(str(self.presenter.file.path))
        return True

    async def _ask_for_name(self, value: str = "", problem: str = "") -> None:
        text = problem or "Path of the file"
        await self.app.push_screen(Ask("Save the query", text, value), self._save)

    async def _save(self, name: str | None) -> None:
        if name is None:
            return
        try:
            self.presenter.file.save(self.editor.text, Path(name).expanduser())
        except InputError as error:
            await self._ask_for_name(name, str(error))
            return
        self._show_head()
        self.notify(f"Saved {name}")

    def action_editor(self) -> None:
        """Hand the text to the person's editor."""
        try:
            text = edit_text(self.services, self.app.suspend, "query.sql", self.editor.text)
        except (InputError, OSError, SuspendNotSupported) as error:
            self.notify(str(error), severity="error")
        else:
            self._show_text(text)

    async def action_back(self) -> None:
        """Leave the detail, then the list, then the screen."""
        if self.query_one(PageView).has_focus:
            self.remove_class("-reading")
            self.findings.focus()
        elif self.findings.has_focus:
            self.editor.focus()
        else:
            await super().action_back()
