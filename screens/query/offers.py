"""Which commands of the query screen make sense as it stands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.query.screen import QueryScreen

_OF_TEXT = frozenset({"undo", "difference", "editor"})
_OF_FINDINGS = frozenset({"handbook", "go_beside", "silence"})
_OF_FOLDER = frozenset({"folder", "open_beside"})


def is_offered(screen: "QueryScreen", action: str) -> bool:
    """Tell whether there is the finding, the text or the folder that an action concerns."""
    if screen.shows_folder and action in _OF_TEXT | _OF_FINDINGS:
        return False
    if action == "copy" and screen.shows_folder:
        return screen.folders.review is not None
    if action == "copy" or action in _OF_FINDINGS:
        return screen.work.chosen is not None
    if action in _OF_FOLDER:
        return screen.folders.folder is not None
    if action == "difference":
        return screen.presenter.file.path is not None
    return True
