"""Opening and saving on the query screen, with the questions that come with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from screens.saving import edit_text
from screens.widgets.dialog import Ask
from screens.widgets.text_editor import MOST_COLOURED_LINES
from workbench.errors import InputError

if TYPE_CHECKING:
    from screens.query.screen import QueryScreen


async def ask_for_path(screen: "QueryScreen", value: str = "", problem: str = "") -> None:
    """Ask for a file or a folder, and open it."""

    async def answered(name: str | None) -> None:
        if name is not None:
            await open_path(screen, name)

    text = problem or "Path of the file, or of a folder to review as a whole"
    await screen.app.push_screen(Ask("Open SQL", text, value), answered)


async def open_path(screen: "QueryScreen", name: str) -> None:
    """Show a file, or review a folder; ask again where that is not possible."""
    path = Path(name).expanduser()
    screen.keep_now()
    if path.is_dir():
        screen.show_folder(path)
        return
    try:
        text, is_draft = screen.presenter.file.open(path)
    except InputError as error:
        await ask_for_path(screen, name, str(error))
        return
    show_opened(screen, text)
    if is_draft:
        screen.notify("This is your unsaved text; the file on disk is as it was")


async def open_beside(screen: "QueryScreen", step: int) -> None:
    """Open the next file of the folder in which something is listed, or the one before."""
    present = str(screen.presenter.file.path)
    path = screen.folders.file_beside(present, step, screen.presenter.filter)
    if path:
        await open_path(screen, path)
    else:
        screen.notify("No file further on has anything listed")


def resume_draft(screen: "QueryScreen") -> None:
    """Take up what was left unsaved."""
    left = screen.presenter.file.resume()
    if left:
        text, kept_at = left
        screen.work.editor.write(text)
        name = screen.presenter.file.name
        screen.notify(f"Back again, not saved: {name}, kept {kept_at:%H:%M} UTC")


def show_opened(screen: "QueryScreen", text: str) -> None:
    """Show another text, and say so where it is too long for colours."""
    screen.show_text(text)
    if screen.work.editor.is_too_long_to_colour:
        screen.notify(f"Shown without colours: more than {MOST_COLOURED_LINES} lines")


async def save_text(screen: "QueryScreen", name: str = "", problem: str = "") -> None:
    """Save to the file, or ask for a name."""
    path = Path(name).expanduser() if name else screen.presenter.file.path
    if path is not None and not problem:
        try:
            screen.presenter.file.save(screen.work.editor.text, path)
        except InputError as error:
            await save_text(screen, str(path), str(error))
            return
        screen.notify(f"Saved {path}")
        screen.saved()
        return

    async def answered(answer: str | None) -> None:
        if answer is not None:
            await save_text(screen, answer)

    question = Ask("Save the query", problem or "Path of the file", name)
    await screen.app.push_screen(question, answered)


def edit_elsewhere(screen: "QueryScreen") -> None:
    """Hand the text to the person's editor, and show what they made of it."""
    text = screen.work.editor.text
    try:
        edited = edit_text(screen.services, screen.app.suspend, "query.sql", text)
    except (InputError, OSError, SuspendNotSupported) as error:
        screen.notify(str(error), severity="error")
    else:
        show_opened(screen, edited)
