"""The line of keys fits, and what always works is always on it."""

from hypothesis import given
from hypothesis import strategies as st

from screens.app import WorkbenchApp
from screens.commands import SCREENS
from screens.services import Services
from screens.widgets.key_bar import KeyBar, key_line

hints = st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=20)))


@given(hints, st.integers(min_value=1, max_value=200))
def test_the_line_never_gets_wider_than_its_room(here: list[tuple[str, str]], width: int) -> None:
    assert key_line(here, [("?", "Help"), ("^q", "Quit")], width).cell_length <= width


def test_what_works_everywhere_outlasts_the_rest() -> None:
    line = key_line([("a", "Add"), ("b", "Build")], [("?", "Help")], 14).plain
    assert line == "a Add  ? Help"


async def test_on_every_screen_help_palette_and_quit_are_in_sight(services: Services) -> None:
    app = WorkbenchApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        for screen in SCREENS:
            await pilot.press(screen.key)
            await pilot.pause()
            line = str(app.screen.query_one(KeyBar).content)
            assert len(line) <= 78
            for wanted in ("Help", "Commands", "^q Quit"):
                assert wanted in line, (screen.id, line)
