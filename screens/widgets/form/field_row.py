"""One field of a form on one line: label, answer, and what is wrong with the answer."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from screens.widgets.form.choice_line import ChoiceLine
from screens.widgets.form.entries import parse_entries, write_entries
from screens.widgets.form.mark_line import MarkLine
from screens.widgets.text_line import TextLine
from workbench.designs.form import Answer, FieldKind, FormField
from workbench.yaml_source import YamlValue

LABEL_WIDTH = 21
YES = "yes"


class FieldRow(Widget):
    """Draws label and note itself and holds the one widget that takes the answer.

    ``*`` marks what must be filled in, ``!`` what is wrong; no colour is needed.
    """

    DEFAULT_CSS = """
    FieldRow { layout: horizontal; height: 1; width: 1fr; }
    """

    class Answered(Message):
        """The answer changed."""

        def __init__(self, row: "FieldRow") -> None:
            super().__init__()
            self.row = row

    class Accepted(Message):
        """Enter was pressed in a line of text."""

    def __init__(self, field: FormField, value: YamlValue) -> None:
        super().__init__()
        self.field = field
        self.editor = _editor(field, value)
        self.note = ""
        self._last = self.answer

    def compose(self) -> ComposeResult:
        """The widget that takes the answer."""
        yield self.editor

    def on_mount(self) -> None:
        """Say from the start what is wrong."""
        self._check(self.answer)

    @property
    def answer(self) -> Answer:
        """Return the answer as it stands."""
        if isinstance(self.editor, MarkLine):
            marked = self.editor.marked
            return ("true" if marked else "false") if _is_yes_no(self.field) else marked
        assert isinstance(self.editor, TextLine | ChoiceLine)
        if self.field.kind is FieldKind.LIST:
            return parse_entries(self.editor.value)
        return self.editor.value

    def render(self) -> Content:
        """Return label and note; the answer stands between them."""
        mark = ">" if self.editor.has_focus else " "
        star = " *" if self.field.required else ""
        label = Content(f"{mark} {self.field.label}{star}").truncate(LABEL_WIDTH - 1, ellipsis=True)
        if self.editor.has_focus:
            label = label.stylize("bold")
        note = Content(self._remark).truncate(self._room, ellipsis=True)
        if self.note:
            note = note.stylize("bold $text-error")
        gap = max(self.size.width - label.cell_length - note.cell_length, 1)
        return Content.assemble(label, " " * gap, note)

    def on_resize(self) -> None:
        """Share the room between answer and note."""
        self._make_room()

    def on_descendant_focus(self) -> None:
        """Mark the line."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self.refresh()

    @on(Input.Changed)
    @on(ChoiceLine.Changed)
    @on(MarkLine.Changed)
    def _changed(self, message: Message) -> None:
        message.stop()
        answer = self.answer
        if answer != self._last:  # an Input tells of its first value, too
            self._last = answer
            self._check(answer)
            self.post_message(self.Answered(self))

    @on(Input.Submitted)
    def _accepted(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Accepted())

    def _check(self, answer: Answer) -> None:
        self.note = self.field.check(answer).error
        self._make_room()

    @property
    def _remark(self) -> str:
        return f"! {self.note}" if self.note else self.field.unit

    @property
    def _room(self) -> int:
        return max((self.size.width - LABEL_WIDTH) * 3 // 5, 8)

    def _make_room(self) -> None:
        taken = min(len(self._remark), self._room) + 1 if self._remark else 0
        self.editor.styles.margin = (0, taken, 0, LABEL_WIDTH)
        self.refresh()


def _is_yes_no(field: FormField) -> bool:
    return field.kind is FieldKind.YES_NO


def _editor(field: FormField, value: YamlValue) -> Widget:
    choices = field.choices
    if _is_yes_no(field):
        known = field.check(str(value)).value if value else field.default
        return MarkLine(field.label, [YES], [YES] if known is True else [])
    if field.kind is FieldKind.MULTI_CHOICE:
        usual = [choice.value for choice in choices]
        return MarkLine(field.label, usual, _spelt(field, _texts(value)), others=field.open)
    if field.kind is FieldKind.CHOICE and not field.open:
        return ChoiceLine(field.label, choices, "".join(_spelt(field, _texts(value))))
    if field.kind is FieldKind.LIST:
        return TextLine(write_entries(_texts(value)))
    text = "; ".join(_texts(value))
    is_unknown_number = field.kind is FieldKind.NUMBER and text in {"0", "0.0"}
    return TextLine("" if is_unknown_number else text)


def _texts(value: YamlValue) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [str(item) for item in value if item]
    return [] if value is None else [str(value)]


def _spelt(field: FormField, texts: Sequence[str]) -> list[str]:
    """Return values in the spelling of the choices where they are read as one of them."""
    if not texts:
        return []
    whole: Answer = list(texts) if field.kind is FieldKind.MULTI_CHOICE else texts[0]
    checked = field.check(whole)
    if checked.error:
        return list(texts)
    return (
        [str(one) for one in checked.value]
        if isinstance(checked.value, tuple)
        else [str(checked.value)]
    )
