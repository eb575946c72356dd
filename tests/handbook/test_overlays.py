"""A team's own knowledge over the shipped one: adding, replacing, and mistakes in it."""

from pathlib import Path

import pytest

from workbench.errors import InputError, Problem
from workbench.handbook.checklist import Checklist
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix

HEAD = "kind: matrix\nid: orchestration\n"
KINDS = frozenset({"checklist", "matrix", "tree"})
ROW = """\
  - id: {id}
    title: {title}
    cells:
      best-for: Our own pipelines
      avoid-when: Never
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    return folder


def write(folder: Path, text: str, name: str = "ours.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def load(*folders: Path) -> Handbook:
    return Handbook.load(folders, KINDS)


def problem_of(*folders: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        load(*folders)
    [problem] = caught.value.problems
    return problem


def rows(handbook: Handbook) -> list[str]:
    return [row.id for row in handbook.page("orchestration", Matrix).rows]


def columns() -> set[str]:
    return {column.id for column in load().page("orchestration", Matrix).columns}


def test_the_rows_of_these_tests_fit_the_shipped_matrix() -> None:
    assert columns() == {"best-for", "avoid-when"}


def test_a_row_is_added_behind_the_shipped_ones(overlay: Path) -> None:
    write(overlay, HEAD + "rows:\n" + ROW.format(id="house-runner", title="House runner"))
    shipped = rows(load())
    assert rows(load(overlay)) == [*shipped, "house-runner"]


def test_a_row_is_replaced_by_its_id_in_its_place(overlay: Path) -> None:
    write(overlay, HEAD + "rows:\n" + ROW.format(id="prefect", title="Prefect, our server"))
    handbook = load(overlay)
    assert rows(handbook) == rows(load())
    found = handbook.get("orchestration/prefect")
    assert found is not None
    assert found.title == "Prefect, our server"


def test_the_keys_of_a_page_are_replaced_and_the_others_stay(overlay: Path) -> None:
    write(overlay, HEAD + "summary: What we run.\n")
    page = load(overlay).pages["orchestration"]
    shipped = load().pages["orchestration"]
    assert page.summary == "What we run."
    assert page.title == shipped.title
    assert page.entries() == shipped.entries()


def test_a_page_is_added(overlay: Path) -> None:
    write(
        overlay,
        "kind: checklist\nid: our-rules\ntitle: Our rules\nphase: 0\nsummary: House rules.\n"
        "source: workbench\nitems:\n  - {id: ask, title: Ask, text: Ask first.}\n",
    )
    page = load(overlay).page("our-rules", Checklist)
    assert page.items[0].text == "Ask first."


def test_later_overlays_have_the_last_word(overlay: Path, tmp_path: Path) -> None:
    second = tmp_path / "mine"
    second.mkdir()
    write(overlay, HEAD + "rows:\n" + ROW.format(id="house-runner", title="Theirs"))
    write(second, HEAD + "rows:\n" + ROW.format(id="house-runner", title="Mine"))
    found = load(overlay, second).get("orchestration/house-runner")
    assert found is not None
    assert found.title == "Mine"


def test_a_mistake_in_a_row_is_told_where_the_overlay_makes_it(overlay: Path) -> None:
    text = HEAD + "rows:\n" + ROW.format(id="a", title="A") + ROW.format(id="b", title="B")
    path = write(overlay, text + "    kyewords: []\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.column) == (str(path), 14, 5)
    assert problem.path == "rows[1].kyewords"
    assert problem.fix == "Did you mean 'keywords'?"


def test_a_replaced_row_with_a_missing_field_is_told_in_the_overlay(overlay: Path) -> None:
    path = write(overlay, HEAD + "rows:\n  - id: prefect\n    title: Prefect\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 4, "rows[0]")
    assert problem.message == "'cells' is missing"


def test_cells_of_an_overlay_that_fit_no_column_are_told_in_the_overlay(overlay: Path) -> None:
    row = ROW.format(id="house-runner", title="House runner").replace("avoid-when", "avoid")
    path = write(overlay, HEAD + "rows:\n" + row)
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 7, "rows[0].cells")
    assert "avoid, avoid-when" in problem.message


def test_a_mistake_in_a_key_of_the_page_is_told_in_the_overlay(overlay: Path) -> None:
    path = write(overlay, HEAD + "phase: early\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 3, "phase")


def test_an_unknown_key_of_the_page_is_told_in_the_overlay(overlay: Path) -> None:
    path = write(overlay, HEAD + "sumary: x\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 3, "sumary")
    assert problem.fix == "Did you mean 'summary'?"


def test_records_that_are_no_list_are_told_and_not_ignored(overlay: Path) -> None:
    path = write(overlay, HEAD + "rows: none\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 3, "rows")


def test_another_kind_under_the_same_id_is_refused(overlay: Path) -> None:
    path = write(overlay, "kind: checklist\nid: orchestration\n")
    problem = problem_of(overlay)
    assert (problem.file, problem.line, problem.path) == (str(path), 1, "kind")
    assert "'orchestration' is a matrix in " in problem.message


def test_two_files_of_one_overlay_cannot_share_an_id(overlay: Path) -> None:
    write(overlay, HEAD, "a.yaml")
    path = write(overlay, HEAD, "b.yaml")
    problem = problem_of(overlay)
    assert (problem.file, problem.line) == (str(path), 2)
    assert "is taken by" in problem.message


def test_one_bad_page_does_not_hide_the_problems_of_another(overlay: Path) -> None:
    write(overlay, "kind: checklist\nid: orchestration\n", "a.yaml")
    write(overlay, "kind: matrix\nid: processing\nphase: x\n", "b.yaml")
    with pytest.raises(InputError) as caught:
        load(overlay)
    assert sorted(Path(each.file).name for each in caught.value.problems) == ["a.yaml", "b.yaml"]


def test_a_missing_overlay_folder_is_told(tmp_path: Path) -> None:
    problem = problem_of(tmp_path / "nowhere")
    assert problem.file == str(tmp_path / "nowhere")
    assert problem.message == "no such knowledge folder"


def test_an_overlay_reaches_the_kinds_that_are_loaded_alone(overlay: Path) -> None:
    write(overlay, HEAD + "rows:\n" + ROW.format(id="house-runner", title="House runner"))
    handbook = Handbook.load([overlay], kinds=frozenset({"matrix"}))
    assert rows(handbook)[-1] == "house-runner"


def test_a_tree_of_an_overlay_can_lead_to_a_shipped_node(overlay: Path) -> None:
    write(
        overlay,
        "kind: tree\nid: choose-scd-type\nnodes:\n"
        "  - {id: our-rule, kind: advice, title: Our rule, why: It is ours.}\n",
    )
    assert "no path leads to our-rule" in problem_of(overlay).message
