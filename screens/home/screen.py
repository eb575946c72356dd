"""The home screen."""

from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.home.presenter import HomePresenter
from screens.messages import AdviceReady, Perform
from screens.services import Services
from screens.widgets.choice_list import ChoiceList
from workbench.advisor.advise import Advice, advise
from workbench.designs.brief import Brief


class HomeScreen(WorkbenchScreen):
    """What is at hand above, what to do next below."""

    place = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("home")
    CSS_PATH = "screen.tcss"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = HomePresenter(services)
        self.advice: Advice | None = None

    def content(self) -> list[Widget]:
        """Return status and actions."""
        return [
            Static(id="status", markup=False),
            Static("What next?", id="next", markup=False),
            ChoiceList(id="steps"),
        ]

    async def refresh_from_file(self) -> None:
        """Say how things stand now."""
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Say how things stand now."""
        self._show()
        self._work_out(self.services.design.design.brief or Brief(project_name=""))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _work_out(self, brief: Brief) -> None:
        self.post_message(AdviceReady(advise(brief, self.services.handbook)))

    @on(AdviceReady)
    def _take_advice(self, message: AdviceReady) -> None:
        self.advice = message.advice
        self._show()

    def _show(self) -> None:
        rows = [
            Content.assemble((f"{label:<10}", "dim"), text)
            for label, text in self.presenter.status(self.advice)
        ]
        self.query_one("#status", Static).update(Content("\n").join(rows))
        steps = self.query_one(ChoiceList)
        lines = [
            (step.command, Content.assemble((f"{step.title:<24}", "bold"), (step.why, "dim")))
            for step in self.presenter.steps()
        ]
        steps.show(lines, steps.chosen)

    @on(OptionList.OptionSelected)
    def _do(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            self.post_message(Perform(event.option_id))

    async def action_back(self) -> None:
        """Stay: there is nothing behind the first screen."""
