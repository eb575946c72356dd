"""Saving the design: new files, files that changed on disk, drafts, the person's own editor."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from textual.app import App

from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.dialog import Ask, Pick
from workbench.designs.drafts import Draft
from workbench.designs.store import ConflictError, DesignFile
from workbench.errors import InputError
from workbench.reading import read_text
from workbench.writing import write_atomically


async def save_design(app: App[None], file: DesignFile) -> bool:
    """Save, asking where it must be asked; say whether nothing is left unsaved.

    Runs in a worker, because it waits for answers. What is not saved stays a draft.
    """
    if not file.is_changed:
        return True
    try:
        if not file.path.exists():
            return await _save_under_a_name(app, file, "Save the new design as")
        file.save()
    except ConflictError as conflict:
        return await _settle(app, file, conflict)
    except InputError as error:
        app.notify(str(error), severity="error")
        return False
    return True


async def leave_unsaved(app: App[None]) -> bool:
    """Ask whether to leave although the design is not saved."""
    lines = [("stay", "Stay"), ("leave", "Leave; the draft is offered at the next start")]
    return await app.push_screen_wait(Pick("The design is not saved", lines)) == "leave"


async def settle_draft(app: App[None], services: Services, draft: Draft) -> None:
    """Offer the draft of an earlier run; only a clear answer drops it."""
    lines = [
        ("resume", "Go on with them"),
        ("drop", f"Drop them and take {draft.path.name} as it is"),
    ]
    text = f"{draft.path}, kept {draft.kept_at:%Y-%m-%d %H:%M} UTC"
    answer = await app.push_screen_wait(Pick("There are unsaved changes", lines, text))
    for one in services.design.left_behind() or (draft,):
        if answer == "drop":
            services.drafts.discard(one.path)
        else:
            services.design.resume(one)


def edit_design(services: Services, suspended: Callable[[], AbstractContextManager[None]]) -> None:
    """Open the text of the design in the person's editor and take what they made of it.

    They edit a copy, so that a text that is not YAML leaves the design as it was.

    Raises:
        InputError: no editor, or the text cannot be read as a design.
        OSError: the copy cannot be written.
    """
    text = edit_text(services, suspended, services.design.path.name, services.design.text)
    if text != services.design.text:
        services.design.rewrite(text)


def edit_text(
    services: Services,
    suspended: Callable[[], AbstractContextManager[None]],
    name: str,
    text: str,
) -> str:
    """Open a copy of ``text``, called ``name``, in the person's editor; return what they made.

    Raises:
        InputError: no editor, or the copy cannot be read as a text any more.
        OSError: the copy cannot be written.
    """
    copy = services.state / "edit" / name
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(copy, text)
    trouble: InputError | None = None
    with suspended():
        try:
            services.editor.edit(copy)
        except InputError as error:  # inside: Textual stays suspended when it escapes
            trouble = error
    if trouble:
        raise trouble
    return read_text(copy).text


async def _save_under_a_name(app: App[None], file: DesignFile, title: str) -> bool:
    proposal = str(file.path)
    trouble = ""
    while name := await app.push_screen_wait(Ask(title, trouble, proposal)):
        try:
            file.save_as(Path(name).expanduser())
        except InputError as error:
            trouble, proposal = str(error), name
        else:
            return True
    return False


async def _settle(app: App[None], file: DesignFile, conflict: ConflictError) -> bool:
    lines: list[Line] = [
        ("copy", "Save mine as a second file"),
        ("reload", "Take the file from disk; my unsaved changes are dropped"),
    ]
    if not conflict.clashes:
        lines.insert(0, ("merge", "Join both: the changes touch different places"))
    text = "\n".join(str(problem) for problem in conflict.problems[:5])
    answer = await app.push_screen_wait(
        Pick("The file changed while you worked on it", lines, text)
    )
    if answer == "copy":
        return await _save_under_a_name(app, file, "Save mine as")
    try:
        if answer == "reload":
            file.reload()
        elif answer == "merge":
            file.merge()
            file.save()
        else:
            return False
    except InputError as error:
        app.notify(str(error), severity="error")
        return False
    return True
