"""The brief screen: the form at the left, live advice at the right; when narrow, one of them."""

from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from screens.brief.presenter import PROBLEMS, advice_blocks, field_path, headline
from screens.brief.progress import progress_of
from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.messages import AdviceReady, Copy, ShowEntry
from screens.services import Services
from screens.widgets.dialog import Pick
from screens.widgets.form.form_view import FormView
from screens.widgets.page_view import PageView
from screens.widgets.title_bar import TitleBar
from workbench.advisor.advise import Advice, advise
from workbench.advisor.decide import decide
from workbench.designs.brief import Brief
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.store import DesignFile
from workbench.errors import InputError

PAUSE = 0.3
"""Seconds without a change after which the advice is worked out again."""
_HOW = {
    FieldKind.CHOICE: "Left and Right choose, Enter lists",
    FieldKind.MULTI_CHOICE: "Space marks",
    FieldKind.YES_NO: "Space marks",
}


class BriefScreen(WorkbenchScreen):
    """Every change goes into the draft at once; ``ctrl+s`` writes the file."""

    place = "brief"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("brief")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.file: DesignFile = services.design
        self.form = form_of(Brief, ("brief",))
        self.advice: Advice | None = None
        self._timer: Timer | None = None
        self._shown_text = self.file.text

    def content(self) -> list[Widget]:
        """Return form and advice, and the line of help below."""
        return [
            Horizontal(FormView(self.form, self.file, id="form"), PageView(id="advice")),
            Static(id="help", markup=False),
        ]

    def on_mount(self) -> None:
        """Show the advice on the brief as it was opened."""
        self._advise()
        self._show_advice()
        if self.file.problems:
            self.call_after_refresh(self.action_next_problem)

    def on_screen_resume(self) -> None:
        """Say where the file stands, which may have been saved from another screen."""
        self._show_status()

    async def refresh_from_file(self) -> None:
        """Show the file again after it was read anew or joined with another version."""
        if self.file.text != self._shown_text:
            await self.query_one(FormView).open(())
            self._brief_changed()
        self._show_status()

    @on(FormView.Changed)
    def _brief_changed(self) -> None:
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._advise)
        self._shown_text = self.file.text
        self._show_status()

    @on(FormView.FieldEntered)
    def _explain(self, message: FormView.FieldEntered) -> None:
        self.query_one("#help", Static).update(field_help(message.field))

    @on(PageView.Followed)
    async def _follow(self, message: PageView.Followed) -> None:
        handbook = self.services.handbook
        found = {ref: handbook.get(ref) for ref in message.block.links}
        lines = [(ref, f"{each.page.title}: {each.title}") for ref, each in found.items() if each]
        if message.block.id == PROBLEMS:
            await self.action_next_problem()
        elif len(lines) == 1:
            self._show_entry(lines[0][0])
        elif lines:
            await self.app.push_screen(Pick("Read in the handbook", lines), self._show_entry)
        else:
            self.notify("This entry leads nowhere else")

    def _show_entry(self, ref: str | None) -> None:
        if ref:
            self.post_message(ShowEntry(ref))

    def _advise(self) -> None:
        self._work_out(self.file.design.brief or Brief(project_name=""))

    @work(thread=True, exclusive=True, exit_on_error=False, group="advice")
    def _work_out(self, brief: Brief) -> None:
        self.post_message(AdviceReady(advise(brief, self.services.handbook)))

    @on(AdviceReady)
    def _take_advice(self, message: AdviceReady) -> None:
        self.advice = message.advice
        self._show_advice()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that advice could not be worked out; the form goes on."""
        if event.worker.group == "advice" and event.state is WorkerState.ERROR:
            error = event.worker.error
            reason = str(error) if isinstance(error, InputError) else type(error).__name__
            self.notify(f"No advice: {reason}", severity="error")

    def _show_advice(self) -> None:
        view = self.query_one(PageView)
        advice, problems = self.advice, self.file.problems
        marked = view.block.id if view.block else ""
        view.show(lambda width: advice_blocks(advice, problems, width), marked)
        self._show_status()

    def _show_status(self) -> None:
        problems = len(self.file.problems)
        parts = [str(self.file.draft_problem)] if self.file.draft_problem else []
        parts += ["not saved"] if self.file.is_changed else []
        parts += [f"{problems} problem{'s' if problems > 1 else ''}"] if problems else []
        parts += [self.file.path.name, str(progress_of(self.form.fields, self.file))]
        self.query_one(TitleBar).status = ", ".join(parts)

    def action_show_advice(self) -> None:
        """Go between form and advice; on a narrow terminal one hides the other."""
        view = self.query_one(PageView)
        if view.has_focus:
            self.remove_class("-advice")
            self.query_one(FormView).focus_field(())
        else:
            self.add_class("-advice")
            view.focus()
            self.query_one("#help", Static).update(Content(self._advice_line()))

    def _advice_line(self) -> str:
        return f"Recommended: {headline(self.advice)}" if self.advice else ""

    async def action_next_problem(self) -> None:
        """Go to the field of the first problem."""
        problems = self.file.problems
        if not problems:
            self.notify("No problems")
            return
        self.remove_class("-advice")
        await self.query_one(FormView).go_to(field_path(problems[0]))
        self.notify(problems[0].message, severity="warning")

    def action_copy(self) -> None:
        """Copy the marked piece of advice."""
        block = self.query_one(PageView).block
        if block:
            self.post_message(Copy(block.text))

    def action_decide(self) -> None:
        """Keep the marked pattern or technology as a decision of the design."""
        block = self.query_one(PageView).block
        if self.advice is None or block is None or not block.links:
            self.notify("Mark a pattern or a technology first")
            return
        try:
            decision = decide(self.advice, block.links[0], self.services.clock().date())
            count = len(self.file.design.decisions)
            data = decision.model_dump(mode="json", exclude_defaults=True)
            self.file.insert(("decisions",), count, data)
        except InputError as error:
            self.notify(str(error), severity="warning")
            return
        self._show_status()
        self.notify(f"Decided: {decision.title}. It stands in the design.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense where the focus is."""
        if action in {"copy", "decide"}:
            return self.query_one(PageView).has_focus
        if action == "next_problem":
            return bool(self.file.problems)
        return True

    async def action_back(self) -> None:
        """Leave the record, then the advice, then the screen."""
        if self.query_one(PageView).has_focus:
            self.action_show_advice()
        elif not await self.query_one(FormView).close_record():
            await super().action_back()


def field_help(field: FormField) -> Content:
    """Return help, example and the way to answer of one field, for one line."""
    how = _HOW.get(field.kind, "")
    if field.kind is FieldKind.LIST and field.entry(0).kind is not FieldKind.RECORD:
        how = "Part several with commas"
    example = f"Example: {field.example}" if field.example and not field.choices else ""
    texts = [text for text in (field.help.rstrip("."), how, example) if text]
    return Content(". ".join(texts))
