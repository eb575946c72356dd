"""What the screens are given rather than reach for, so that a test can replace it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screens.clipboard import Clipboard
from screens.editor import Editor
from screens.keymap import Keymap
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.store import DesignFile
from workbench.handbook.handbook import Handbook
from workbench.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Knowledge, settings and the outside world of one run.

    ``clock`` returns the present moment with its time zone; ``state`` is the folder for
    drafts, journals, incidents and crash reports. ``draft`` was left behind by an earlier
    run and is offered at the start. ``knowledge`` are the folders laid over the handbook.
    """

    handbook: Handbook
    settings: Settings
    clock: Callable[[], datetime]
    clipboard: Clipboard
    editor: Editor
    keymap: Keymap
    state: Path
    design: DesignFile
    drafts: Drafts
    draft: Draft | None = None
    knowledge: tuple[Path, ...] = ()
