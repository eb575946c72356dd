"""A design's file: opened with its faults, changed in place, saved without loss."""

import os
from pathlib import Path

import pytest
import yaml

from workbench.designs.brief import Brief
from workbench.designs.store import ConflictError, DesignFile, read_design
from workbench.errors import InputError

TEAM = ("brief", "data_consumers", 0, "team")
BUDGET = ("brief", "constraints", "budget_monthly_usd")
SMALL = "workbench: 1\nbrief:\n  project_name: shop\n  constraints:\n    team_size: 3  # people\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A design with a brief and many comments, free to change."""
    path = tmp_path / "shop.yaml"
    path.write_bytes(Path(__file__).with_name("shop.yaml").read_bytes())
    return path


def design_at(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "design.yaml"
    path.write_bytes(text.encode())
    return path


def test_opening_and_saving_changes_no_byte(shop: Path) -> None:
    before = shop.read_bytes()
    file = DesignFile.open(shop)
    assert file.problems == ()
    file.save()
    assert shop.read_bytes() == before


def test_a_byte_order_mark_and_line_ends_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    file = DesignFile.open(path)
    file.set(BUDGET, "5000")
    file.save()
    expected = SMALL.replace("    team", "    budget_monthly_usd: 5000\n    team")
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()


def test_changes_reach_the_file_and_the_typed_design(shop: Path) -> None:
    file = DesignFile.open(shop)
    file.set(BUDGET, "7500")
    file.set(("brief", "current_state", "sources"), ("PostgreSQL", "S3", "SAP"))
    file.insert(("brief", "data_consumers"), 3, {"team": "Finance", "use_case": "reporting"})
    file.remove(("brief", "data_consumers", 0))
    file.save()
    brief = read_design(shop).brief
    assert brief is not None
    assert brief == file.design.brief
    assert [one.team for one in brief.data_consumers] == ["Product", "ML", "Finance"]
    text = shop.read_text()
    assert "budget_monthly_usd: 7500    # everything but salaries" in text
    assert "- S3            # files from suppliers" in text
    assert "Kafka" not in text


def test_a_new_design_is_a_blank_brief_that_is_valid_and_not_written_yet(tmp_path: Path) -> None:
    path = tmp_path / "web-shop.yaml"
    file = DesignFile.new(path)
    assert (file.problems, path.exists(), file.is_changed) == ((), False, True)
    file.set(TEAM, "Marketing")
    file.set((*TEAM[:-1], "use_case"), "reporting")
    file.save()
    assert not file.is_changed
    brief = read_design(path).brief
    assert brief is not None
    assert brief.project_name == "web shop"
    assert brief.data_consumers[0].team == "Marketing"
    with pytest.raises(InputError, match="such a file already"):
        DesignFile.new(path)


def test_values_that_yaml_twists_are_quoted_for_other_readers(tmp_path: Path) -> None:
    file = DesignFile.new(tmp_path / "d.yaml")
    traps = ["NO", "1.10", "0123", "12:30:00", "2024-01-31", "*/5 * * * *", "0 2 * * *"]
    file.set(("brief", "current_state", "sources"), traps)
    file.save()
    assert yaml.safe_load(file.text)["brief"]["current_state"]["sources"] == traps
    assert yaml.safe_load(file.text)["brief"]["constraints"]["team_size"] == 0


def test_a_bare_brief_is_a_design_with_that_section(tmp_path: Path, samples: Path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_bytes((samples / "briefs/ecommerce.yaml").read_bytes())
    file = DesignFile.open(path)
    file.set(TEAM, "Growth")
    assert file.value(TEAM) == "Growth"
    assert file.text.count("Growth") == 1
    assert "workbench" not in yaml.safe_load(file.text)
    with pytest.raises(InputError, match="brief only"):
        file.set(("pipelines",), [])


def test_an_empty_file_becomes_a_design_when_it_is_filled_in(tmp_path: Path) -> None:
    file = DesignFile.open(design_at(tmp_path, "# to do\n"))
    assert [one.message for one in file.problems] == ["the file is empty"]
    file.set(("brief", "project_name"), "shop")
    assert file.text == "# to do\nworkbench: 1\nbrief:\n  project_name: shop\n"
    assert file.problems == ()


def test_a_faulty_file_opens_says_all_and_can_be_mended(tmp_path: Path) -> None:
    text = SMALL.replace("3  # people", "x  # people") + "  bussiness_context: x\nbreif: 1\n"
    file = DesignFile.open(design_at(tmp_path, text))
    assert [(one.line, one.column, one.path, one.fix) for one in file.problems] == [
        (5, 16, "brief.constraints.team_size", ""),
        (6, 3, "brief.bussiness_context", "Did you mean 'business_context'?"),
        (7, 1, "breif", "Did you mean 'brief'?"),
    ]
    size = ("brief", "constraints", "team_size")
    assert file.value(size) == "x"
    assert [one.line for one in file.problems_at(size)] == [5]
    # The rest is readable meanwhile.
    assert file.design.brief is not None
    assert file.design.brief.project_name == "shop"
    file.set(size, "3")
    file.remove(("brief", "bussiness_context"))
    file.remove(("breif",))
    assert file.problems == ()
    assert file.text == SMALL


def test_a_record_without_a_name_is_read_all_the_same(tmp_path: Path) -> None:
    file = DesignFile.open(design_at(tmp_path, "workbench: 1\nbrief:\n  business_context: x\n"))
    assert file.problems == ()
    assert file.design.brief == Brief(business_context="x")


def test_an_answer_that_is_not_valid_is_kept_as_it_was_typed(tmp_path: Path) -> None:
    file = DesignFile.open(design_at(tmp_path, SMALL))
    file.set(("brief", "constraints", "team_size"), "five")
    assert "team_size: five  # people" in file.text
    assert file.problems[0].path == "brief.constraints.team_size"


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"brief:\n\tproject_name: x\n", "not readable as YAML", 2),
        (b"workbench: 1\nbrief: {project_name: x, project_name: y}\n", "given twice", 2),
        (b"workbench: 1\nbrief: [\n", "not readable as YAML", 3),
        (b"- a\n- b\n", "mapping of keys", 1),
        (b"workbench: 1\n--- \nworkbench: 1\n", "not readable as YAML", 2),
        (b"name: \xe9\n", "not valid UTF-8", 1),
        (b"workbench: 1\n\x00\x01", "binary", 2),
        (b"\xff\xfew\x00:\x00 \x001\x00", "UTF-16", 0),
        (b"a: 1\n" * 3_000_000, "larger than", 0),
        (
            b"a: &a [x, x, x, x, x, x, x, x, x]\n"
            + b"".join(
                b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (c, c, *([c - 1] * 8))
                for c in b"bcdefgh"
            ),
            "once its aliases are expanded",
            0,
        ),
    ],
    ids=[
        *("tabs", "duplicate-keys", "unclosed", "a-list", "two-documents"),
        *("latin-1", "binary", "utf-16", "too-large", "alias-bomb"),
    ],
)
def test_what_cannot_be_edited_is_an_error_with_its_place(
    tmp_path: Path, content: bytes, message: str, line: int
) -> None:
    path = tmp_path / "design.yaml"
    path.write_bytes(content)
    for read in (DesignFile.open, read_design):
        if read is read_design and message == "UTF-16":
            continue
        with pytest.raises(InputError, match=message) as caught:
            read(path)
        problem = caught.value.problems[0]
        assert problem.file == str(path)
        assert problem.line == line or (line == 0 and problem.line >= 0)
    assert path.read_bytes() == content
    assert list(tmp_path.glob("*design*")) == [path]


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        DesignFile.open(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="is a directory"):
        DesignFile.open(tmp_path)


