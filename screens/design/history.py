"""What a design was before each change, for taking changes back."""

from workbench.designs.store import DesignFile
from workbench.yaml_source import YamlPath

_MOST = 200


class History:
    """Keeps the texts of the files before a change; typing in one field is one change."""

    def __init__(self, file: DesignFile) -> None:
        self._file = file
        self._now = dict(file.texts)
        self._before: list[dict[str, str]] = []
        self._field: YamlPath | None = None

    @property
    def shown(self) -> dict[str, str]:
        """The texts as they were when a change was noted last."""
        return self._now

    def note(self, field: YamlPath | None) -> None:
        """Note that the design changed, in this field or elsewhere."""
        now = dict(self._file.texts)
        if now == self._now:
            return
        if field is None or field != self._field or not self._before:
            self._before = [*self._before[-_MOST:], self._now]
        self._field, self._now = field, now

    def undo(self) -> bool:
        """Take the last change back; say whether there was one."""
        if not self._before:
            return False
        for name, text in self._before.pop().items():
            if self._file.texts.get(name) != text:
                self._file.rewrite_file(name, text)
        self._now, self._field = dict(self._file.texts), None
        return True
