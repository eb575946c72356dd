"""Changes of the list of documents in a section."""

from screens.design import presenter
from screens.widgets.form.record_list import Change
from workbench.designs.store import DesignFile


def change_document(file: DesignFile, section: str, number: int, change: Change) -> int:
    """Copy, remove or move a document; return the number of the one to stand on afterwards."""
    last = len(presenter.documents_of(section, file)) - 1
    if change == "duplicate":
        file.duplicate((section, number))
        return number + 1
    if change == "remove":
        file.remove((section, number))
        return min(number, last - 1)
    target = number + (1 if change == "down" else -1)
    if not 0 <= target <= last:
        return number
    file.move((section, number), target)
    return target


def add_document(file: DesignFile, section: str) -> int:
    """Add an empty document behind the others and return its number."""
    number = len(presenter.documents_of(section, file))
    file.insert((section,), number, presenter.blank(section))
    return number
