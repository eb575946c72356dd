"""The runbook screen: log and diagnosis, the walk beside its timeline, records that are open."""

from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.messages import Copy
from screens.runbook import actions as act
from screens.runbook.case_menu import CLOSED, CaseMenu
from screens.runbook.incident_bar import IncidentBar
from screens.runbook.intake_view import IntakeView
from screens.runbook.presenter import RunbookPresenter
from screens.runbook.questions import ask_for_left_walk, ask_for_pipeline, choose_incident
from screens.runbook.schema_dialog import compare_schemas
from screens.runbook.signature_dialog import keep_signature
from screens.runbook.walk_view import WalkView
from screens.services import Services
from screens.widgets.tree_walker import TreeWalker
from workbench.errors import InputError
from workbench.triage.cases import OpenCase
from workbench.triage.guide import Guide
from workbench.triage.runbook import TREE


class RunbookScreen(WorkbenchScreen):
    """Diagnose, walk, note, finish. The presenter has every answer on disk at once."""

    place = "runbook"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("runbook")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "TextEditor"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = RunbookPresenter(services)

    def content(self) -> list[Widget]:
        """Return log, diagnosis and actions; walk and timeline, which show during a walk."""
        return [
            Static(id="about", markup=False),
            IncidentBar(id="incident"),
            IntakeView(self.presenter, self.services, id="intake"),
            WalkView(self.presenter, id="walking"),
        ]

    async def on_mount(self) -> None:
        """Offer what was left unfinished."""
        self._show()
        self._offer()

    @work
    async def _offer(self) -> None:
        journal = await ask_for_left_walk(self.app, act.walks_left(self.services))
        if journal:
            self._walk(self.presenter.resume(journal))

    @property
    def intake(self) -> IntakeView:
        """Log, diagnosis and actions."""
        return self.query_one(IntakeView)

    def keep(self) -> None:
        """Put what is typed beside the walk into its journal."""
        if self.is_mounted:
            self.query_one(WalkView).keep()

    @on(IntakeView.Changed)
    def _show(self) -> None:
        walks = self.presenter.guide is not None
        self.set_class(walks, "-walking")
        self.set_class(self.presenter.diagnosis is not None, "-diagnosed")
        self.set_class(self.presenter.page is not None and not walks, "-written")
        self.query_one("#about", Static).update(self.presenter.head())
        self.query_one(IncidentBar).show(self.presenter.case)
        self.intake.show()
        self.refresh_bindings()

    @work
    async def action_open(self) -> None:
        """Ask for a log."""
        await self.intake.ask_for_log()

    @on(IntakeView.Chosen)
    async def _act(self, message: IntakeView.Chosen) -> None:
        kind, _, rest = message.action.partition(":")
        if kind == act.OPEN:
            self._open_incident(rest)
        elif kind == act.WALK:
            self._begin(tree=rest)
        elif kind in (act.START, act.FROM_ROOT):
            self._begin(from_root=kind == act.FROM_ROOT)
        else:
            await self.run_action(kind)

    def action_start(self) -> None:
        """Start the walk where the diagnosis leads."""
        self._begin()

    def action_walk_tree(self, tree: str) -> None:
        """Walk one of the other procedures: a disaster, a schema change."""
        self._begin(tree=tree)

    @work
    async def _begin(self, *, from_root: bool = False, tree: str = TREE) -> None:
        pipeline = await ask_for_pipeline(self.app, self.presenter)
        if pipeline is None:
            return
        try:
            guide = self.presenter.start(from_root=from_root, tree=tree, pipeline=pipeline)
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self._walk(guide)

    def _walk(self, guide: Guide) -> None:
        self._show()
        view = self.query_one(WalkView)
        self.call_after_refresh(view.walk)
        view.take_up_draft()
        if guide.misfit:
            self.notify(f"Not all of it could be replayed: {guide.misfit}", severity="warning")

    async def action_note(self) -> None:
        """Take a note at any time."""
        await self.query_one(WalkView).ask_for_note()

    def action_timeline(self) -> None:
        """Go between walk and timeline; on a narrow terminal one hides the other."""
        self.query_one(WalkView).switch()

    @work
    async def action_incident(self) -> None:
        """Ask what to do with the incident at hand, and do it."""
        case = self.presenter.case
        if case is None:
            return
        menu = CaseMenu(self.app, case)
        found = await menu.open()
        if found == CLOSED:
            self._end(menu.reason)
        elif found:
            self._open_incident(found)
        elif self.presenter.guide:
            self.query_one(WalkView).refresh_timeline()
        else:
            self.presenter.show_report()
            self._show()

    @work
    async def action_incidents(self) -> None:
        """List the incidents, open and closed, and open one."""
        chosen = await choose_incident(self.app, self.presenter.cases)
        if chosen:
            self._open_incident(chosen)

    def _open_incident(self, incident_id: str) -> None:
        try:
            case = self.presenter.cases.case(incident_id)
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        if isinstance(case, OpenCase):
            self._walk(self.presenter.resume(case.guide.journal))
            return
        self.presenter.guide = None
        self.presenter.show_record(case.incident)
        self._show()
        self.intake.actions.focus()

    @work
    async def action_compare(self) -> None:
        """Compare two schemas and show what each difference means."""
        page = await compare_schemas(self.app, self.services)
        if page:
            self.presenter.begin_anew()
            self.presenter.page = page
            self._show()
            self.intake.actions.focus()

    @on(TreeWalker.EndChosen)
    def _finish(self) -> None:
        self._end(None)

    def _end(self, reason: str | None) -> None:
        """Write record and post-mortem, at the end of the walk or before it for a reason."""
        try:
            self.query_one(WalkView).keep()
            if reason is None:
                self.presenter.finish()
            else:
                self.presenter.close(reason)
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self.remove_class("-past")
        self.intake.clear()
        self._show()
        self.intake.actions.focus()
        self._offer_signature()

    @work
    async def _offer_signature(self) -> None:
        case = self.presenter.case
        if case and case.incident.evidence:
            await keep_signature(self.app, case)

    def action_set_aside(self) -> None:
        """Put the walk away without finishing it; its journal stays."""
        if (guide := self.presenter.guide) is None:
            return
        try:
            self.query_one(WalkView).keep()
            guide.set_aside()
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self.notify(f"Set aside; its answers stay in {guide.journal.path}")
        self.action_new()

    def action_new(self) -> None:
        """Begin with an empty log."""
        self.presenter.begin_anew()
        self.intake.clear()
        self._show()
        self.intake.editor.focus()

    def action_copy(self) -> None:
        """Copy the diagnosis, or the report as it stands."""
        self.post_message(Copy(self.presenter.text_to_copy()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        return act.is_offered(action, self.presenter)

    async def action_back(self) -> None:
        """Leave the timeline, then the screen; a walk waits here for the return."""
        view = self.query_one(WalkView)
        if self.presenter.guide and view.timeline.has_focus:
            view.walk()
        elif self.presenter.guide is None and not self.intake.editor.has_focus:
            self.intake.editor.focus()
        else:
            await super().action_back()
