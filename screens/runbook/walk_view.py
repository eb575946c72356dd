"""The walk through the runbook beside its timeline; when narrow, one of them."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static

from screens.runbook.presenter import RunbookPresenter
from screens.widgets.choice_list import ChoiceList
from screens.widgets.dialog import Ask
from screens.widgets.text_line import TextLine
from screens.widgets.tree_walker import TreeWalker
from workbench.errors import InputError
from workbench.triage.amend import Correction


class WalkView(Horizontal):
    """Answers go through the walker, notes through questions; both into the timeline."""

    def __init__(self, presenter: RunbookPresenter, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._presenter = presenter
        self._begun = ""
        """The text of a note that was left with Escape."""
        self._question: Ask | None = None

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
        """Show what is in the journal now."""
        self.timeline.show(self._presenter.timeline())
        self.timeline.action_last()

    def switch(self) -> None:
        """Go between walk and timeline."""
        if self.timeline.has_focus:
            self.walk()
        else:
            self.screen.add_class("-past")
            self.timeline.focus()

    async def ask_for_note(self) -> None:
        """Take a note."""
        self._question = Ask(
            "Note", "It goes into the timeline with its time", self._begun, self._leave_note
        )
        await self.app.push_screen(self._question, self._note)

    def _leave_note(self, text: str) -> None:
        self._begun = text
        if text:
            self.notify("The note is not in the timeline yet; Note takes it up again")

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
    async def _ask_for_correction(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        number = int(event.option_id or "-1")
        old = self._presenter.entry_text(number)

        def correct(text: str | None) -> None:
            if text and text != old:
                self._correct(number, text)

        await self.app.push_screen(Ask("Correct the entry", "The old text is kept", old), correct)

    def _correct(self, number: int, text: str) -> None:
        guide = self._presenter.guide
        if guide is None:
            return
        try:
            guide.amend(Correction(entry=number, text=text))
        except InputError as error:
            self.notify(f"The correction is not kept: {error}", severity="error")
        self.refresh_timeline()
