"""What is said when two people changed one file."""

from collections.abc import Sequence
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.yaml_source import YamlPath, write_path


class ConflictError(InputError):
    """The file changed on disk since it was read; nothing was written.

    ``clashes`` are the places that both sides changed; without any, ``merge``
    can join the two. ``reload`` and ``save_as`` are always possible.
    """

    def __init__(self, path: Path, clashes: Sequence[YamlPath]) -> None:
        self.clashes = tuple(clashes)
        if not clashes:
            message, fix = "changed on disk since it was read", "Merge, reload, or save a copy"
            super().__init__(Problem(message, str(path), fix=fix))
            return
        message = "changed on disk since it was read, here and in your copy"
        super().__init__(
            Problem(message, str(path), path=write_path(place), fix="Reload, or save a copy")
            for place in dict.fromkeys(clashes)
        )
