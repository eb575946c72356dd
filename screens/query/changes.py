"""Changes that the workbench makes to a text: shown first, made as one step of undo."""

from typing import TYPE_CHECKING

from screens.keymap import show_key
from screens.widgets.diff_dialog import TAKE, AskAndShow, Difference
from workbench.errors import InputError

if TYPE_CHECKING:
    from screens.query.screen import QueryScreen


async def silence_finding(screen: "QueryScreen") -> None:
    """Ask why the chosen finding is to be silent, and write that beside it."""
    row, editor = screen.work.chosen, screen.work.editor
    if row is None or row.finding is None:
        screen.notify("Only a finding can be silenced; this could not be read")
        return
    text = editor.text
    try:
        place = screen.presenter.place_of_comment(row.finding, text)
    except InputError as error:
        screen.notify(str(error), severity="error")
        return
    question = AskAndShow(
        f"Silence {row.finding.rule} on line {row.place.line}",
        "Why is it right here? The comment says it to whoever reads this next.",
        text,
        lambda reason: place.comment(reason).applied(text),
    )
    reason = await screen.app.push_screen_wait(question)
    if reason is None:
        return
    comment = place.comment(reason)
    editor.insert(comment.text, (comment.line - 1, comment.column - 1))
    key = show_key(screen.services.keymap.keys["query-undo"][0])
    screen.notify(f"Silenced; {key} takes it back")


async def show_difference(screen: "QueryScreen") -> None:
    """Show what differs from the file on disk; the file's text can be taken back."""
    file, editor = screen.presenter.file, screen.work.editor
    try:
        on_disk = file.on_disk()
    except InputError as error:
        screen.notify(str(error), severity="error")
        return
    offer = "take the file's text" if on_disk != editor.text else ""
    dialog = Difference(f"From the file {file.name} to this text", on_disk, editor.text, offer)
    if await screen.app.push_screen_wait(dialog) == TAKE:
        editor.write(file.take_from_disk())
