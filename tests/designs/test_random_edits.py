"""A thousand random changes of a design with every kind of document lose nothing."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.designs.lines import Line, untouched
from tests.designs.texts import TEXTS
from workbench.designs.design import SECTIONS, Design
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.steps import Step, apply
from workbench.designs.store import DesignFile, read_design
from workbench.designs.yaml_scalars import Value, write_scalar
from workbench.errors import InputError
from workbench.reading import SourceText
from workbench.yaml_source import YamlPath, YamlValue, parse_yaml

FIELDS_OF_A_RECORD = 4
QUOTES = ("'", '"')


def every_document() -> list[Line]:
    """Return a design with two of each document, each line with a comment of its own."""
    lines = [Line(("workbench",), "workbench: 1  # c0", "value")]
    for field in form_of(Design).fields:
        if field.path[0] in SECTIONS:
            _write(field, str(field.path[-1]), "", lines)
    return lines


def _write(field: FormField, key: str, pad: str, lines: list[Line]) -> None:
    number = len(lines)
    deeper = pad + " " * (4 if key.startswith("- ") else 2)
    if field.kind is FieldKind.RECORD:
        lines.append(Line(field.path, f"{pad}{key}:  # c{number}", "header"))
        for child in field.fields[:FIELDS_OF_A_RECORD]:
            _write(child, str(child.path[-1]), deeper, lines)
    elif field.kind in (FieldKind.LIST, FieldKind.MULTI_CHOICE):
        lines.append(Line(field.path, f"{pad}{key}:  # c{number}", "header"))
        is_short = field.entry(0).kind is not FieldKind.RECORD or len(field.path) == 1
        for index in range(2 if is_short else 1):
            _write_entry(field.entry(index), deeper, lines)
    else:
        quote = ["", *QUOTES][number % 3]
        text = f"{pad}{key}: {write_scalar(_example(field), quote)}"
        lines.append(Line(field.path, f"{text:<60}  # c{number}", "value"))


def _write_entry(entry: FormField, pad: str, lines: list[Line]) -> None:
    lines.append(Line(entry.path, f"{pad}# above c{len(lines)}", "comment"))
    if entry.kind is not FieldKind.RECORD:
        lines.append(Line(entry.path, f"{pad}- entry {len(lines)}  # c{len(lines)}", "value"))
        return
    first, *others = entry.fields[:FIELDS_OF_A_RECORD]
    _write(first, f"- {first.path[-1]}", pad, lines)
    for child in others:
        _write(child, str(child.path[-1]), f"{pad}  ", lines)


def _example(field: FormField) -> str:
    return field.choices[0].value if field.choices else field.example


LINES = every_document()
TEXT = "".join(f"{line.text}\n" for line in LINES)
FORM = form_of(Design)


def places(data: YamlValue, path: YamlPath = ()) -> list[YamlPath]:
    found: list[YamlPath] = []
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if data else ()
    if isinstance(data, str):
        return []
    for key, value in pairs:
        found += [(*path, key), *places(value, (*path, key))]
    return found


class RandomEdits(RuleBasedStateMachine):
    """Changes a design at random, and follows what must be in it and in its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "design.yaml"
        self.path.write_text(TEXT)
        self.file = DesignFile.open(self.path)
        self.data: YamlValue = parse_yaml(SourceText("", TEXT)).data
        self.lines = LINES

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def nothing_is_wrong_at_first(self) -> None:
        assert self.file.problems == ()

    @rule(data=st.data())
    def fill_in(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self._scalars()))
        self._take(Step("set", path, self._answer(path, data)))

    @rule(data=st.data())
    def fill_in_what_was_not_there(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(places(self.data)))
        try:
            field = FORM.field(path)
        except (KeyError, ValueError):
            return
        there = self.file.value(path)
        missing = [
            one for one in field.fields if isinstance(there, dict) and one.path[-1] not in there
        ]
        missing = [one for one in missing if one.kind is not FieldKind.RECORD]
        if missing:
            new = data.draw(st.sampled_from(missing))
            self._take(Step("set", new.path, self._answer(new.path, data)))

    @rule(data=st.data())
    def take_away(self, data: st.DataObject) -> None:
        self._take(Step("remove", data.draw(st.sampled_from(places(self.data)[1:]))))

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        entries = self._entries()
        if entries:
            path = data.draw(st.sampled_from(entries))
            copy = Step("insert", (*path[:-1], path[-1] + 1), self.file.value(path))  # type: ignore[operator]
            self.file.duplicate(path)
            self._follow(copy)

    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        entries = self._entries()
        if entries:
            path = data.draw(st.sampled_from(entries))
            value: Value = data.draw(TEXTS)
            if isinstance(self.file.value(path), dict):
                value = {str(FORM.field(path).fields[0].path[-1]): value}
            self._take(Step("insert", path, value))

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        entries = self._entries()
        if entries:
            path = data.draw(st.sampled_from(entries))
            holder = self.file.value(path[:-1])
            assert isinstance(holder, list)
            index = data.draw(st.integers(0, len(holder) - 1))
            self.file.move(path, index)
            self._follow(Step("move", path, index))

    @rule()
    def save_and_open_again(self) -> None:
        self.file.save()
        assert self.path.read_text() == self.file.text
        if not self.file.problems:
            assert read_design(self.path) == self.file.design
        self.file = DesignFile.open(self.path)

    @invariant()
    def everything_is_where_it_belongs(self) -> None:
        parsed = parse_yaml(SourceText("", self.file.text))
        assert parsed.data == self.data
        there = self.file.text.split("\n")
        for line in self.lines:
            if line.role == "comment":
                assert line.text in there, line
                continue
            number, _ = parsed.locate_key(line.path)
            found = there[number - 1]
            assert found.lstrip(" -") == line.text.lstrip(" -"), line
            assert len(found) == len(line.text), line

    def _take(self, step: Step) -> None:
        if step.kind == "remove":
            self.file.remove(step.path)
        elif step.kind == "insert":
            index = step.path[-1]
            assert isinstance(index, int)
            self.file.insert(step.path[:-1], index, step.value)
        else:
            self.file.set(step.path, step.value)
        # What the typed model makes of an answer is not the matter here.
        typed = self.file.value(step.path) if step.kind == "set" else step.value
        self._follow(Step(step.kind, step.path, typed))

    def _follow(self, step: Step) -> None:
        self.data = apply(self.data, step)
        self.lines = untouched(self.lines, step)

    def _scalars(self) -> list[YamlPath]:
        return [path for path in places(self.data) if isinstance(self.file.value(path), str | None)]

    def _entries(self) -> list[YamlPath]:
        return [path for path in places(self.data) if isinstance(path[-1], int)]

    def _answer(self, path: YamlPath, data: st.DataObject) -> Value:
        try:
            field = FORM.field(path)
        except (KeyError, ValueError):
            return data.draw(TEXTS)
        if field.kind is FieldKind.NUMBER:
            return data.draw(st.integers(0, 10**6) | st.sampled_from(["", "1.5", "many"]))
        choices = [choice.value for choice in field.choices]
        return data.draw(st.sampled_from(choices) | TEXTS if choices else TEXTS)


RandomEdits.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.reuse, Phase.generate],  # shrinking a failure would take minutes
    report_multiple_bugs=False,
)
TestRandomEdits = RandomEdits.TestCase


def test_every_kind_of_document_is_in_the_file_that_is_changed() -> None:
    assert {line.path[0] for line in LINES} == {"workbench", *SECTIONS}
    assert isinstance(DesignFile.of_text("all.yaml", TEXT).design, Design)


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (DesignFile.remove, (("pipelines", 7),)),
        (DesignFile.move, (("pipelines", 0), 5)),
        (DesignFile.move, (("brief", "project_name"), 0)),
        (DesignFile.duplicate, (("brief", "project_name"),)),
        (DesignFile.remove, (("brief", "owner"),)),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(
    change: Callable[..., None], arguments: tuple[object, ...]
) -> None:
    file = DesignFile.of_text("all.yaml", TEXT)
    with pytest.raises(InputError):
        change(file, *arguments)
    assert file.text == TEXT
