"""What the screens are given rather than reach for, so that a test can replace it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screens.clipboard import Clipboard
from screens.editor import Editor
from screens.keymap import Keymap
from workbench.handbook.handbook import Handbook
from workbench.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Knowledge, settings and the outside world of one run.

    ``clock`` returns the present moment with its time zone; ``state`` is the folder for
    drafts, journals, incidents and crash reports.
    """

    handbook: Handbook
    settings: Settings
    clock: Callable[[], datetime]
    clipboard: Clipboard
    editor: Editor
    keymap: Keymap
    state: Path
