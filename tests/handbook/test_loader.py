"""Reading knowledge: every mistake of a writer is told with file, line and YAML path."""

from pathlib import Path

import pytest

from knowledge import ROOT
from workbench.errors import InputError, Problem
from workbench.handbook import loader
from workbench.handbook.loader import load_pages
from workbench.handbook.matrix import Matrix

MATRIX = """\
kind: matrix
id: stores
title: Stores
phase: 1
summary: Where data lives.
source: workbench
columns:
  - id: best-for
    title: Best for
rows:
  - id: lake
    title: Lake
    cells: {best-for: Raw data}
  - id: warehouse
    title: Warehouse
    cells: {best-for: Analysis}
"""
TREE = """\
kind: tree
id: choose
title: Choose
phase: 1
summary: One question.
source: workbench
root: size
nodes:
  - id: size
    kind: choice
    title: How large is it?
    answers:
      - {id: small, label: Small, to: file}
      - {id: large, label: Large, to: table}
  - id: file
    kind: advice
    title: A file
    why: It is enough.
  - id: table
    kind: advice
    title: A table
    why: It is needed.
"""


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the shipped knowledge."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    monkeypatch.setattr(loader, "ROOT", folder)
    return folder


def problems() -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_pages()
    return caught.value.problems


def only_problem(folder: Path, text: str) -> Problem:
    path = folder / "page.yaml"
    path.write_text(text, "utf-8")
    [problem] = problems()
    assert problem.file == str(path)
    return problem


def place(problem: Problem) -> tuple[int, int, str]:
    return (problem.line, problem.column, problem.path)


def test_the_shipped_knowledge_is_found() -> None:
    assert len(load_pages()) == len(list(ROOT.rglob("*.yaml")))


def test_pages_are_read_from_folders_below(shipped: Path) -> None:
    (shipped / "phase-01").mkdir()
    (shipped / "phase-01" / "stores.yaml").write_text(MATRIX, "utf-8")
    (shipped / "choose.yml").write_text(TREE, "utf-8")
    assert sorted(page.id for page in load_pages()) == ["choose", "stores"]


@pytest.mark.parametrize("first", ["kind: matrix", 'kind: "matrix"', "kind:  matrix  # a table"])
def test_only_the_kinds_that_are_wanted_are_validated(shipped: Path, first: str) -> None:
    (shipped / "stores.yaml").write_text(MATRIX.replace("kind: matrix", first), "utf-8")
    (shipped / "choose.yaml").write_text(TREE.replace("root: size", "root: nowhere"), "utf-8")
    assert [page.id for page in load_pages(kinds=frozenset({"matrix"}))] == ["stores"]


def test_a_misspelt_kind_is_told_whatever_kinds_are_wanted(shipped: Path) -> None:
    (shipped / "stores.yaml").write_text(MATRIX.replace("kind: matrix", "kind: matrx"), "utf-8")
    with pytest.raises(InputError, match="unknown kind 'matrx'"):
        load_pages(kinds=frozenset({"tree"}))


def test_hidden_folders_are_no_knowledge(shipped: Path) -> None:
    (shipped / ".github").mkdir()
    (shipped / ".github" / "ci.yaml").write_text("on: push\n", "utf-8")
    assert load_pages() == []


def test_a_folder_that_is_called_like_a_page_is_no_page(shipped: Path) -> None:
    (shipped / "archive.yaml").mkdir()
    assert load_pages() == []


def test_a_link_to_nothing_is_told(shipped: Path) -> None:
    (shipped / "gone.yaml").symlink_to(shipped / "nothing")
    [problem] = problems()
    assert "no such file" in problem.message


def test_missing_kind(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("kind: matrix\n", ""))
    assert problem.message == "'kind' is missing"
    assert problem.fix.startswith("Known kinds: checklist,")


def test_unknown_kind(shipped: Path) -> None:
    problem = only_problem(shipped, "# a note\n" + MATRIX.replace("kind: matrix", "kind: matrx"))
    assert problem.message == "unknown kind 'matrx'"
    assert place(problem) == (2, 7, "kind")


def test_missing_page_id(shipped: Path) -> None:
    assert "'id' is missing" in only_problem(shipped, MATRIX.replace("id: stores\n", "")).message


def test_a_file_that_is_no_mapping(shipped: Path) -> None:
    assert "a page needs keys" in only_problem(shipped, "- a\n").message


def test_an_empty_file(shipped: Path) -> None:
    assert "a page needs keys" in only_problem(shipped, "").message


