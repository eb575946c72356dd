"""Editing in place: what a change does not touch stays as it is, to the byte."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.designs.lines import Line, untouched
from tests.designs.texts import TEXTS
from workbench.designs.steps import Step, apply
from workbench.designs.yaml_editor import Editor
from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError
from workbench.reading import SourceText
from workbench.yaml_source import YamlPath, YamlValue, write_path


def yaml_text(text: str) -> YamlText:
    return YamlText(SourceText("design.yaml", text))


class Writer:
    """Writes random files in many styles; each line ends in a comment of its own."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[Line] = []
        self.mapping_indent = draw(st.sampled_from([2, 4]))
        self.list_indent = draw(st.sampled_from([0, 2]))

    def add(self, path: YamlPath, text: str, role: str) -> None:
        gap = " " * self.draw(st.integers(1, 3))
        self.lines.append(Line(path, f"{text}{gap}# c{len(self.lines)}", role))

    def mapping(self, path: YamlPath, first: str, pad: str, depth: int) -> None:
        for number in range(self.draw(st.integers(1, 3))):
            if number > 0:
                first = pad
                self.maybe_comment(path, pad)
            self.pair((*path, f"k{number}"), first, pad, depth)

    def maybe_comment(self, path: YamlPath, pad: str) -> None:
        if self.draw(st.booleans()):
            self.lines.append(Line(path, f"{pad}# own line {len(self.lines)}", "comment"))

    def pair(self, path: YamlPath, first: str, pad: str, depth: int) -> None:
        key = f"{first}{path[-1]}:"
        kinds = ["scalar", "scalar", "flow", "block"]
        if depth > 0:
            kinds += ["mapping", "scalars", "records"]
        kind = self.draw(st.sampled_from(kinds))
        if kind == "mapping":
            self.add(path, key, "header")
            deeper = pad + " " * self.mapping_indent
            self.mapping(path, deeper, deeper, depth - 1)
        elif kind in ("scalars", "records"):
            self.add(path, key, "header")
            self.sequence(path, pad + " " * self.list_indent, kind, depth - 1)
        elif kind == "block":
            self.lines.append(Line(path, f"{key} |", "value"))
            self.lines.append(Line(path, f"{pad}    text # {len(self.lines)}", "value"))
        else:
            pool = ["[a, 'b' ,c]", "{a: 1, b: [x]}", "[]", "{ }"] if kind == "flow" else SCALARS
            self.add(path, f"{key} {self.draw(st.sampled_from(pool))}", "value")

    def sequence(self, path: YamlPath, pad: str, kind: str, depth: int) -> None:
        for number in range(self.draw(st.integers(1, 3))):
            self.maybe_comment(path, pad)
            if kind == "records":
                self.mapping((*path, number), f"{pad}- ", f"{pad}  ", depth)
            else:
                scalar = self.draw(st.sampled_from(SCALARS))
                self.add((*path, number), f"{pad}- {scalar}", "value")


SCALARS = ["a", "'it''s'", '"quoted: text"', "12", "  spaced", "two words", "", "NO", '""']


@st.composite
def files(draw: st.DrawFn) -> list[Line]:
    writer = Writer(draw)
    writer.mapping((), "", "", 3)
    return writer.lines


def places(data: YamlValue, path: YamlPath = ()) -> list[YamlPath]:
    found = [path] if path else []
    if isinstance(data, dict):
        for key, value in data.items():
            found += places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found += places(value, (*path, index))
    return found


VALUES = st.recursive(
    st.none() | TEXTS | st.integers(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def steps(draw: st.DrawFn, data: YamlValue) -> Step:
    known = places(data)
    if not known:
        return Step("set", ("fresh",), draw(VALUES))
    path = draw(st.sampled_from(known))
    kind = draw(st.sampled_from(["set", "set", "new key", "remove", "insert"]))
    if kind == "set":
        return Step("set", path, draw(VALUES))
    if kind == "remove":
        return Step("remove", path)
    if kind == "insert" and isinstance(path[-1], int):
        after = draw(st.booleans())
        return Step("insert", (*path[:-1], path[-1] + after), draw(VALUES))
    holders = [()] + [one for one in known if isinstance(value_at(data, one), dict)]
    return Step("set", (*draw(st.sampled_from(holders)), "fresh"), draw(VALUES))


def value_at(data: YamlValue, path: YamlPath) -> YamlValue:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files(), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.data())
def test_untouched_lines_survive_any_changes_to_the_byte(
    lines: list[Line], newline: str, ends_in_newline: bool, data: st.DataObject
) -> None:
    text = yaml_text(newline.join(line.text for line in lines) + newline * ends_in_newline)
    # A block text that ends with the file has no last line break until something follows.
    values = yaml_text(text.text.rstrip() + newline).parsed.data
    for _ in range(data.draw(st.integers(1, 5))):
        step = data.draw(steps(values))
        text = text.changed(step)
        values = apply(values, step)
        lines = untouched(lines, step)
        assert text.parsed.data == values
        new_lines = iter(text.text.splitlines())
        for line in lines:
            assert any(_same(one, line.text) for one in new_lines), line


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files(), st.data())
def test_editing_one_document_alone_gives_the_same_text_as_editing_the_whole(
    lines: list[Line], data: st.DataObject
) -> None:
    text = yaml_text("".join(f"{line.text}\n" for line in lines))
    for _ in range(data.draw(st.integers(1, 4))):
        step = data.draw(steps(text.data))
        assert yaml_text(text.text).changed(step).text == Editor(text.text, ()).changed(step)
        text = text.changed(step)
        fresh = yaml_text(text.text)
        assert text.data == fresh.data
        for path in places(text.data):
            assert text.locate(path) == fresh.parsed.locate(path)
            assert text.place(path) == replace(fresh.parsed.place(path), path=write_path(path))


def _same(new: str, old: str) -> bool:
    """An entry whose first key goes moves up behind its dash, in the same column."""
    return new == old or (len(new) == len(old) and new.lstrip(" -") == old.lstrip(" -"))


SHARED = "base: &one\n  a: 1\n  b: &two 2\ncopy: *one\nother: *two\n"


@pytest.mark.parametrize(
    "step",
    [
        Step("set", ("base", "a"), 5),
        Step("set", ("copy", "a"), 5),
        Step("remove", ("base",)),
        Step("set", ("base", "b"), 5),
    ],
)
def test_a_value_that_an_alias_shares_is_not_changed_behind_ones_back(step: Step) -> None:
    with pytest.raises(InputError) as caught:
        yaml_text(SHARED).changed(step)
    (problem,) = caught.value.problems
    assert problem.line > 0
    assert "text of the file" in problem.fix


def test_an_alias_itself_can_be_replaced() -> None:
    changed = yaml_text(SHARED).changed(Step("set", ("other",), "x"))
    assert changed.text == SHARED.replace("*two", "x")


def test_a_place_that_does_not_exist_is_an_error() -> None:
    text = yaml_text("a: [1]\n")
    for path in (("a", 5), ("a", "b"), ("b",)):
        with pytest.raises(InputError, match="no such place"):
            text.changed(Step("remove", path))


def test_a_comment_behind_a_value_keeps_its_column() -> None:
    text = yaml_text('skill: ""         # junior | mid\n')
    assert text.changed(Step("set", ("skill",), "mid")).text == 'skill: "mid"      # junior | mid\n'


def test_a_new_key_goes_where_its_model_has_it() -> None:
    changed = yaml_text("a: 1\nc: 3\n").changed(Step("set", ("b",), 2), order=("a", "b", "c"))
    assert changed.text == "a: 1\nb: 2\nc: 3\n"