def test_the_command_line_gets_every_problem_at_once(tmp_path: Path) -> None:
    path = design_at(tmp_path, "workbench: 2\nbrief:\n  project_name: x\n  x: 1\n")
    with pytest.raises(InputError) as caught:
        read_design(path)
    assert [(one.line, one.path) for one in caught.value.problems] == [
        (1, "workbench"),
        (4, "brief.x"),
    ]


def test_a_file_that_changed_on_disk_is_not_overwritten(tmp_path: Path) -> None:
    path = design_at(tmp_path, SMALL)
    file = DesignFile.open(path)
    file.set(("brief", "project_name"), "mine")
    path.write_text(SMALL.replace("shop", "theirs"))
    with pytest.raises(ConflictError, match="Reload, or save a copy") as caught:
        file.save()
    assert caught.value.clashes == (("brief", "project_name"),)
    with pytest.raises(ConflictError):
        file.merge()
    assert "theirs" in path.read_text()
    file.save_as(tmp_path / "copy.yaml")
    assert "mine" in (tmp_path / "copy.yaml").read_text()
    assert "theirs" in path.read_text()
    with pytest.raises(InputError, match="such a file already"):
        file.save_as(path)


def test_changes_of_different_places_can_be_merged(tmp_path: Path) -> None:
    path = design_at(tmp_path, SMALL)
    file = DesignFile.open(path)
    file.set(BUDGET, "5000")
    path.write_text("# by someone else\n" + SMALL.replace("3  # people", "4  # people"))
    with pytest.raises(ConflictError, match="Merge") as caught:
        file.save()
    assert caught.value.clashes == ()
    file.merge()
    file.save()
    assert path.read_text() == "# by someone else\n" + SMALL.replace(
        "    team_size: 3", "    budget_monthly_usd: 5000\n    team_size: 4"
    )


def test_reloading_takes_what_is_on_disk(tmp_path: Path) -> None:
    path = design_at(tmp_path, SMALL)
    file = DesignFile.open(path)
    file.set(("brief", "project_name"), "mine")
    path.write_text(SMALL.replace("shop", "theirs"))
    file.reload()
    assert file.value(("brief", "project_name")) == "theirs"
    assert not file.is_changed
    file.save()


def test_a_text_that_was_edited_freely_is_not_merged(tmp_path: Path) -> None:
    path = design_at(tmp_path, SMALL)
    file = DesignFile.open(path)
    file.rewrite("# my comment\n" + SMALL)
    path.write_text(SMALL.replace("shop", "theirs"))
    with pytest.raises(ConflictError):
        file.merge()
    assert "# my comment" in file.text
    with pytest.raises(InputError):
        file.rewrite("a: [")
    assert "# my comment" in file.text


def test_a_new_file_does_not_overwrite_one_that_appeared_meanwhile(tmp_path: Path) -> None:
    file = DesignFile.new(tmp_path / "design.yaml")
    path = design_at(tmp_path, SMALL)
    with pytest.raises(ConflictError):
        file.save()
    assert path.read_text() == SMALL


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_an_error_and_keeps_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = design_at(folder, SMALL)
    file = DesignFile.open(path)
    file.set(("brief", "project_name"), "x")
    folder.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot write"):
            file.save()
    finally:
        folder.chmod(0o700)
    assert path.read_text() == SMALL
    assert file.is_changed
    assert list(folder.iterdir()) == [path]


def test_a_folder_that_went_away_is_an_error_and_keeps_the_text(tmp_path: Path) -> None:
    file = DesignFile.new(tmp_path / "gone" / "design.yaml")
    with pytest.raises(InputError, match="cannot write"):
        file.save()
    assert file.is_changed
