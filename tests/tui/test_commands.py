"""The table of commands is true: what it names exists, and its keys do not clash."""

import importlib
import re

import pytest
from textual.app import App
from textual.dom import DOMNode

from screens.app import WorkbenchApp
from screens.commands import COMMANDS, EVERYWHERE, PLACES, SCREENS, Command
from screens.factories import FACTORIES
from screens.keymap import make_keymap
from screens.palette import matching
from screens.services import Services

PARTS = {
    "list": "screens.widgets.choice_list:ChoiceList",
    "page": "screens.widgets.page_view:PageView",
    "form": "screens.widgets.form.form_view:FormView",
    "records": "screens.widgets.form.record_list:RecordList",
    "choice": "screens.widgets.form.choice_line:ChoiceLine",
    "marks": "screens.widgets.form.mark_line:MarkLine",
    "walk": "screens.widgets.tree_walker:TreeWalker",
    "sql": "screens.query.work:SqlText",
    "folder": "screens.query.folder_view:FolderTree",
}


def _owner(command: Command, services: Services) -> type[DOMNode]:
    if command.where == EVERYWHERE:
        return WorkbenchApp
    if command.where in FACTORIES:
        return type(FACTORIES[command.where](services))
    module, _, name = PARTS[command.where].partition(":")
    owner: type[DOMNode] = getattr(importlib.import_module(module), name)
    return owner


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_has_its_action_its_key_and_its_help(
    command: Command, services: Services
) -> None:
    name = command.action.partition("(")[0]
    owner = _owner(command, services)
    assert hasattr(owner, f"action_{name}")
    assert command.help.endswith(".")
    assert len(command.title) <= 16
    bound = {
        binding.id
        for kind in owner.__mro__
        for binding in vars(kind).get("BINDINGS", [])
        if hasattr(binding, "id")
    }
    assert not command.keys or command.id in bound


def test_ids_are_unique_and_places_exist() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert {command.where for command in COMMANDS} <= PLACES.keys()
    assert {screen.id for screen in SCREENS} == FACTORIES.keys()


def test_the_default_keys_do_not_clash() -> None:
    wishes = {command.id: ",".join(command.keys) for command in COMMANDS if command.keys}
    assert make_keymap(COMMANDS, wishes, "").problems == ()


def test_the_palette_lists_every_command_and_finds_by_what_it_does() -> None:
    assert {command.id for command in matching("", ["handbook"])} == {
        command.id for command in COMMANDS
    }
    assert matching("copy", ["handbook"])[0].id == "handbook-copy"
    assert matching("save", [])[0].id == "save"
    assert matching("no such thing at all", []) == []


async def test_the_palette_runs_a_command_of_another_screen(services: Services) -> None:
    app = WorkbenchApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"search", "enter")
        await pilot.pause()
        assert app.current_mode == "handbook"
        assert app.focused is not None
        assert app.focused.has_focus
        assert type(app.focused).__name__ == "TextLine"


async def test_help_names_the_keys_of_the_place(services: Services) -> None:
    app = WorkbenchApp(services, start="handbook")
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        for wanted in ("In a list", "Handbook", "Everywhere", "ctrl+q", "Copy the marked entry"):
            assert re.search(re.escape(wanted), text), wanted
        await pilot.press("escape")
        assert app.current_mode == "handbook"
        assert len(app.screen_stack) == 1


def test_no_key_of_textual_is_left_over() -> None:
    inherited = {key for key, _ in WorkbenchApp._merged_bindings or []}
    assert "ctrl+q" in inherited
    assert App.BINDINGS not in WorkbenchApp.__dict__.values()
