"""Changed keys: taken where they are sound, refused with a reason where not."""

from collections.abc import Callable

import pytest

from screens.app import WorkbenchApp
from screens.commands import COMMANDS
from screens.keymap import make_keymap, show_key
from tests.tui.driving import MakeServices


def test_a_sound_wish_replaces_the_default() -> None:
    keymap = make_keymap(COMMANDS, {"handbook-copy": "y, ctrl+y"}, "workbench.toml")
    assert keymap.problems[0].path == "keys.handbook-copy"  # ctrl+y belongs to text fields
    keymap = make_keymap(COMMANDS, {"handbook-copy": "y, f10"}, "workbench.toml")
    assert keymap.problems == ()
    assert keymap.keys["handbook-copy"] == ("y", "f10")


@pytest.mark.parametrize(
    ("command", "keys", "complaint"),
    [
        ("handbok-copy", "y", "no command is called"),
        ("handbook-copy", "", "no key is given"),
        ("handbook-copy", "banana", "is not a key"),
        ("handbook-copy", "ctrl+e", "used by text fields"),
        ("handbook-copy", "?", "already the key of 'help'"),
        ("handbook-copy", "j", "already the key of 'list-cursor-down'"),
    ],
)
def test_an_unsound_wish_is_reported_and_the_default_stays(
    command: str, keys: str, complaint: str
) -> None:
    keymap = make_keymap(COMMANDS, {command: keys}, "workbench.toml")
    (problem,) = keymap.problems
    assert complaint in problem.message
    assert problem.file == "workbench.toml"
    assert keymap.keys["handbook-copy"] == ("c",)
    assert keymap.changed == {}


def test_two_commands_may_swap_their_keys() -> None:
    keymap = make_keymap(COMMANDS, {"handbook-copy": "w", "handbook-walk": "c"}, "")
    assert keymap.problems == ()
    assert (keymap.keys["handbook-copy"], keymap.keys["handbook-walk"]) == (("w",), ("c",))


def test_keys_are_shown_as_on_the_keyboard() -> None:
    shown = [show_key(key) for key in ("question_mark", "ctrl+s", "f2", "escape", "G", "slash")]
    assert shown == ["?", "ctrl+s", "F2", "Esc", "G", "/"]


async def test_a_changed_key_works_and_the_old_one_is_dead(make_services: MakeServices) -> None:
    app = WorkbenchApp(make_services({"go-handbook": "f11"}))
    async with app.run_test() as pilot:
        await pilot.press("f4")
        assert app.current_mode == "home"
        await pilot.press("f11")
        assert app.current_mode == "handbook"


async def test_a_clash_is_reported_on_the_screen(
    make_services: MakeServices, shown: Callable[[WorkbenchApp], str]
) -> None:
    app = WorkbenchApp(make_services({"go-handbook": "ctrl+s"}))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "ctrl+s is already the key of 'save'" in shown(app)
