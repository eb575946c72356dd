"""The home screen."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.home.presenter import HomePresenter
from screens.messages import Perform
from screens.services import Services
from screens.widgets.choice_list import ChoiceList


class HomeScreen(WorkbenchScreen):
    """What is at hand above, what to do next below."""

    place = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("home")
    CSS_PATH = "screen.tcss"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = HomePresenter(services)

    def content(self) -> list[Widget]:
        """Return status and actions."""
        return [
            Static(id="status", markup=False),
            Static("What next?", id="next", markup=False),
            ChoiceList(id="steps"),
        ]

    def on_screen_resume(self) -> None:
        """Say how things stand now."""
        rows = [
            Content.assemble((f"{label:<10} ", "dim"), text)
            for label, text in self.presenter.status()
        ]
        self.query_one("#status", Static).update(Content("\n").join(rows))
        steps = self.query_one(ChoiceList)
        lines = [
            (step.command, Content.assemble((f"{step.title:<28}", "bold"), (f" {step.why}", "dim")))
            for step in self.presenter.steps()
        ]
        steps.show(lines, steps.chosen)

    @on(OptionList.OptionSelected)
    def _do(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            self.post_message(Perform(event.option_id))

    def action_back(self) -> None:
        """Stay: there is nothing behind the first screen."""
