"""Starting the application: what ``workbench`` without a command runs."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from screens.clipboard import Clipboard
from screens.commands import COMMANDS
from screens.editor import Editor
from screens.keymap import make_keymap
from screens.services import Services
from screens.themes import first_theme
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.store import DesignFile
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.places import config_dir, state_dir
from workbench.settings import FILE_NAME, load_settings

DEFAULT_NAME = "design.yaml"


def launch(overlays: tuple[Path, ...], design: Path | None) -> int:
    """Run the application on ``design`` and return the exit code.

    Raises:
        InputError: the terminal cannot show it, or an overlay, the settings or the path
            of the design cannot be used. Nothing has been drawn then.
    """
    _refuse_unfit_terminal(os.environ)
    services = make_services(overlays, design)
    settings = services.settings
    theme, problem = first_theme(settings.theme, slow_link=settings.slow_link, environ=os.environ)
    if problem:
        raise InputError(problem)
    from screens.app import WorkbenchApp  # noqa: PLC0415 - a refusal needs no Textual

    app = WorkbenchApp(services, theme, start="brief" if services.design.problems else "home")
    app.run()
    return app.return_code or 0


def make_services(overlays: tuple[Path, ...], design: Path | None) -> Services:
    """Return the services of this machine and this person, with ``design`` open.

    Raises:
        InputError: an overlay, the settings or the path of the design cannot be used.
    """
    settings = load_settings()
    wishes = str(config_dir() / FILE_NAME)
    drafts = Drafts(state_dir() / "drafts")
    file = _open(design, drafts)
    return Services(
        handbook=Handbook.load(overlays),
        settings=settings,
        clock=lambda: datetime.now(UTC),
        clipboard=Clipboard(state_dir() / "copied.txt", in_tmux="TMUX" in os.environ),
        editor=Editor(os.environ),
        keymap=make_keymap(COMMANDS, settings.keys, wishes),
        state=state_dir(),
        design=file,
        drafts=drafts,
        draft=_left_behind(file),
        knowledge=overlays,
    )


def _open(design: Path | None, drafts: Drafts) -> DesignFile:
    """Open the design; without one, the ``design.yaml`` of this folder, or a new one."""
    path = design or Path.cwd() / DEFAULT_NAME
    if design or path.exists():
        return DesignFile.open(path, drafts)
    return DesignFile.new(path, drafts)


def _left_behind(file: DesignFile) -> Draft | None:
    """Return the draft of an earlier run, the first if several files have one."""
    return next(iter(file.left_behind()), None)


def _refuse_unfit_terminal(environ: Mapping[str, str]) -> None:
    """Refuse where Textual would draw garbage: it checks nothing and draws on standard error."""
    fix = "Use the commands instead: workbench --help"
    if environ.get("TERM") == "dumb":
        raise InputError(Problem("the terminal (TERM=dumb) cannot show the application", fix=fix))
    if not _is_terminal():
        raise InputError(
            Problem("the application needs a terminal for input and for error output", fix=fix)
        )


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
