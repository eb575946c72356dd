"""Which colours the application starts with, and that all themes draw all screens."""

from collections.abc import Iterator

import pytest
from rich.segment import Segment

from screens.app import WorkbenchApp
from screens.commands import SCREENS
from screens.services import Services
from screens.themes import DARK, NAMES, TERMINAL, first_theme, next_theme


def test_no_color_wins_and_a_slow_link_takes_the_colours_of_the_terminal() -> None:
    assert first_theme("light", slow_link=False, environ={"NO_COLOR": "1"}) == (TERMINAL, None)
    assert first_theme(None, slow_link=True, environ={}) == (TERMINAL, None)
    assert first_theme("light", slow_link=True, environ={}) == ("workbench-light", None)
    assert first_theme(None, slow_link=False, environ={}) == (DARK.name, None)


def test_an_unknown_theme_is_a_problem_with_the_known_names() -> None:
    theme, problem = first_theme("neon", slow_link=False, environ={})
    assert theme == DARK.name
    assert problem is not None
    assert "dark, light, ansi" in problem.fix


def test_the_themes_go_round() -> None:
    seen = [DARK.name]
    while len(seen) <= len(NAMES):
        seen.append(next_theme(seen[-1]))
    assert seen[-1] == DARK.name
    assert len(set(seen)) == len(NAMES)


@pytest.mark.parametrize("theme", NAMES.values())
async def test_every_screen_draws_in_every_theme(services: Services, theme: str) -> None:
    app = WorkbenchApp(services, theme)
    async with app.run_test(size=(80, 24)) as pilot:
        for screen in SCREENS:
            await pilot.press(screen.key)
            await pilot.press("enter")
            await pilot.pause()
        assert app.theme == theme


async def test_without_colour_nothing_is_coloured(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = WorkbenchApp(services, TERMINAL, start="handbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        filters = app.get_line_filters()
        for strip in app.screen._compositor.render_strips():
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, app.screen.background_colors[1])  # noqa: PLW2901
            for segment in strip:
                colour = segment.style.color if segment.style else None
                assert colour is None or colour.is_default


@pytest.mark.parametrize("theme", [TERMINAL, DARK.name])
async def test_without_colour_one_sees_where_one_is(
    services: Services, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = WorkbenchApp(services, theme, start="handbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "q", "u", "i", "t")
        await pilot.pause()
        chosen = [each.text for each in drawn(app) if each.style and each.style.underline]
        assert chosen[0].startswith("Quit")
        (cursor,) = (each for each in drawn(app) if each.style and each.style.reverse)
        assert cursor.text == " "
        await pilot.press("escape", "enter", "g")
        await pilot.pause()
        marked = [line for line in lines_of(app) if line.startswith(" │ ")]
        assert marked
        await pilot.press("G")
        await pilot.pause()
        later = [line for line in lines_of(app) if line.startswith(" │ ")]
        assert later
        assert later != marked


def drawn(app: WorkbenchApp) -> Iterator[Segment]:
    """Yield what is on the screen with its styles, as the terminal gets it."""
    for strip in app.screen._compositor.render_strips():
        for line_filter in app.get_line_filters():
            strip = strip.apply_filter(line_filter, app.screen.background_colors[1])  # noqa: PLW2901
        yield from (segment for segment in strip if segment.text)


def lines_of(app: WorkbenchApp) -> list[str]:
    """Return what is on the screen."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
