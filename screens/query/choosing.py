"""The questions of the query screen: dialect, schema, baseline, rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from screens.query.chosen import Chosen
from screens.query.filter import Filter
from screens.widgets.choice_list import Line
from screens.widgets.dialog import Ask, Pick
from workbench.errors import InputError

if TYPE_CHECKING:
    from screens.query.screen import QueryScreen

NONE = "none"
OTHER = "other"
EVERY_RULE = "every"

Check = Callable[[str], None]
"""Raises InputError where a path cannot be used."""


async def choose_dialect(screen: "QueryScreen") -> None:
    """Ask how the SQL is to be read."""
    from workbench.sqlreview.dialects import names  # noqa: PLC0415 - loads sqlglot

    lines = [(name, name) for name in names()]
    present = _chosen(screen).dialect or screen.presenter.file.dialect
    name = await screen.app.push_screen_wait(Pick("Read the SQL as", lines, keep=present))
    if name:
        _choose(screen, Chosen(dialect=name))


async def choose_schema(screen: "QueryScreen") -> None:
    """Ask what describes the tables; files near the text or in the folder are offered."""
    from workbench.sqlreview.schema.nearby import schema_files_near  # noqa: PLC0415 - loads sqlglot

    text = "A schema lets the review know keys, types, NULL and partitions instead of guessing."
    found = [str(path) for path in schema_files_near(_nearby(screen))]
    present = _chosen(screen).tables or ""
    title = "Tables as described by"
    path = await _pick_path(screen.app, title, text, present, found, _check_schema)
    if path is not None:
        _choose(screen, Chosen(tables=path))


async def choose_baseline(screen: "QueryScreen") -> None:
    """Ask which file holds the findings that are known and not to be shown."""
    text = "A baseline holds findings that are known: workbench review --write-baseline FILE."
    found = [str(path) for path in sorted(_nearby(screen).glob("*baseline*.json"))]
    present = _chosen(screen).baseline or ""
    title = "Leave out what is in"
    path = await _pick_path(screen.app, title, text, present, found, _check_baseline)
    if path is not None:
        _choose(screen, Chosen(baseline=path))


async def choose_rule(screen: "QueryScreen") -> None:
    """Ask which rule is to be listed."""
    wanted = screen.presenter.filter
    shown = screen.folders if screen.shows_folder else screen.presenter
    counts = shown.rule_counts(wanted)
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    lines: list[Line] = [(EVERY_RULE, "All rules")]
    lines += [(rule, f"{count:>5}  {rule}") for rule, count in ranked]
    question = Pick("List the findings of", lines, keep=wanted.rule or None)
    answer = await screen.app.push_screen_wait(question)
    if answer:
        list_only(screen, replace(wanted, rule="" if answer == EVERY_RULE else answer))


def list_only(screen: "QueryScreen", wanted: Filter) -> None:
    """List other findings, in the text and in the folder."""
    screen.presenter.filter = wanted
    screen.notify(f"Listed: {wanted.words or 'all'}")
    screen.show_findings()
    if screen.shows_folder:
        screen.folder_view.show()


def _chosen(screen: "QueryScreen") -> Chosen:
    """Return what was chosen for the folder or the text, whichever is shown."""
    return screen.folders.chosen if screen.shows_folder else screen.presenter.file.chosen


def _nearby(screen: "QueryScreen") -> Path:
    """Return the folder in which to look for what else is needed."""
    if screen.shows_folder and screen.folders.folder:
        return screen.folders.folder
    path = screen.presenter.file.path
    return path.parent if path else Path.cwd()


def _choose(screen: "QueryScreen", chosen: Chosen) -> None:
    owner = screen.folders if screen.shows_folder else screen.presenter.file
    try:
        owner.choose(chosen)
    except InputError as error:
        screen.notify(f"This is not remembered: {error}", severity="error")
    if screen.shows_folder:
        screen.folder_view.start()
    else:
        screen.presenter.review = None
        screen.live.ask_now()
        screen.show_findings()


def _check_schema(path: str) -> None:
    from workbench.sqlreview.schema.load import load_schema  # noqa: PLC0415 - loads sqlglot

    load_schema([path])


def _check_baseline(path: str) -> None:
    from workbench.sqlreview.baseline import Baseline  # noqa: PLC0415 - loads pydantic

    Baseline.load(Path(path))


async def _pick_path(
    app: App[None], title: str, text: str, present: str, found: Sequence[str], check: Check
) -> str | None:
    """Ask for one of some paths, another one, or none (an empty text)."""
    offered = [present, *(path for path in found if path != present)] if present else found
    lines: list[Line] = [(NONE, "None"), *((path, path) for path in offered)]
    lines.append((OTHER, "Another file: type its path"))
    answer = await app.push_screen_wait(Pick(title, lines, text, keep=present or None))
    if answer in (None, NONE):
        return None if answer is None else ""
    problem, path = "", "" if answer == OTHER else str(answer)
    while True:
        if path:
            try:
                check(path)
            except InputError as error:
                problem = str(error)
            else:
                return str(Path(path).expanduser().resolve())
        typed = await app.push_screen_wait(Ask(title, problem or "Path of the file", path))
        if typed is None:
            return None
        path = str(Path(typed).expanduser())
