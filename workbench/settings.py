"""Settings: the user's file, and the project's laid over it."""

import difflib
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails

from workbench.errors import InputError, Problem
from workbench.findings import Preset, Severity
from workbench.messages import plain_message
from workbench.reading import read_text
from workbench.settings_files import FILE_NAME, settings_files

__all__ = [
    "FILE_NAME",
    "CheckSettings",
    "KnownNames",
    "PathReview",
    "ReviewSettings",
    "Settings",
    "load_settings",
]

TableT = TypeVar("TableT", bound="_Table")
FilesT = TypeVar("FilesT", bound="FileSettings")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What names in settings are held against, by those who know them."""

    rules: Collection[str] | None
    dialects: Collection[str]
    checks: Collection[str] | None = None
    """Rules over designs; None leaves them unchecked."""


def _known_rule(name: str, info: ValidationInfo) -> str:
    return _known(name, "rule", info.context.rules if info.context else None)


def _known_check(name: str, info: ValidationInfo) -> str:
    return _known(name, "rule over designs", info.context.checks if info.context else None)


def _known_dialect(name: str, info: ValidationInfo) -> str:
    return _known(name.lower(), "SQL dialect", info.context.dialects if info.context else None)


def _known(name: str, what: str, known: Collection[str] | None) -> str:
    if known is None or name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f". Did you mean {near[0]}?" if near else ""
    raise ValueError(f"there is no {what} called {name!r}{hint}")


RuleName = Annotated[str, AfterValidator(_known_rule)]
CheckName = Annotated[str, AfterValidator(_known_check)]
DialectName = Annotated[str, AfterValidator(_known_dialect)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReviewChoice(_Table):
    """Which findings of the query review are shown, and how SQL is read."""

    preset: Preset | None = None
    select: tuple[RuleName, ...] = ()
    """Show these rules only, whatever the preset."""
    ignore: tuple[RuleName, ...] = ()
    severity: dict[RuleName, Severity] = {}
    """Severities of your own: ``{rule: severity}``."""
    dialect: DialectName | None = None


class PathReview(ReviewChoice):
    """What is different for files that match a glob."""

    match: str = Field(min_length=1)
    """``models/legacy/**`` from the folder of the settings file; without ``/``, a name anywhere."""


class FileSettings(ReviewChoice):
    """What the reviews of queries and of designs have in common."""

    exclude: tuple[str, ...] = ()
    """Globs of files that are not reviewed, written as in `PathReview.match`."""
    paths: tuple[PathReview, ...] = ()

    def described_by(self) -> tuple[Path, ...]:
        """Return the files and folders that describe the tables."""
        return ()


class ReviewSettings(FileSettings):
    """``[review]``: the query review."""

    tables: tuple[Path, ...] = Field((), alias="schema")
    """Files and folders that describe the tables, from the folder of the settings file."""

    def described_by(self) -> tuple[Path, ...]:
        """Return the files and folders that describe the tables."""
        return self.tables


class PathCheck(PathReview):
    """What is different for designs that match a glob."""

    select: tuple[CheckName, ...] = ()
    ignore: tuple[CheckName, ...] = ()
    severity: dict[CheckName, Severity] = {}


class CheckSettings(FileSettings):
    """``[check]``: the rules over designs. ``dialect`` is that of DDL whose names are checked."""

    select: tuple[CheckName, ...] = ()
    ignore: tuple[CheckName, ...] = ()
    severity: dict[CheckName, Severity] = {}
    paths: tuple[PathCheck, ...] = ()
    naming: dict[str, str] = {}
    """Naming patterns of your own: ``{convention: regular expression}``."""


class Settings(_Table):
    """What ``workbench.toml`` can set, or ``[tool.workbench]`` in ``pyproject.toml``."""

    knowledge: tuple[Path, ...] = ()
    """Overlay folders, relative to the file that names them."""
    theme: str | None = None
    slow_link: bool = False
    """Send fewer bytes to the terminal: its own colours, no animation."""
    keys: dict[str, str] = {}
    """Keys of commands in the application: ``{command id: keys, parted by commas}``."""
    review: ReviewSettings = ReviewSettings()
    check: CheckSettings = CheckSettings()


def load_settings(folder: Path | None = None, known: KnownNames | None = None) -> Settings:
    """Return the user's settings with those of the project round ``folder`` laid over them.

    Lists are joined, tables merged, the rest replaced. Names of rules and
    dialects are checked only where those that exist are ``known``.

    Raises:
        InputError: a settings file is not TOML, or says something that is no setting.
    """
    merged = Settings()
    for path in settings_files((folder or Path.cwd()).resolve()):
        merged = _laid_over(merged, _read(path, known))
    return merged


def _laid_over(below: TableT, above: TableT) -> TableT:
    given: dict[str, Any] = {}
    for name in above.model_fields_set:
        old, new = getattr(below, name), getattr(above, name)
        if isinstance(new, tuple):
            new = (*old, *new)
        elif isinstance(new, dict):
            new = {**old, **new}
        elif isinstance(new, _Table):
            new = _laid_over(old, new)
        given[name] = new
    return below.model_copy(update=given)


def _read(path: Path, known: KnownNames | None) -> Settings:
    try:
        data = tomllib.loads(read_text(path).text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(f"not readable as TOML: {error}", str(path))) from error
    if path.name != FILE_NAME:
        data = data.get("tool", {}).get("workbench", {})
    try:
        settings = Settings.model_validate(data, context=known)
    except ValidationError as error:
        raise InputError([_problem(detail, path) for detail in error.errors()]) from error
    return _anchored(settings, path.parent)


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Return the settings with folders and globs made those of the file that names them."""
    update: dict[str, Any] = {}
    if settings.knowledge:
        update["knowledge"] = tuple(folder / each for each in settings.knowledge)
    if "review" in settings.model_fields_set:
        update["review"] = _anchored_globs(settings.review, folder)
    if "check" in settings.model_fields_set:
        update["check"] = _anchored_globs(settings.check, folder)
    return settings.model_copy(update=update)


def _anchored_globs(review: FilesT, folder: Path) -> FilesT:
    update: dict[str, Any] = {}
    if review.exclude:
        update["exclude"] = tuple(_anchored_glob(glob, folder) for glob in review.exclude)
    if review.paths:
        update["paths"] = tuple(
            each.model_copy(update={"match": _anchored_glob(each.match, folder)})
            for each in review.paths
        )
    if review.described_by():
        update["tables"] = tuple(folder / each for each in review.described_by())
    return review.model_copy(update=update)


def _anchored_glob(glob: str, folder: Path) -> str:
    return (folder / glob).as_posix() if "/" in glob else glob


def _problem(detail: ErrorDetails, path: Path) -> Problem:
    setting = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        table = _table_at(detail["loc"][:-1])
        known = ", ".join(field.alias or name for name, field in table.model_fields.items())
        return Problem("unknown setting", str(path), path=setting, fix=f"Known settings: {known}")
    if detail["type"] == "missing":
        return Problem(plain_message(detail), str(path), path=setting)
    message = detail["msg"].removeprefix("Value error, ")
    return Problem(message[:1].lower() + message[1:], str(path), path=setting)


def _first(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else ""


def _table_at(location: tuple[int | str, ...]) -> type[_Table]:
    if len(location) > 2 and location[1] == "paths":
        return PathCheck if location[0] == "check" else PathReview
    tables: dict[str, type[_Table]] = {"review": ReviewSettings, "check": CheckSettings}
    return tables.get(_first(location), Settings)
