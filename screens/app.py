"""The application: screens built when first shown, services, themes, signals, crashes."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.notifications import SeverityLevel

from screens.commands import BY_ID, EVERYWHERE, SCREENS, bindings_of
from screens.crash import write_crash
from screens.factories import FACTORIES
from screens.frame import WorkbenchScreen
from screens.help import Help
from screens.keymap import show_key
from screens.messages import Copy, GoBack, GoTo, Perform, ShowEntry
from screens.palette import Palette
from screens.saving import edit_design, leave_unsaved, save_design, settle_draft
from screens.services import Services
from screens.themes import DARK, LIGHT, TERMINAL, next_theme
from workbench.designs.drafts import Draft
from workbench.errors import InputError

SIGNALS = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,)


class WorkbenchApp(App[None], inherit_bindings=False):
    """The terminal application over one set of services."""

    TITLE = "Workbench"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of(EVERYWHERE),
        Binding("ctrl+c", "explain_quit", show=False, system=True),
    ]

    def __init__(self, services: Services, theme: str = DARK.name, start: str = "home") -> None:
        """Show the screen ``start`` first; ``theme`` is one of Textual's names."""
        # Textual decides on the filter for NO_COLOR here, before a theme can be set.
        super().__init__(ansi_color=True if theme == TERMINAL else None)
        self.services = services
        self._start = start
        self._trail: list[str] = []
        self._built: list[WorkbenchScreen] = []
        for name in (DARK, LIGHT):
            self.register_theme(name)
        self.theme = theme
        for screen in SCREENS:
            self.add_mode(screen.id, self._builder(screen.id))
        self.set_keymap(services.keymap.changed)
        if services.settings.slow_link:
            self.animation_level = "none"

    def _builder(self, place: str) -> Callable[[], WorkbenchScreen]:
        def build() -> WorkbenchScreen:
            screen = FACTORIES[place](self.services)
            self._built.append(screen)
            return screen

        return build

    async def on_mount(self) -> None:
        """Save on signals, and show the first screen."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            with suppress(NotImplementedError, RuntimeError):  # Windows; not in the main thread
                loop.add_signal_handler(number, self._leave_on_signal, number)
        await self.switch_mode(self._start)
        if self.services.keymap.problems:
            count = len(self.services.keymap.problems)
            key = show_key(self.services.keymap.keys["go-home"][0])
            self.notify(f"{count} of your keys cannot be used; {key} says why", severity="warning")
        if self.services.draft:
            self._offer_draft(self.services.draft)

    def on_unmount(self) -> None:
        """Leave signals as they were."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            with suppress(NotImplementedError, RuntimeError):
                loop.remove_signal_handler(number)

    def keep_everything(self) -> None:
        """Put what was typed on any screen on disk, as drafts where it was not saved."""
        for screen in self._built:
            screen.keep()

    def _leave_on_signal(self, number: signal.Signals) -> None:
        self.keep_everything()
        self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """Keep the work, write a report without texts, and leave with one line.

        Textual would print a traceback with local variables: pasted SQL, tokens.
        """
        if self._exception is not None:
            return
        self._exception = error  # what run_test raises
        self._exception_event.set()
        self._return_code = 1
        line = f"workbench: internal error ({type(error).__name__})."
        try:
            self.keep_everything()
            line += " What you typed is kept as a draft."
        except Exception:  # noqa: BLE001 - the report must be written whatever broke
            line += " The draft may be incomplete."
        with suppress(OSError, InputError):
            folder = self.services.state / "crashes"
            line += f" Report: {write_crash(error, self.services.clock(), folder)}"
        self.panic(Text(line))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message; never as markup, because messages name what people wrote."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    async def go(self, place: str) -> None:
        """Show a screen; Escape leads back."""
        if place != self.current_mode:
            self._trail.append(self.current_mode)
            await self.switch_mode(place)

    async def action_go(self, place: str) -> None:
        """Show a screen."""
        await self.go(place)

    async def on_go_to(self, message: GoTo) -> None:
        """Show a screen."""
        await self.go(message.place)

    async def on_go_back(self, message: GoBack) -> None:
        """Show the screen before."""
        before = [place for place in self._trail if place in FACTORIES]
        self._trail = before[:-1]
        await self.switch_mode(before[-1] if before else "home")

    async def on_show_entry(self, message: ShowEntry) -> None:
        """Show an entry of the handbook."""
        from screens.handbook.screen import HandbookScreen  # noqa: PLC0415 - built when shown

        await self.go("handbook")
        if isinstance(self.screen, HandbookScreen):
            self.screen.visit(message.ref)

    async def on_perform(self, message: Perform) -> None:
        """Run a command."""
        await self.perform(message.command)

    def on_copy(self, message: Copy) -> None:
        """Copy a text and say where it went."""
        self.notify(self.services.clipboard.copy(message.text, self._write_to_terminal))

    def _write_to_terminal(self, code: str) -> None:
        if self._driver is not None:
            self._driver.write(code)

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.push_screen(Help(self.places_at_hand(), self.services.keymap.keys))

    async def action_palette(self) -> None:
        """List all commands and run the chosen one."""
        places = self.places_at_hand()

        async def run(command_id: str | None) -> None:
            if command_id:
                await self.perform(command_id)

        await self.push_screen(Palette(places, self.services.keymap.keys), run)

    def places_at_hand(self) -> list[str]:
        """Return the parts and the screen that the focus is in, nearest first."""
        chain: list[DOMNode] = list(self.focused.ancestors_with_self) if self.focused else []
        parts = [place for node in chain for place in parts_of(node)]
        return [*dict.fromkeys(parts), self.current_mode, EVERYWHERE]

    async def perform(self, command_id: str) -> None:
        """Run a command of the table, going to its screen first where it has one."""
        command = BY_ID[command_id]
        if command.where in FACTORIES:
            await self.go(command.where)
        node = self._node_of(command.where)
        if node is None or not await self.run_action(command.action, node):
            self.notify(f"{command.title}: not possible here")

    def _node_of(self, where: str) -> DOMNode | None:
        if where == EVERYWHERE:
            return self
        if where in FACTORIES:
            return self.screen
        chain: list[DOMNode] = list(self.focused.ancestors_with_self) if self.focused else []
        below = [node for node in self.screen.query("*") if node.display]
        return next((node for node in [*chain, *below] if where in parts_of(node)), None)

    def action_switch_theme(self) -> None:
        """Take the next theme."""
        self.theme = next_theme(self.theme)

    def action_explain_quit(self) -> None:
        """Say how to leave: ctrl+c copies where text is selected."""
        self.notify(f"{show_key(self.services.keymap.keys['quit'][0])} leaves the workbench")

    async def action_back(self) -> None:
        """Go back one step; the screen knows its own steps."""
        if isinstance(self.screen, WorkbenchScreen):
            await self.screen.action_back()

    @work
    async def action_save(self) -> None:
        """Save the design, or what else the screen is about."""
        if isinstance(self.screen, WorkbenchScreen) and await self.screen.save_own():
            return
        file = self.services.design
        if not file.is_changed:
            self.notify(f"{file.path} has no unsaved changes")
        elif await save_design(self, file):
            self.notify(f"Saved {file.path}")
        await self._show_file()

    @work
    async def action_quit(self) -> None:  # type: ignore[override]  # it waits for answers
        """Save and leave; where it was not saved, the draft is kept for the next start."""
        if await save_design(self, self.services.design) or await leave_unsaved(self):
            self.keep_everything()
            self.exit()
        else:
            await self._show_file()

    async def action_edit_design(self) -> None:
        """Let the person edit the text of the design in their own editor."""
        try:
            edit_design(self.services, self.suspend)
        except (OSError, InputError, SuspendNotSupported) as error:
            self.notify(str(error), severity="error")
        await self._show_file()

    @work
    async def _offer_draft(self, draft: Draft) -> None:
        await settle_draft(self, self.services, draft)
        await self._show_file()

    async def _show_file(self) -> None:
        """Let the screens show the design as it is now."""
        for screen in self._built:
            await screen.refresh_from_file()


def parts_of(node: DOMNode) -> list[str]:
    """Return the parts that a widget is, those of its bases too: a list of records is a list."""
    return [vars(kind)["part"] for kind in type(node).__mro__ if "part" in vars(kind)]
