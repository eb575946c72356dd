"""A form over a document: its fields, or those of one record in it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Protocol

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from screens.commands import bindings_of
from screens.widgets.form.field_row import FieldRow
from screens.widgets.form.record_list import RecordList
from workbench.designs.form import FieldKind, Form, FormField
from workbench.designs.yaml_scalars import Value
from workbench.yaml_source import YamlPath, YamlValue

_SUMMARY_FIELDS = 4
"""How many of its fields a record is known by in a list."""

_BY_HAND = "filled in; change it in the YAML"
_NESTED = frozenset({FieldKind.RECORD, FieldKind.YAML})


class Answers(Protocol):
    """Where a form reads and writes; ``DesignFile`` is one."""

    def value(self, path: YamlPath) -> YamlValue:
        """Return what is written at ``path``."""

    def set(self, path: YamlPath, value: Value) -> None:
        """Write ``value`` at ``path``."""

    def insert(self, path: YamlPath, index: int, value: Value) -> None:
        """Put ``value`` into a list."""

    def remove(self, path: YamlPath) -> None:
        """Take a value away."""


class FormView(VerticalScroll, can_focus=False):
    """One line a field; a list of records is shown as lines and opened one by one.

    Only the rows of what is open are mounted, so that a form of any size stays quick.
    """

    part = "form"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("form")
    DEFAULT_CSS = """
    FormView { scrollbar-size-vertical: 1; }
    FormView > .heading { height: 1; text-style: bold; padding: 0 2; }
    """

    class Changed(Message):
        """An answer was written."""

    class FieldEntered(Message):
        """Another field took the focus."""

        def __init__(self, field: FormField) -> None:
            super().__init__()
            self.field = field

    def __init__(self, form: Form, answers: Answers, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.form = form
        self.answers = answers
        self.record: YamlPath = ()
        """Path of the record that is open; empty for the whole form."""

    async def on_mount(self) -> None:
        """Show the whole form."""
        await self.open(())

    async def open(self, record: YamlPath, focus: YamlPath = ()) -> None:
        """Show the record at this path, or the whole form, with a field in focus."""
        self.record = record
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(self._widgets())
        self.focus_field(focus)

    def focus_field(self, path: YamlPath) -> None:
        """Put the focus on the field at ``path``, or on the first."""
        rows: list[Widget] = []
        for child in self.children:
            if isinstance(child, FieldRow | RecordList):
                rows.append(child)
                place = child.path if isinstance(child, RecordList) else child.field.path
                if place == path:
                    rows = [child]
                    break
        if rows:
            target = rows[0].editor if isinstance(rows[0], FieldRow) else rows[0]
            target.focus()

    async def go_to(self, path: YamlPath) -> None:
        """Open the record that holds ``path``, if it is in one, and focus the field."""
        record = self._record_around(path)
        field = path
        while field != record and isinstance(field[-1], int):
            field = field[:-1]
        if record != self.record:
            await self.open(record, field)
        else:
            self.focus_field(field)

    async def close_record(self) -> bool:
        """Go back from a record to what holds it; say whether one was open."""
        if not self.record:
            return False
        *place, index = self.record
        await self.open(self._record_around(tuple(place)), tuple(place))
        for records in self.query(RecordList):
            if records.path == tuple(place) and isinstance(index, int):
                records.highlighted = index
        return True

    def _record_around(self, path: YamlPath) -> YamlPath:
        """Return the innermost record of a list of records that holds ``path``."""
        start = len(self.form.at)
        for end in range(len(path), start, -1):
            if not isinstance(path[end - 1], int):
                continue
            try:
                if self.form.field(path[:end]).kind is FieldKind.RECORD:
                    return path[:end]
            except (KeyError, ValueError):
                continue
        return ()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.screen.focus_next()

    def action_previous_field(self) -> None:
        """Go to the field before."""
        self.screen.focus_previous()

    @on(FieldRow.Accepted)
    def _accepted(self, message: FieldRow.Accepted) -> None:
        message.stop()
        self.screen.focus_next()

    @on(FieldRow.Answered)
    def _answered(self, message: FieldRow.Answered) -> None:
        message.stop()
        row = message.row
        answer = row.answer
        value: Value = answer if isinstance(answer, str) else list(answer)
        if not answer:
            value = _plain(row.field.default)
        self.answers.set(row.field.path, value)
        self.post_message(self.Changed())

    @on(OptionList.OptionSelected)
    async def _open_record(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        if isinstance(message.option_list, RecordList):
            if message.option_id == "add":
                await self._change(message.option_list.path, "add", 0)
            else:
                await self.open((*message.option_list.path, message.option_index))

    @on(RecordList.Asked)
    async def _change_records(self, message: RecordList.Asked) -> None:
        message.stop()
        await self._change(message.records.path, message.change, message.index)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say which field has the focus."""
        node = event.widget
        if isinstance(node, RecordList):
            self.post_message(self.FieldEntered(self.form.field(node.path)))
        elif isinstance(node.parent, FieldRow):
            self.post_message(self.FieldEntered(node.parent.field))

    async def _change(self, path: YamlPath, change: str, index: int) -> None:
        records = self._records(path)
        if change == "add":
            self.answers.insert(path, len(records), self._blank(path, len(records)))
            self.post_message(self.Changed())
            await self.open((*path, len(records)))
            return
        if index >= len(records):
            return
        if change == "duplicate":
            self.answers.insert(path, index + 1, records[index])
            index += 1
        elif change == "remove":
            self.answers.remove((*path, index))
        else:
            target = index + (1 if change == "down" else -1)
            if not 0 <= target < len(records):
                return
            records[index], records[target] = records[target], records[index]
            self.answers.set(path, records)
            index = target
        self.post_message(self.Changed())
        self._fill_records(path, index)

    def _widgets(self) -> Iterator[Widget]:
        if self.record:
            *place, index = self.record
            assert isinstance(index, int)
            field = self.form.field(tuple(place)).entry(index)
            whole = self.form.field(tuple(place)).label
            yield Static(f"{whole} > {field.label}   (Esc: back)", markup=False, classes="heading")
            yield from self._rows(field.fields)
        else:
            yield from self._rows(self.form.fields)

    def _rows(self, fields: Sequence[FormField]) -> Iterator[Widget]:
        for field in fields:
            if field.kind is FieldKind.RECORD:
                yield Static(field.label, markup=False, classes="heading")
                yield from self._rows(field.fields)
            elif field.kind is FieldKind.YAML:
                text = f"  {field.label}: {_BY_HAND if self.answers.value(field.path) else '-'}"
                yield Static(text, markup=False)
            elif field.kind is FieldKind.LIST and field.entry(0).kind is FieldKind.RECORD:
                yield Static(field.label, markup=False, classes="heading")
                records = RecordList(field.path)
                records.call_after_refresh(self._fill_records, field.path, 0)
                yield records
            else:
                yield FieldRow(field, self.answers.value(field.path))

    def _fill_records(self, path: YamlPath, index: int) -> None:
        fields = self.form.field(path).entry(0).fields
        lines = [
            (str(place), f"{place + 1:>5} {_summary(record, fields)}")
            for place, record in enumerate(self._records(path))
        ]
        for records in self.query(RecordList):
            if records.path == path:
                keep = str(min(index, len(lines) - 1))
                records.show([*lines, ("add", "    + add one")], keep if lines else "add")

    def _records(self, path: YamlPath) -> list[YamlValue]:
        value = self.answers.value(path)
        return list(value) if isinstance(value, list) else []

    def _blank(self, path: YamlPath, index: int) -> Value:
        fields = self.form.field(path).entry(index).fields
        flat = [field for field in fields if field.kind not in _NESTED]
        return {str(field.path[-1]): _plain(field.default) for field in flat}


def _plain(default: object) -> Value:
    """Return the value that stands for "not answered" in a file."""
    if isinstance(default, str | int | float):
        return default
    return [] if isinstance(default, tuple) else ""


def _summary(record: YamlValue, fields: Sequence[FormField]) -> str:
    """Return the first answers of a record in columns, ``-`` for what is missing."""
    if not isinstance(record, Mapping):
        return str(record)
    cells = [_cell(record.get(str(field.path[-1]))) for field in fields[:_SUMMARY_FIELDS]]
    return " ".join(f"{cell[:15]:<15}" for cell in cells).rstrip()


def _cell(value: YamlValue) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value if not isinstance(each, Mapping)) or "-"
    return "-" if isinstance(value, Mapping) else str(value or "-")
