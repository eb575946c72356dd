"""Settings: the user's file, and the project's laid over it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from workbench.errors import InputError, Problem
from workbench.places import config_dir
from workbench.reading import read_text

FILE_NAME = "workbench.toml"


class Settings(BaseModel):
    """What ``workbench.toml`` can set, or ``[tool.workbench]`` in ``pyproject.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    knowledge: tuple[Path, ...] = ()
    """Overlay folders, relative to the file that names them."""
    theme: str | None = None
    slow_link: bool = False
    """Send fewer bytes to the terminal: its own colours, no animation."""
    keys: dict[str, str] = {}
    """Keys of commands in the application: ``{command id: keys, parted by commas}``."""


def load_settings(folder: Path | None = None) -> Settings:
    """Return the user's settings with those of the project round ``folder`` laid over them.

    A project is the nearest folder upwards that holds ``workbench.toml``, or a
    ``pyproject.toml`` with ``[tool.workbench]``. Lists are joined, the rest replaced.

    Raises:
        InputError: a settings file is not TOML, or says something that is no setting.
    """
    found = [_read(path) for path in _files((folder or Path.cwd()).resolve())]
    merged = Settings()
    for settings in found:
        given = {name: getattr(settings, name) for name in settings.model_fields_set}
        given["knowledge"] = (*merged.knowledge, *settings.knowledge)
        given["keys"] = {**merged.keys, **settings.keys}
        merged = merged.model_copy(update=given)
    return merged


def _files(folder: Path) -> Iterator[Path]:
    own = config_dir() / FILE_NAME
    if own.is_file():
        yield own
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            yield place / FILE_NAME
            return
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.workbench" in read_text(project).text:
            yield project
            return


def _read(path: Path) -> Settings:
    try:
        data = tomllib.loads(read_text(path).text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(f"not readable as TOML: {error}", str(path))) from error
    if path.name != FILE_NAME:
        data = data.get("tool", {}).get("workbench", {})
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise InputError([_problem(detail, path) for detail in error.errors()]) from error
    folders = tuple(path.parent / each for each in settings.knowledge)
    return settings.model_copy(update={"knowledge": folders})


def _problem(detail: ErrorDetails, path: Path) -> Problem:
    setting = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = ", ".join(Settings.model_fields)
        return Problem("unknown setting", str(path), path=setting, fix=f"Known settings: {known}")
    message = detail["msg"]
    return Problem(message[:1].lower() + message[1:], str(path), path=setting)
