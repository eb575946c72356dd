"""Asking for two schemas, and comparing them."""

from pathlib import Path
from typing import Any

from textual.app import App

from screens.runbook.page import Page
from screens.services import Services
from screens.widgets.dialog import Ask
from workbench.errors import InputError
from workbench.reports.schema_change import headline, schema_change_text
from workbench.schemachange.compare import Side, compare
from workbench.schemachange.judge import judge
from workbench.schemachange.schemas import read_side

_WIDTH = 78
_KINDS = "DDL, Parquet, DuckDB, dbt target, CSV header, or a contract (YAML)"


async def compare_schemas(app: App[Any], services: Services) -> Page | None:
    """Return the differences as a text to read; None where a question was left."""
    old = await _ask_for_side(app, "Which schema was registered?")
    new = await _ask_for_side(app, "Which schema arrives now?") if old else None
    if old is None or new is None:
        return None
    design = services.design.design
    judged = judge(compare(old, new), services.handbook, design)
    return Page(headline(judged), schema_change_text(judged, _WIDTH))


async def _ask_for_side(app: App[Any], title: str) -> Side | None:
    problem, value = "", ""
    while name := await app.push_screen_wait(Ask(title, problem or _KINDS, value)):
        try:
            return read_side(Path(name).expanduser())
        except InputError as error:
            problem, value = str(error), name
    return None
