"""Whatever files hold, the design that they make can be asked for everything in it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.designs.assembly import Assembly
from workbench.designs.design import SECTIONS
from workbench.designs.store import DesignFile
from workbench.designs.text_file import TextFile
from workbench.designs.yaml_scalars import Indent, write_entries
from workbench.yaml_source import YamlPath, YamlValue

KEYS = [
    *SECTIONS,
    *(section.bare for section in SECTIONS.values() if section.bare),
    *("workbench", "fact_table", "dimensions", "project_name", "constraints", "run_id", "nonsense"),
    *("version", "unit_tests", "name", "columns"),
]
VALUES: st.SearchStrategy[YamlValue] = st.recursive(
    st.none() | st.sampled_from(["x", "1", "[name]"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=6,
)
FILES = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4), min_size=1, max_size=3)


def places(data: YamlValue, path: YamlPath = ()) -> list[YamlPath]:
    found = [path]
    if isinstance(data, dict):
        for key, value in data.items():
            found += places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found += places(value, (*path, index))
    return found


def at(data: YamlValue, path: YamlPath) -> YamlValue:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


@given(FILES)
def test_every_value_of_the_design_is_found_in_its_file_and_back(
    files: list[dict[str, YamlValue]],
) -> None:
    assembly = Assembly(files)
    for path in places(assembly.data):
        found = assembly.find(path)
        if found is None or path in ((), ("workbench",)):
            continue
        number, inside = found
        if len(path) > 2 or (len(path) > 1 and not isinstance(path[1], int)):
            assert at(files[number], inside) == at(assembly.data, path)
            assert assembly.in_design(number, inside) == path


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_files_of_any_content_can_be_read_shown_and_mended(
    files: list[dict[str, YamlValue]],
) -> None:
    texts = ["\n".join(write_entries(data, Indent())) + "\n" for data in files]
    file = DesignFile.of_text("design.yaml", texts[0])
    for problem in file.problems:
        assert problem.line > 0
        assert problem.message
    assert file.design is not None
    for path in places(file.value(())):
        name, place = file.place(path)
        assert (name, place.line > 0) == ("design.yaml", True)
        file.problems_at(path)


def test_a_section_that_is_no_list_is_said_and_hides_no_other() -> None:
    files = [
        TextFile(Path("a.yaml"), "", "contracts:\n  name: x\n"),
        TextFile(Path("b.yaml"), "", "contracts:\n  - name: y\n    owner: [z]\n"),
    ]
    file = DesignFile(Path(), files)
    assert [(one.file, one.line, one.message) for one in file.problems] == [
        ("a.yaml", 2, "a list is needed"),
        ("b.yaml", 1, "a design has one 'contracts', and there is another"),
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_misspelt_key_names_the_one_that_is_meant_all_at_once(section: str) -> None:
    fields = [
        str(info.alias or name) for name, info in SECTIONS[section].model.model_fields.items()
    ]
    lines = [f"{section}:"]
    for number, field in enumerate(fields):
        lead = "  - " if SECTIONS[section].many and number == 0 else "    "
        lines.append(f"{lead}{field}x: 1")
    file = DesignFile.of_text("design.yaml", "\n".join(lines) + "\n")
    assert [(one.line, one.column, one.fix) for one in file.problems] == [
        (number + 2, 5, f"Did you mean {field!r}?") for number, field in enumerate(fields)
    ]
