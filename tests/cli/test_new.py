"""``workbench new`` begins any document; what it writes can be read at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli.main import workbench
from workbench.designs.blank import blanks
from workbench.designs.design import SECTIONS
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.store import DesignFile, read_design
from workbench.errors import InputError

DOCUMENTS = [blank for blank in blanks().values() if blank.section]


def new(*arguments: str) -> str:
    done = CliRunner().invoke(workbench, ["new", *arguments], catch_exceptions=False)
    return done.stdout


def fields_below(field: FormField) -> list[FormField]:
    found = [field]
    inside = [field.entry(0)] if field.kind is FieldKind.LIST else field.fields
    for child in inside:
        found += fields_below(child)
    return found


def test_every_section_can_be_begun() -> None:
    assert {blank.section for blank in DOCUMENTS} == SECTIONS.keys()


@pytest.mark.parametrize("blank", DOCUMENTS, ids=lambda blank: blank.name)
def test_a_new_document_explains_every_field_and_reads_back_without_problems(
    blank: object, tmp_path: Path
) -> None:
    assert blank in DOCUMENTS
    this = DOCUMENTS[DOCUMENTS.index(blank)]
    path = tmp_path / "new.yaml"
    new(this.name, "-o", str(path))
    text = path.read_text()
    design = read_design(path)
    assert design.model_fields_set - {"workbench"} == {this.section}
    assert max(map(len, text.splitlines())) <= 100
    words = " ".join(text.replace("#", " ").split())
    for field in form_of(SECTIONS[this.section].model).fields:
        for one in fields_below(field):
            if isinstance(one.path[-1], str):
                assert f"{one.path[-1]}:" in text, one.path
                assert " ".join(one.help.split()) in words, one.path
                assert one.unit in text, one.path
                assert all(choice.value in text for choice in one.choices), one.path


def test_nothing_is_filled_in_but_what_holds_unless_set() -> None:
    file = DesignFile.of_text("new.yaml", new("pipeline"))
    (pipeline,) = file.design.pipelines
    assert (pipeline.name, pipeline.tier, pipeline.load.strategy) == ("", None, None)
    assert (pipeline.error_handling.max_retries, pipeline.sla_minutes) == (3, 0)
    file.set(("pipelines", 0, "transform", "stages", 0, "name"), "clean")
    assert '      - name: "clean"  # required, clean | conform | enrich | aggregate\n' in file.text


def test_a_whole_design_has_every_section_and_begins_with_the_brief(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    new("design", "-o", str(path))
    file = DesignFile.open(path)
    assert file.problems == ()
    assert isinstance(file.value(("brief",)), dict)
    for name in SECTIONS:
        assert f"\n{name}:" in path.read_text()
    file.insert(("pipelines",), 0, {"name": "orders_daily"})
    assert "\npipelines:\n  - name: orders_daily\n" in file.text


@pytest.mark.parametrize("name", ["feature-store", "feature_stores", "Feature Store"])
def test_names_are_taken_in_any_spelling(name: str) -> None:
    assert "\nfeature_store:\n" in new(name)


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("precious")
    with pytest.raises(InputError, match="such a file already"):
        new("brief", "-o", str(path))
    assert path.read_text() == "precious"


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'contract'"):
        new("contrat")


def test_the_list_names_every_document() -> None:
    listed = [line.split()[0] for line in new("--list").splitlines()]
    assert listed == ["design", *(blank.name for blank in DOCUMENTS)]


def test_without_a_name_the_list_is_offered() -> None:
    done = CliRunner().invoke(workbench, ["new"])
    assert done.exit_code == 2
    assert "--list" in done.stderr
