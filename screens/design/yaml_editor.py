"""The YAML of a design, in step with its forms."""

from textual import on
from textual.message import Message
from textual.widgets import TextArea

from screens.widgets.text_editor import TextEditor
from workbench.designs.store import DesignFile
from workbench.errors import InputError
from workbench.yaml_source import YamlPath


class YamlEditor(TextEditor):
    """Shows the file that holds a document; what can be read goes into the design at once."""

    class Judged(Message):
        """The text was read; ``problem`` says why it could not, ``""`` if it could."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, file: DesignFile) -> None:
        super().__init__(language="yaml", id="yaml")
        self._file = file
        self._shown = ""

    def open(self, path: YamlPath) -> None:
        """Show the document at ``path``."""
        self._shown, place = self._file.place(path)
        self.load_text(self._file.texts[self._shown])
        self.go_to(place.line, 1)
        self.focus()

    @property
    def is_in_step(self) -> bool:
        """Whether the design holds what stands here."""
        return self._file.texts[self._shown] == self.text

    @on(TextArea.Changed)
    def _take(self, message: TextArea.Changed) -> None:
        message.stop()
        if not self._shown or self.is_in_step:
            return
        try:
            self._file.rewrite_file(self._shown, self.text)
        except InputError as error:
            problem = error.problems[0]
            said = f"line {problem.line}: {problem.message}. It is kept here, not in the design."
            self.post_message(self.Judged(said))
        else:
            self.post_message(self.Judged(""))
