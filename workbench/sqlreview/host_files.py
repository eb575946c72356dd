"""Files that hold SQL beside something else: Python, notebooks with their cells, templates."""

import json
import re
from pathlib import PurePath

from workbench.reading import SourceText

_CELL = ".ipynb, cell "
_SQL_MAGIC = re.compile(r"\s*%%(?:sql|bigquery|sparksql|read_sql|duckdb)\b[^\r\n]*")


def is_templated(text: str) -> bool:
    """Tell whether a text may hold Jinja; the cheap question that plain SQL answers with no."""
    return "{{" in text or "{%" in text or "{#" in text


def holds_sql(name: str) -> bool:
    """Tell whether a name is that of a Python file or of a cell, not of a SQL text."""
    return name.endswith(".py") or is_cell(name)


def is_cell(name: str) -> bool:
    """Tell whether a name is that of a cell of a notebook."""
    return _CELL in name


def is_notebook(name: str) -> bool:
    """Tell whether a name is that of a notebook."""
    return PurePath(name).suffix == ".ipynb"


def file_of(name: str) -> str:
    """Return the path behind a name: of a cell, its notebook."""
    stem, cell, _ = name.rpartition(_CELL)
    return f"{stem}.ipynb" if cell else name


def sql_cell(text: str) -> str | None:
    """Return a cell that is SQL as a whole, its first line blank; None of any other."""
    magic = _SQL_MAGIC.match(text)
    return " " * magic.end() + text[magic.end() :] if magic else None


def cells_of(notebook: SourceText) -> list[SourceText]:
    """Return the cells with code, each called after its notebook and its number from 1.

    A notebook that is not JSON, or has another shape, has no cells.
    """
    try:
        data = json.loads(notebook.text)
    except (ValueError, RecursionError):
        return []
    cells = data.get("cells") if isinstance(data, dict) else None
    found = []
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        lines = cell.get("source")
        text = "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
        stem = notebook.name.removesuffix(".ipynb")
        found.append(SourceText(f"{stem}{_CELL}{number}", text))
    return found
