"""The questions of the query screen: dialect, schema, baseline, rule."""

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import App

from screens.query.chosen import Chosen
from screens.widgets.choice_list import Line
from screens.widgets.dialog import Ask, Pick
from workbench.errors import InputError

NONE = "none"
OTHER = "other"
EVERY_RULE = "every"

Check = Callable[[str], None]
"""Raises InputError where a path cannot be used."""


async def pick_dialect(app: App[None], present: str) -> Chosen | None:
    """Ask how the SQL is to be read."""
    from workbench.sqlreview.dialects import names  # noqa: PLC0415 - loads sqlglot

    lines = [(name, name) for name in names()]
    name = await app.push_screen_wait(Pick("Read the SQL as", lines, keep=present))
    return Chosen(dialect=name) if name else None


async def pick_schema(app: App[None], present: str, near: Path) -> Chosen | None:
    """Ask what describes the tables; files near ``near`` are offered."""
    from workbench.sqlreview.schema.nearby import schema_files_near  # noqa: PLC0415 - loads sqlglot

    text = "A schema lets the review know keys, types, NULL and partitions instead of guessing."
    found = [str(path) for path in schema_files_near(near)]
    path = await _pick_path(app, "Tables as described by", text, present, found, _check_schema)
    return None if path is None else Chosen(tables=path)


def _check_schema(path: str) -> None:
    from workbench.sqlreview.schema.load import load_schema  # noqa: PLC0415 - loads sqlglot

    load_schema([path])


async def pick_baseline(app: App[None], present: str, near: Path) -> Chosen | None:
    """Ask which file holds the findings that are known and not to be shown."""
    text = "A baseline holds findings that are known: workbench review --write-baseline FILE."
    found = [str(path) for path in sorted(near.glob("*baseline*.json"))]
    path = await _pick_path(app, "Leave out what is in", text, present, found, _check_baseline)
    return None if path is None else Chosen(baseline=path)


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


async def pick_rule(app: App[None], counts: dict[str, int], present: str) -> str | None:
    """Ask which rule to list; the empty name is that of all."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    lines: list[Line] = [(EVERY_RULE, "All rules")]
    lines += [(rule, f"{count:>5}  {rule}") for rule, count in ranked]
    answer = await app.push_screen_wait(Pick("List the findings of", lines, keep=present or None))
    return "" if answer == EVERY_RULE else answer
