"""The query screen: a text under review, and the tree of a folder that it may be from."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.messages import Copy, ShowEntry
from screens.query.changes import show_difference, silence_finding
from screens.query.choosing import pick_baseline, pick_dialect, pick_rule, pick_schema
from screens.query.chosen import Chosen
from screens.query.files import ask_for_path, edit_elsewhere, open_path, save_text
from screens.query.filter import Filter
from screens.query.folder import FolderPresenter
from screens.query.folder_view import FolderView
from screens.query.live_review import LiveReview
from screens.query.presenter import QueryPresenter
from screens.query.work import QueryWork
from screens.services import Services
from screens.widgets.page_view import PageView
from workbench.errors import InputError
from workbench.sqlreview.options import Options

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview

KEEP_AFTER = 0.3
"""Seconds after which a changed text is on disk, however much is typed meanwhile."""
_OF_TEXT = frozenset({"silence", "undo", "difference", "editor"})
_OF_FINDINGS = frozenset({"handbook", "next_finding", "previous_finding", "silence"})


class QueryScreen(WorkbenchScreen):
    """Type, paste or open SQL, or a folder of it; the review follows."""

    place = "query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("query")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "TextEditor"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = QueryPresenter(services)
        settings = Options(settings=services.settings.review)
        self.folders = FolderPresenter(settings, self.presenter.file.memory)
        self.work = QueryWork(self.presenter, id="work")
        self.folder_view = FolderView(self.folders, lambda: self.presenter.filter, id="folder")
        self.folder_view.display = False
        self.live = LiveReview(self, self._prepare_review, self._take_review)
        self._keep_timer: Timer | None = None

    def content(self) -> list[Widget]:
        """Return head, text with findings, and tree."""
        about, counts = Static(id="about", markup=False), Static(id="counts", markup=False)
        return [Horizontal(about, counts, id="head"), self.work, self.folder_view]

    def on_mount(self) -> None:
        """Take up what was left unsaved."""
        left = self.presenter.file.resume()
        if left:
            text, kept_at = left
            self.work.editor.write(text)
            name = self.presenter.file.name
            self.notify(f"Back again, not saved: {name}, kept {kept_at:%H:%M} UTC")
        self.show_findings()

    @property
    def shows_folder(self) -> bool:
        """Whether the tree is shown and not the text."""
        return self.folder_view.display

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self.live.ask_soon()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER, self.keep_now)
        self._show_head()

    def keep(self) -> None:
        """Put the text on disk."""
        if self.is_mounted:
            self.presenter.file.keep(self.work.editor.text)

    def keep_now(self) -> None:
        """Put the text on disk, and say where that is not possible."""
        self._keep_timer = None
        try:
            self.keep()
        except InputError as error:
            self.notify(f"The draft is not on disk: {error}", severity="error")

    def _prepare_review(self) -> "partial[FileReview]":
        return partial(self.presenter.run, self.presenter.job(self.work.editor.text))

    def _take_review(self, review: "FileReview | None", failure: str) -> None:
        self.presenter.review, self.presenter.failure = review, failure
        self.show_findings()

    def show_findings(self) -> None:
        """Show the review as it is, and what can be done."""
        self.work.show()
        self._show_head()
        self.refresh_bindings()

    @on(FolderView.Changed)
    def _show_head(self) -> None:
        about, counts = self.query_one("#about", Static), self.query_one("#counts", Static)
        if self.shows_folder:
            about.update(self.folders.summary)
            counts.update(self.folders.counts(self.presenter.filter, self.folder_view.progress))
        else:
            text = self.work.editor.text
            about.update(self.presenter.summary(text))
            counts.update(self.presenter.counts(text))

    def show_text(self, text: str) -> None:
        """Show another text; its review follows."""
        self._switch(folder=False)
        self.presenter.review = None
        self.work.show_text(text)
        self.show_findings()

    def show_folder(self, folder: Path) -> None:
        """Review a folder and show its tree."""
        self.folder_view.open(folder)
        self._switch(folder=True)

    def _switch(self, *, folder: bool) -> None:
        self.folder_view.display, self.work.display = folder, not folder
        (self.folder_view.list if folder else self.work.editor).focus()
        self._show_head()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what concerns a finding, a text or a folder only where there is one."""
        if action in _OF_TEXT | _OF_FINDINGS and self.shows_folder:
            return False
        if action in _OF_FINDINGS:
            return bool(self.work.findings.option_count)
        if action == "copy":
            reviewed = self.folders.review is not None
            return reviewed if self.shows_folder else bool(self.work.findings.option_count)
        if action in {"folder", "next_file", "previous_file"}:
            return self.folders.folder is not None
        if action == "difference":
            return self.presenter.file.path is not None
        return True

    @on(FolderView.Opened)
    async def _open_file(self, message: FolderView.Opened) -> None:
        await open_path(self, message.path)

    async def action_open(self) -> None:
        """Ask for a file or a folder."""
        await ask_for_path(self)

    def saved(self) -> None:
        """Show that the text is on disk; a folder that holds its file is out of date."""
        self._show_head()
        self.folder_view.note_saved(str(self.presenter.file.path))

    def action_folder(self) -> None:
        """Go between the folder and the text."""
        self._switch(folder=not self.shows_folder)

    async def action_next_file(self) -> None:
        """Open the next file of the folder in which something is listed."""
        await self._open_beside(1)

    async def action_previous_file(self) -> None:
        """Open the file before."""
        await self._open_beside(-1)

    async def _open_beside(self, step: int) -> None:
        path = self.folders.file_beside(str(self.presenter.file.path), step, self.presenter.filter)
        if path:
            await open_path(self, path)
        else:
            self.notify("No file further on has anything listed")

    def action_next_finding(self) -> None:
        """Go to the next finding."""
        self.work.go_beside(1)

    def action_previous_finding(self) -> None:
        """Go to the finding before."""
        self.work.go_beside(-1)

    @on(PageView.Followed)
    def action_handbook(self) -> None:
        """Show the handbook entry behind the finding."""
        finding = self.work.chosen.finding if self.work.chosen else None
        if finding and self.presenter.entry_title(finding):
            self.post_message(ShowEntry(finding.source))
        else:
            self.notify("The handbook has no entry for this")

    def action_copy(self) -> None:
        """Copy the finding, or the report of the folder."""
        if self.shows_folder:
            self.post_message(Copy(self.folders.markdown(self.presenter.filter)))
        elif self.work.chosen:
            text = self.presenter.markdown(self.work.chosen, self.work.editor.text)
            self.post_message(Copy(text))

    def action_all(self) -> None:
        """Show also what the settings leave out, or leave it out again."""
        wanted = self.presenter.filter
        self._list(replace(wanted, shows_all=not wanted.shows_all))

    def action_severity(self) -> None:
        """Show findings of the next grade and worse."""
        self._list(replace(self.presenter.filter, limit=self.presenter.filter.next_limit))

    @work
    async def action_rule(self) -> None:
        """List the findings of one rule."""
        wanted = self.presenter.filter
        counts = self.folders.rule_counts(wanted) if self.shows_folder else None
        rule = await pick_rule(self.app, counts or self.presenter.rule_counts(), wanted.rule)
        if rule is not None:
            self._list(replace(wanted, rule=rule))

    @work
    async def action_dialect(self) -> None:
        """Choose a dialect and review again."""
        self._choose(
            await pick_dialect(self.app, self.chosen.dialect or self.presenter.file.dialect)
        )

    @work
    async def action_schema(self) -> None:
        """Choose what describes the tables and review again."""
        self._choose(await pick_schema(self.app, self.chosen.tables or "", self._nearby))

    @work
    async def action_baseline(self) -> None:
        """Choose a file of known findings and review again."""
        self._choose(await pick_baseline(self.app, self.chosen.baseline or "", self._nearby))

    @property
    def chosen(self) -> Chosen:
        """What was chosen for the folder or the text, whichever is shown."""
        return self.folders.chosen if self.shows_folder else self.presenter.file.chosen

    @property
    def _nearby(self) -> Path:
        """The folder in which to look for what else is needed."""
        if self.shows_folder and self.folders.folder:
            return self.folders.folder
        path = self.presenter.file.path
        return path.parent if path else Path.cwd()

    def _choose(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        owner = self.folders if self.shows_folder else self.presenter.file
        try:
            owner.choose(chosen)
        except InputError as error:
            self.notify(f"This is not remembered: {error}", severity="error")
        if self.shows_folder:
            self.folder_view.start()
        else:
            self.presenter.review = None
            self.live.ask_now()
            self.show_findings()

    def _list(self, wanted: Filter) -> None:
        self.presenter.filter = wanted
        self.notify(f"Listed: {wanted.words or 'all'}")
        self.show_findings()
        if self.shows_folder:
            self.folder_view.show()

    @work
    async def action_silence(self) -> None:
        """Write a comment that silences the finding, with a reason."""
        await silence_finding(self)

    @work
    async def action_difference(self) -> None:
        """Show what differs from the file on disk."""
        await show_difference(self)

    def action_undo(self) -> None:
        """Take back the last change of the text."""
        self.work.editor.undo()

    def action_new(self) -> None:
        """Begin an empty query; undo still has the old text."""
        self.keep_now()
        self.presenter.file.start_new()
        self.show_text("")

    async def save_own(self) -> bool:
        """Save to the file, or ask for a name."""
        await save_text(self)
        return True

    def action_editor(self) -> None:
        """Hand the text to the person's editor."""
        edit_elsewhere(self)

    async def action_back(self) -> None:
        """Leave the detail, then the list, then the text for its folder, then the screen."""
        if self.shows_folder or not self.work.step_back():
            if self.folders.folder and not self.shows_folder:
                self.action_folder()
            else:
                await super().action_back()
