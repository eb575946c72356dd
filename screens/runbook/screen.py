"""The runbook screen: log and diagnosis, then the walk beside its timeline, then the report."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
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
from screens.runbook.presenter import (
    COPY,
    FROM_ROOT,
    LINK,
    MOST_SHOWN_LINES,
    NEW,
    START,
    RunbookPresenter,
    left_line,
    walks_left,
)
from screens.runbook.walk_view import WalkView
from screens.services import Services
from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.dialog import Ask, Pick
from screens.widgets.page_view import PageView
from screens.widgets.text_editor import TextEditor
from screens.widgets.tree_walker import TreeWalker
from workbench.errors import InputError
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.guide import Guide
from workbench.triage.log_stream import log_lines

DIAGNOSE_AFTER = 0.3
"""Seconds without a key before the text is diagnosed."""


class RunbookScreen(WorkbenchScreen):
    """Diagnose, walk, note, finish. The presenter has every answer on disk at once."""

    place = "runbook"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("runbook")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "TextEditor"

    @dataclass
    class Diagnosed(Message):
        """The diagnosis of the log that was asked for as number ``asked`` is there."""

        asked: int
        diagnosis: Diagnosis

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = RunbookPresenter(services)
        self._asked = 0
        self._timer: Timer | None = None
        self._opened_text: str | None = None
        self._goes_to_actions = False

    def content(self) -> list[Widget]:
        """Return log, diagnosis and actions; walk and timeline, which show during a walk."""
        return [
            Static(id="about", markup=False),
            Horizontal(
                TextEditor(placeholder="Paste the text of the failure here", id="log"),
                Vertical(PageView(id="diagnosis"), ChoiceList(id="actions"), id="answer"),
                id="intake",
            ),
            WalkView(self.presenter, id="walking"),
        ]

    async def on_mount(self) -> None:
        """Offer what was left unfinished."""
        self._show()
        left = walks_left(self.services)
        if left:
            await self._offer(left)

    async def _offer(self, left: list[Guide]) -> None:
        lines: list[Line] = [(each.journal.id, f"Go on: {left_line(each)}") for each in left]
        lines.append((NEW, "Begin another triage; this one is offered again"))

        def take(chosen: str | None) -> None:
            for each in left:
                if each.journal.id == chosen:
                    self._walk(self.presenter.resume(each.journal))

        await self.app.push_screen(Pick("A walk was left unfinished", lines), take)

    @property
    def editor(self) -> TextEditor:
        """The log."""
        return self.query_one(TextEditor)

    @property
    def actions(self) -> ChoiceList:
        """What can be done next."""
        return self.query_one("#actions", ChoiceList)

    @on(TextArea.Changed)
    def _log_changed(self) -> None:
        if self.editor.text == self._opened_text:
            return
        self._opened_text = None
        self.presenter.log = ""
        self._asked += 1
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(DIAGNOSE_AFTER, self._diagnose_pasted)

    @on(TextEditor.Pasted)
    def _log_pasted(self) -> None:
        self._goes_to_actions = True

    def keep(self) -> None:
        """Put what is typed beside the walk into its journal."""
        if self.is_mounted:
            self.query_one(WalkView).keep()

    def _diagnose_pasted(self) -> None:
        text = self.editor.text
        if text.strip():
            self._in_thread(partial(self._diagnose, self._asked, text, None))
        else:
            self.presenter.begin_anew()
            self._show()

    def _diagnose(self, asked: int, text: str, path: Path | None) -> None:
        diagnosis = self.presenter.diagnose(log_lines(path) if path else text)
        self.post_message(self.Diagnosed(asked, diagnosis))

    def _in_thread(self, work: partial[None]) -> None:
        self.run_worker(work, group="diagnosis", exclusive=True, thread=True, exit_on_error=False)

    @on(Worker.StateChanged)
    def _diagnosis_failed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "diagnosis" and event.state is WorkerState.ERROR:
            error = event.worker.error
            reason = str(error) if isinstance(error, InputError) else type(error).__name__
            self.notify(f"No diagnosis: {reason}", severity="error")

    @on(Diagnosed)
    def _diagnosed(self, message: Diagnosed) -> None:
        if message.asked != self._asked or self.presenter.guide:
            return
        self.presenter.diagnosis, self.presenter.written = message.diagnosis, None
        self._show()
        if self._goes_to_actions:
            self._goes_to_actions = False
            self.actions.focus()
            if message.diagnosis.evidence:
                self.editor.go_to(message.diagnosis.evidence[0].line, 1)

    def _show(self) -> None:
        self.set_class(self.presenter.guide is not None, "-walking")
        self.set_class(self.presenter.diagnosis is not None, "-diagnosed")
        self.set_class(self.presenter.written is not None, "-written")
        self.query_one("#about", Static).update(self.presenter.head())
        self.query_one("#diagnosis", PageView).show(self.presenter.blocks)
        self.actions.show(self.presenter.actions())
        self.refresh_bindings()

    async def action_open(self) -> None:
        """Ask for a log."""
        await self._ask_for_log()

    async def _ask_for_log(self, value: str = "", problem: str = "") -> None:
        await self.app.push_screen(
            Ask("Open a log", problem or "Path of the file, of any size", value), self._open
        )

    async def _open(self, name: str | None) -> None:
        if name is None:
            return
        path = Path(name).expanduser()
        try:
            text, is_all = self.presenter.lines_to_show(path)
        except InputError as error:
            await self._ask_for_log(name, str(error))
            return
        self.presenter.begin_anew()
        self.presenter.log = name
        self._opened_text = text
        self._asked += 1
        self._goes_to_actions = True
        self.editor.write(text)
        self._in_thread(partial(self._diagnose, self._asked, "", path))
        if not is_all:
            self.notify(f"Shown: the first {MOST_SHOWN_LINES:,} lines; all of it is read")

    @on(OptionList.OptionSelected, "#actions")
    async def _act(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option_id or ""
        if chosen.startswith(LINK):
            self.post_message(ShowEntry(chosen.removeprefix(LINK)))
        elif chosen == COPY:
            self.action_copy()
        elif chosen == NEW:
            self.action_new()
        elif chosen in (START, FROM_ROOT):
            self._start(from_root=chosen == FROM_ROOT)

    @on(PageView.Followed)
    def _follow(self) -> None:
        self.actions.focus()

    def action_start(self) -> None:
        """Start the walk where the diagnosis leads."""
        self._start(from_root=False)

    def _start(self, *, from_root: bool) -> None:
        try:
            guide = self.presenter.start(from_root=from_root)
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self._walk(guide)

    def _walk(self, guide: Guide) -> None:
        self._show()
        self.call_after_refresh(self.query_one(WalkView).walk)
        if guide.misfit:
            self.notify(f"Not all of it could be replayed: {guide.misfit}", severity="warning")

    @on(TreeWalker.LinkChosen)
    def _read(self, message: TreeWalker.LinkChosen) -> None:
        self.post_message(ShowEntry(message.ref))

    async def action_note(self) -> None:
        """Take a note at any time."""
        await self.query_one(WalkView).ask_for_note()

    def action_timeline(self) -> None:
        """Go between walk and timeline; on a narrow terminal one hides the other."""
        self.query_one(WalkView).switch()

    @on(TreeWalker.EndChosen)
    def _finish(self) -> None:
        try:
            self.query_one(WalkView).keep()
            written = self.presenter.finish()
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self.remove_class("-past")
        self._opened_text = ""
        self.editor.write("")
        self._show()
        self.actions.focus()
        self.notify(f"Written: {written.record} and {written.report}")

    def action_set_aside(self) -> None:
        """Put the walk away without finishing it; its journal stays."""
        if self.presenter.guide:
            try:
                self.query_one(WalkView).keep()
                self.presenter.guide.set_aside()
            except InputError as error:
                self.notify(str(error), severity="error")
                return
            self.notify(f"Set aside; its answers stay in {self.presenter.guide.journal.path}")
            self.action_new()

    def action_new(self) -> None:
        """Begin with an empty log."""
        self.presenter.begin_anew()
        self._opened_text = ""
        self.editor.write("")
        self._show()
        self.editor.focus()

    def action_copy(self) -> None:
        """Copy the diagnosis, or the report as it stands."""
        self.post_message(Copy(self.presenter.text_to_copy()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        walks = self.presenter.guide is not None
        if action in ("note", "timeline", "set_aside"):
            return walks
        if action in ("open", "new"):
            return not walks
        if action == "start":
            return self.presenter.can_start
        if action == "copy":
            return bool(walks or self.presenter.written or self.presenter.diagnosis)
        return True

    async def action_back(self) -> None:
        """Leave the timeline, then the screen; a walk waits here for the return."""
        view = self.query_one(WalkView)
        if self.presenter.guide and view.timeline.has_focus:
            view.walk()
        elif self.presenter.guide is None and not self.editor.has_focus:
            self.editor.focus()
        else:
            await super().action_back()
