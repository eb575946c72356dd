"""The dbt project that a file belongs to: its engine, and the folders dbt writes itself."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from workbench.errors import InputError
from workbench.reading import read_text
from workbench.sqlreview.dialects import names

PROJECT_FILE = "dbt_project.yml"
WRITTEN_BY_DBT = frozenset({"target", "dbt_packages", "dbt_modules", "logs"})
_PROFILES = "profiles.yml"
_ADAPTERS = {
    "sqlserver": "tsql",
    "synapse": "tsql",
    "fabricspark": "spark",
    "glue": "spark",
    "postgresql": "postgres",
}


def project_of(path: Path) -> Path | None:
    """Return the nearest folder upwards with a ``dbt_project.yml``; None if there is none."""
    return _project(path.resolve().parent)


@cache
def _project(folder: Path) -> Path | None:
    if (folder / PROJECT_FILE).is_file():
        return folder
    return _project(folder.parent) if folder.parent != folder else None


def model_folders(folder: Path) -> tuple[str, ...]:
    """Return the folders of a project that hold models, as its project file names them."""
    project = _project_file(folder)
    named = project.get("model-paths", project.get("source-paths"))
    names = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
    return tuple(names) or ("models",)


@cache
def _project_file(folder: Path) -> Mapping[str, object]:
    return _mapping(folder / PROJECT_FILE)


def is_written_by_dbt(path: Path) -> bool:
    """Tell whether a file is compiled SQL or an installed package, not the project's own."""
    return any(
        parent.name in WRITTEN_BY_DBT and (parent.parent / PROJECT_FILE).is_file()
        for parent in path.parents
    )


def project_dialect(path: Path) -> str | None:
    """Return the dialect of the project that holds a file, as far as its profile says it.

    Profiles are looked for beside the project and in ``~/.dbt``. Only the type of
    the connection is taken from them.
    """
    folder = project_of(path)
    return _dialect(folder) if folder is not None else None


@cache
def _dialect(folder: Path) -> str | None:
    project = _mapping(folder / PROJECT_FILE)
    profile = project.get("profile")
    for place in (folder / _PROFILES, Path.home() / ".dbt" / _PROFILES):
        described = _mapping(place).get(profile) if isinstance(profile, str) else None
        if not isinstance(described, dict):
            continue
        outputs = described.get("outputs")
        target = described.get("target", "default")
        output = outputs.get(target) if isinstance(outputs, dict) else None
        adapter = output.get("type") if isinstance(output, dict) else None
        if isinstance(adapter, str):
            dialect = _ADAPTERS.get(adapter, adapter)
            return dialect if dialect in names() else None
    return None


def _mapping(path: Path) -> Mapping[str, object]:
    """Return a YAML mapping; empty if there is none that can be read."""
    from workbench.yaml_source import parse_yaml  # noqa: PLC0415 - only projects need it

    if not path.is_file():
        return {}
    try:
        data = parse_yaml(read_text(path)).data
    except InputError:
        return {}
    return data if isinstance(data, dict) else {}
