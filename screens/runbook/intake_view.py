"""The log and its diagnosis side by side, and what can be done next."""

from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList, TextArea
from textual.worker import Worker, WorkerState

from screens.messages import Copy, ShowEntry
from screens.runbook.actions import COPY, LINK, POST_MORTEM, REPORT, actions_of
from screens.runbook.presenter import MOST_SHOWN_LINES, RunbookPresenter
from screens.services import Services
from screens.widgets.choice_list import ChoiceList
from screens.widgets.dialog import Ask
from screens.widgets.page_view import PageView
from screens.widgets.text_editor import TextEditor
from workbench.errors import InputError
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.log_stream import log_lines

DIAGNOSE_AFTER = 0.3
"""Seconds without a key before the text is diagnosed."""


class IntakeView(Horizontal):
    """Diagnoses what is pasted, typed or opened, in a thread; the latest text counts."""

    class Changed(Message):
        """There is another diagnosis, or none any more."""

    class Chosen(Message):
        """An action was chosen that concerns more than what is shown here."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    class _Diagnosed(Message):
        """The diagnosis of the log that was asked for as number ``asked`` is there."""

        def __init__(self, asked: int, diagnosis: Diagnosis) -> None:
            super().__init__()
            self.asked = asked
            self.diagnosis = diagnosis

    def __init__(self, presenter: RunbookPresenter, services: Services, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._presenter = presenter
        self._services = services
        self._asked = 0
        self._timer: Timer | None = None
        self._opened_text: str | None = None
        self._goes_to_actions = False

    def compose(self) -> ComposeResult:
        """The log at the left; diagnosis and actions at the right."""
        yield TextEditor(placeholder="Paste the text of the failure here", id="log")
        with Vertical(id="answer"):
            yield PageView(id="diagnosis")
            yield ChoiceList(id="actions")

    @property
    def editor(self) -> TextEditor:
        """The log."""
        return self.query_one(TextEditor)

    @property
    def actions(self) -> ChoiceList:
        """What can be done next."""
        return self.query_one("#actions", ChoiceList)

    def show(self) -> None:
        """Show what the presenter has now."""
        self.query_one("#diagnosis", PageView).show(self._presenter.blocks)
        self.actions.show(actions_of(self._presenter, self._services))

    def clear(self) -> None:
        """Begin with an empty log."""
        self._opened_text = ""
        self.editor.write("")

    @on(OptionList.OptionSelected, "#actions")
    def _act(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        kind, _, rest = chosen.partition(":")
        if kind == LINK:
            self.post_message(ShowEntry(rest))
        elif kind == COPY:
            self.post_message(Copy(self._presenter.text_to_copy()))
        elif kind == REPORT:
            self._presenter.show_report()
            self.post_message(self.Changed())
        elif kind == POST_MORTEM:
            self._presenter.show_post_mortem()
            self.post_message(self.Changed())
        else:
            self.post_message(self.Chosen(chosen))

    @on(PageView.Followed)
    def _follow(self) -> None:
        self.actions.focus()

    async def ask_for_log(self) -> None:
        """Ask for a log until one can be read; runs in a worker, because it waits."""
        problem, value = "", ""
        hint = "Path of the file, of any size"
        while name := await self.app.push_screen_wait(Ask("Open a log", problem or hint, value)):
            try:
                self._open(name)
            except InputError as error:
                problem, value = str(error), name
            else:
                return

    def _open(self, name: str) -> None:
        path = Path(name).expanduser()
        text, is_all = self._presenter.lines_to_show(path)
        self._presenter.begin_anew()
        self._presenter.log = name
        self._opened_text = text
        self._asked += 1
        self._goes_to_actions = True
        self.editor.write(text)
        self._in_thread(partial(self._diagnose, self._asked, "", path))
        if not is_all:
            self.notify(f"Shown: the first {MOST_SHOWN_LINES:,} lines; all of it is read")

    @on(TextArea.Changed)
    def _log_changed(self) -> None:
        if self.editor.text == self._opened_text:
            return
        self._opened_text = None
        self._presenter.log = ""
        self._asked += 1
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(DIAGNOSE_AFTER, self._diagnose_pasted)

    @on(TextEditor.Pasted)
    def _log_pasted(self) -> None:
        self._goes_to_actions = True

    def _diagnose_pasted(self) -> None:
        text = self.editor.text
        if text.strip():
            self._in_thread(partial(self._diagnose, self._asked, text, None))
        else:
            self._presenter.begin_anew()
            self.post_message(self.Changed())

    def _diagnose(self, asked: int, text: str, path: Path | None) -> None:
        diagnosis = self._presenter.diagnose(log_lines(path) if path else text)
        self.post_message(self._Diagnosed(asked, diagnosis))

    def _in_thread(self, work: partial[None]) -> None:
        self.run_worker(work, group="diagnosis", exclusive=True, thread=True, exit_on_error=False)

    @on(Worker.StateChanged)
    def _diagnosis_failed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "diagnosis" and event.state is WorkerState.ERROR:
            error = event.worker.error
            reason = str(error) if isinstance(error, InputError) else type(error).__name__
            self.notify(f"No diagnosis: {reason}", severity="error")

    @on(_Diagnosed)
    def _take(self, message: _Diagnosed) -> None:
        if message.asked != self._asked or self._presenter.guide:
            return
        self._presenter.diagnosis = message.diagnosis
        self._presenter.record, self._presenter.page = None, None
        self.post_message(self.Changed())
        if self._goes_to_actions:
            self._goes_to_actions = False
            self.actions.focus()
            if message.diagnosis.evidence:
                self.editor.go_to(message.diagnosis.evidence[0].line, 1)
