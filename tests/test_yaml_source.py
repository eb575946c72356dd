"""Reading YAML: what people wrote is what the program sees, and mistakes have a place."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from workbench.errors import InputError, Problem
from workbench.reading import SourceText
from workbench.yaml_limits import MAX_DEPTH, MAX_VALUES
from workbench.yaml_source import YamlSource, YamlValue, parse_yaml, validate, write_path


class Sla(BaseModel):
    model_config = ConfigDict(extra="forbid")
    freshness_hours: int
    support_hours: str = ""


class Contract(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    consumers: list[str] = []
    sla: Sla | None = None


def parse(text: str) -> YamlSource:
    return parse_yaml(SourceText("shop.yaml", text))


def problems_in(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        validate(parse(text), Contract)
    return caught.value.problems


@pytest.mark.parametrize(
    "written", ["NO", "yes", "1.10", "0123", "12:30:00", "1e3", "=", "2026-01-01"]
)
def test_plain_scalars_keep_their_text(written: str) -> None:
    assert parse(f"a: {written}\n").data == {"a": written}


@pytest.mark.parametrize("written", ["", "~", "null", "NULL"])
def test_an_unquoted_null_is_nothing_and_a_quoted_one_is_text(written: str) -> None:
    assert parse(f"a: {written}\n").data == {"a": None}
    assert parse(f"a: '{written}'\n").data == {"a": written}


def test_an_empty_text_is_no_document() -> None:
    assert parse("").data is None
    assert parse("# only a comment\n").data is None


def test_a_byte_order_mark_is_not_part_of_the_first_key() -> None:
    assert parse("\ufeffa: 1\n").data == {"a": "1"}


def test_aliases_are_expanded() -> None:
    assert parse("a: &x [1]\nb: *x\n").data == {"a": ["1"], "b": ["1"]}


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' is given twice (at a). Keep one of them"),
        ("a:\n  b: 1\n  b: 2\n", 3, 3, "the key 'b' is given twice (at a.b)"),
        ("a:\n\tb: 1\n", 2, 1, "Indent with spaces; YAML does not allow tabs"),
        ("a: b: c\n", 1, 5, "Put quotes round a value that contains ': '"),
        ("cron: */5 * * * *\n", 1, 8, "Put quotes round the value"),
        ("a: @daily\n", 1, 4, "Put quotes round the value"),
        ("a: 1\n---\nb: 2\n", 2, 1, "Keep one document in a file"),
        ("? [a]\n: b\n", 1, 3, "a key must be plain text"),
        ("a: [1\n", 2, 1, "not readable as YAML"),
        ("a: &x [*x]\n", 1, 4, "an alias refers to the value that contains it"),
        ("a: 1\nbü: ü\x01\n", 2, 6, "a character that YAML does not allow"),
        ("a: 1\nb: \ud800\n", 2, 4, "a character that YAML does not allow"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    [problem] = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("shop.yaml", line, column)
    assert says in str(problem)


def test_all_duplicate_keys_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [problem.path for problem in caught.value.problems] == ["a", "b.c"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("levels", [MAX_DEPTH + 10, 200_000])
def test_endless_nesting_is_refused(opening: str, levels: int) -> None:
    """At 200,000 levels the parser itself would crash the process."""
    with pytest.raises(InputError, match=f"nested deeper than {MAX_DEPTH} levels|not readable"):
        parse(opening * levels)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH).data


def test_many_lists_side_by_side_are_not_deep() -> None:
    assert parse("[" + "[1]," * 1000 + "]").data == [["1"]] * 1000


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 10):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    with pytest.raises(InputError, match=f"more than {MAX_VALUES} values"):
        parse("\n".join(lines))


def test_aliases_cannot_be_stacked_deeper_than_the_limit() -> None:
    half = MAX_DEPTH // 2
    lines = ["a0: &a0 x"]
    for level in range(1, 100):
        lines.append(f"a{level}: &a{level} " + "[" * half + f"*a{level - 1}" + "]" * half)
    with pytest.raises(InputError, match=f"nested deeper than {MAX_DEPTH} levels"):
        parse("\n".join(lines))


def test_places_are_found_by_path() -> None:
    source = parse("a:\n  - b: 1\n  - b:  2\n")
    assert source.locate(("a", 1, "b")) == (3, 9)
    assert source.locate_key(("a", 1, "b")) == (3, 5)
    assert source.locate(("a", 7, "b")) == (2, 3), "the nearest parent of what is not there"
    assert source.locate(()) == (1, 1)


def test_a_path_is_written_as_people_write_it() -> None:
    assert write_path(("brief", "data_consumers", 0, "team")) == "brief.data_consumers[0].team"
    assert write_path((0, "a")) == "[0].a"


def test_every_problem_of_a_document_is_told_in_the_order_of_the_file() -> None:
    problems = problems_in("nmae: orders\nsla:\n  freshness_hours: soon\n  suport_hours: 24x7\n")
    assert [(each.line, each.column, each.path, each.fix) for each in problems] == [
        (1, 1, "", ""),
        (1, 1, "nmae", "Did you mean 'name'?"),
        (3, 20, "sla.freshness_hours", ""),
        (4, 3, "sla.suport_hours", "Did you mean 'support_hours'?"),
    ]
    assert "'name' is missing" in problems[0].message
    assert "unknown key 'nmae'" in problems[1].message
    assert "'soon'" in problems[2].message


def test_an_unknown_key_that_is_near_to_none_names_those_that_there_are() -> None:
    [problem] = problems_in("name: orders\nqqqq: 1\n")
    assert problem.fix == "Known keys: name, consumers, sla"


def test_an_entry_of_a_list_is_named_by_its_index() -> None:
    [problem] = problems_in("name: orders\nconsumers:\n  - a\n  - [b]\n")
    assert (problem.line, problem.column, problem.path) == (4, 5, "consumers[1]")


@pytest.mark.parametrize(("text", "says"), [("", "the file is empty"), ("- a\n", "a mapping")])
def test_what_is_no_mapping_is_no_document(text: str, says: str) -> None:
    [problem] = problems_in(text)
    assert says in problem.message


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")
)


@given(TEXTS)
def test_text_that_was_dumped_comes_back_exactly(text: str) -> None:
    assert parse(yaml.safe_dump({"a": text}, allow_unicode=True)).data == {"a": text}


DOCUMENTS = st.recursive(
    TEXTS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, DOCUMENTS, max_size=4))
def test_whole_documents_come_back_exactly(document: dict[str, YamlValue]) -> None:
    assert parse(yaml.safe_dump(document, allow_unicode=True)).data == document


@given(st.text())
def test_any_text_is_read_or_refused_with_a_problem(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse(text)
    except InputError as error:
        problems = error.problems
    assert all(problem.file == "shop.yaml" for problem in problems)


PLACED = """\
pipelines:
  - name: orders
    schedule: "0 6 * * *"
    load:
      merge_keys: [a, b]
      note: |
        one
      empty:
"""


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("pipelines", 0, "schedule"), '"0 6 * * *"'),
        (("pipelines", 0, "load", "merge_keys"), "[a, b]"),
        (("pipelines", 0, "load", "merge_keys", 1), "b"),
        (("pipelines", 0, "load"), "load"),
        (("pipelines", 0, "load", "note"), "note"),
        (("pipelines", 0, "load", "empty"), "empty"),
        (("pipelines", 0, "load", "not_there"), "load"),
        (("pipelines", 0), "name: orders"),
        (("pipelines",), "pipelines"),
    ],
)
def test_a_place_is_the_value_or_the_key_that_leads_to_it(
    path: tuple[str | int, ...], shown: str
) -> None:
    place = parse(PLACED).place(path)
    line = PLACED.splitlines()[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == shown
    assert place.line == place.end_line
    assert place.path == write_path(path)
