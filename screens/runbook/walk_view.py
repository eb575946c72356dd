"""The walk through the runbook beside its timeline; when narrow, one of them."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from screens.messages import ShowEntry
from screens.runbook.case_menu import CaseMenu
from screens.runbook.dialogs import KEEP_AFTER, DraftedAsk
from screens.runbook.incident_bar import IncidentBar
from screens.runbook.presenter import RunbookPresenter
from screens.widgets.choice_list import ChoiceList
from screens.widgets.dialog import Ask
from screens.widgets.text_line import TextLine
from screens.widgets.tree_walker import TreeWalker
from workbench.errors import InputError


class WalkView(Horizontal):
    """Answers go through the walker, notes through questions; both into the timeline."""

    def __init__(self, presenter: RunbookPresenter, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._presenter = presenter
        self._begun = ""
        """The text of a note that was left with Escape."""
        self._question: Ask | None = None
        self._typed = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The walk, and what happened so far."""
        yield TreeWalker("Finish: write the record and the report", id="walker")
        with Vertical(id="past"):
            yield Static("Timeline (UTC)", markup=False)
            yield ChoiceList(id="timeline")

    @property
    def timeline(self) -> ChoiceList:
        """What happened so far."""
        return self.query_one("#timeline", ChoiceList)

    def walk(self) -> None:
        """Show the walk where it stands, with the focus on its answers."""
        self.screen.remove_class("-past")
        guide = self._presenter.guide
        if guide:
            self.query_one(TreeWalker).start(guide, self._presenter.link_titles())
            self.refresh_timeline()

    @on(TreeWalker.Replied)
    @on(TreeWalker.TookBack)
    def refresh_timeline(self) -> None:
        """Show what is in the journal now, and what follows from it."""
        self.timeline.show(self._presenter.timeline())
        self.timeline.action_last()
        self.screen.query_one(IncidentBar).refresh_lines()

    @on(TreeWalker.LinkChosen)
    def _read(self, message: TreeWalker.LinkChosen) -> None:
        self.post_message(ShowEntry(message.ref))

    def switch(self) -> None:
        """Go between walk and timeline."""
        if self.timeline.has_focus:
            self.walk()
        else:
            self.screen.add_class("-past")
            self.timeline.focus()

    def take_up_draft(self) -> None:
        """Take up the note that was being typed when an earlier run was killed."""
        guide = self._presenter.guide
        self._begun = guide.journal.draft if guide else ""
        if self._begun:
            self.notify("A note was being typed when the run ended; Note takes it up again")

    async def ask_for_note(self) -> None:
        """Take a note."""
        text = "It goes into the timeline with its time"
        self._question = DraftedAsk("Note", text, self._begun, self._leave_note, self._draft)
        await self.app.push_screen(self._question, self._note)

    def _leave_note(self, text: str) -> None:
        self._begun = text
        self._draft(text)
        if text:
            self.notify("The note is not in the timeline yet; Note takes it up again")

    def _draft(self, text: str) -> None:
        """Put what is being typed on disk, so that a kill does not lose it."""
        guide = self._presenter.guide
        if guide is None:
            return
        try:
            guide.draft_note(text)
        except InputError as error:
            self.notify(f"What is typed is not kept: {error}", severity="error")

    @on(Input.Changed, "#words")
    def _answer_typed(self, event: Input.Changed) -> None:
        self._typed = event.value.strip()
        if self._timer is None:
            self._timer = self.set_timer(KEEP_AFTER, self._keep_typed)

    def _keep_typed(self) -> None:
        self._timer = None
        if not self._begun:
            self._draft(self._typed)

    def keep(self) -> None:
        """Put what is typed and not accepted into the timeline, because the run ends."""
        answer = self.query_one(TextLine)
        asked = self._question.typed if self._question and self._question.is_mounted else ""
        for text in (asked, self._begun, answer.value.strip()):
            if text and self._presenter.guide:
                self._presenter.guide.note(text)
        self._begun, answer.value = "", ""
        self._question = None

    def _note(self, text: str | None) -> None:
        self._question = None
        if text:
            self._begun = ""
        guide = self._presenter.guide
        if not text or not guide:
            return
        try:
            guide.note(text)
        except InputError as error:
            self.notify(f"The note is not kept: {error}", severity="error")
        self.refresh_timeline()

    @on(OptionList.OptionSelected, "#timeline")
    def _ask_for_correction(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        case = self._presenter.case
        if case:
            self._correct(CaseMenu(self.app, case), int(event.option_id or "-1"))

    @work
    async def _correct(self, menu: CaseMenu, number: int) -> None:
        await menu.correct(number)
        self.refresh_timeline()