def test_an_unknown_key_of_a_page_names_the_nearest(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX + "keyword: [a]\n")
    assert problem.message == "unknown key 'keyword'"
    assert problem.fix == "Did you mean 'keywords'?"
    assert place(problem) == (17, 1, "keyword")


def test_an_unknown_key_of_a_record_names_the_nearest(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX + "    note: []\n")
    assert problem.fix == "Did you mean 'notes'?"
    assert place(problem) == (17, 5, "rows[1].note")


def test_a_wrong_type(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("phase: 1", "phase: first"))
    assert "a whole number is needed" in problem.message
    assert place(problem) == (4, 8, "phase")


def test_a_wrong_type_deep_in_a_record(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("{best-for: Raw data}", "Raw data"))
    assert place(problem) == (13, 12, "rows[0].cells")


def test_an_id_that_is_no_slug(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("id: lake", "id: The Lake"))
    assert place(problem) == (11, 9, "rows[0].id")


def test_a_source_that_is_none(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("source: workbench", "source: hearsay"))
    assert place(problem) == (6, 9, "source")


def test_a_missing_field_of_a_record(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("    title: Lake\n", ""))
    assert problem.message == "'title' is missing"
    assert place(problem) == (11, 5, "rows[0]")


def test_a_record_id_that_is_used_twice(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("id: warehouse", "id: lake"))
    assert problem.message == "the id 'lake' is used twice"
    assert place(problem) == (14, 9, "rows[1].id")


def test_a_page_id_that_is_used_twice(shipped: Path) -> None:
    (shipped / "a.yaml").write_text(MATRIX, "utf-8")
    (shipped / "b.yaml").write_text(MATRIX, "utf-8")
    [problem] = problems()
    assert problem.file == str(shipped / "b.yaml")
    assert problem.message == f"the id 'stores' is taken by {shipped / 'a.yaml'}"
    assert place(problem) == (2, 5, "id")


def test_cells_that_no_column_asks_for(shipped: Path) -> None:
    problem = only_problem(shipped, MATRIX.replace("{best-for: Analysis}", "{good-for: Analysis}"))
    assert "cells and columns differ in best-for, good-for" in problem.message
    assert place(problem) == (16, 12, "rows[1].cells")


@pytest.mark.parametrize(
    ("before", "after", "says", "line"),
    [
        ("to: table}", "to: tabel}", "node 'size' leads to 'tabel', which does not exist", 9),
        ("root: size", "root: sise", "the root 'sise' is not a node", 7),
        ("to: table}", "to: file}", "no path leads to table", 19),
        ("kind: choice", "kind: step", "step 'size' cannot have answers", 9),
        ("    why: It is needed.\n", "", "advice 'table' must say why", 19),
        (
            "      - {id: large, label: Large, to: table}\n",
            "",
            "choice 'size' needs two or more answers",
            9,
        ),
        ("    title: A file\n", "    title: A file\n    kind: x\n", "is given twice", 18),
    ],
)
def test_a_broken_tree(shipped: Path, before: str, after: str, says: str, line: int) -> None:
    assert before in TREE
    problem = only_problem(shipped, TREE.replace(before, after))
    assert says in problem.message
    assert problem.line == line


def test_a_key_with_dots_is_still_found(shipped: Path) -> None:
    """Trees set fields of documents, whose names have dots."""
    text = (
        TREE + "    sets:\n      pipeline.extract.strategy: CDC\n      pipeline.load.strategy: []\n"
    )
    problem = only_problem(shipped, text)
    assert problem.line == 25


def test_every_problem_of_every_file_is_told_at_once(shipped: Path) -> None:
    (shipped / "a.yaml").write_text(MATRIX.replace("phase: 1", "phase: 99"), "utf-8")
    (shipped / "b.yaml").write_text(TREE.replace("root: size", "root: no"), "utf-8")
    (shipped / "c.yaml").write_text("a: b: c\n", "utf-8")
    (shipped / "d.yaml").write_bytes(b"title: \xff\n")
    assert sorted(Path(problem.file).name for problem in problems()) == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
        "d.yaml",
    ]


def test_a_page_comes_back_as_it_was_written(shipped: Path) -> None:
    (shipped / "stores.yaml").write_text(MATRIX, "utf-8")
    [page] = load_pages()
    assert isinstance(page, Matrix)
    assert [row.cells for row in page.rows] == [{"best-for": "Raw data"}, {"best-for": "Analysis"}]
