"""A design that is split over a folder: read as one, changed in the right file."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.designs.drafts import Drafts
from workbench.designs.store import ConflictError, DesignFile, read_design
from workbench.errors import InputError

FILES = {
    "design.yaml": "workbench: 1\nbrief:\n  project_name: shop  # the shop\n",
    "pipelines/orders.yaml": "# nightly\npipeline:\n  name: orders_daily\n  tier: 1\n",
    "pipelines/stock.yaml": "pipeline:\n  name: stock_hourly\n",
    "contracts.yaml": "contracts:\n  - name: fct_orders\n  - name: fct_stock  # hourly\n",
    "models/orders.yml": "fact_table:\n  name: fct_orders\ndimensions:\n  - name: dim_customers\n",
    "dbt/dbt_project.yml": "name: shop\nversion: 1.0.0\nmodel-paths: [models]\n",
    ".github/workflows/ci.yaml": "pipeline:\n  name: not of the design\n",
    "notes.txt": "pipeline: no\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A design of five files, among files that are none of its business."""
    for name, text in FILES.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "shop"


def texts(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_the_files_are_read_as_one_design_the_main_file_first(folder: Path) -> None:
    file = DesignFile.open(folder)
    assert file.problems == ()
    assert [Path(name).relative_to(folder).as_posix() for name in file.texts] == [
        *("design.yaml", "contracts.yaml", "models/orders.yml"),
        *("pipelines/orders.yaml", "pipelines/stock.yaml"),
    ]
    design = read_design(folder)
    assert design == file.design
    assert design.brief is not None
    assert [one.name for one in design.pipelines] == ["orders_daily", "stock_hourly"]
    assert [one.name for one in design.contracts] == ["fct_orders", "fct_stock"]
    assert design.models[0].dimensions[0].name == "dim_customers"


@pytest.mark.parametrize(
    ("path", "name", "line", "column"),
    [
        (("brief", "project_name"), "design.yaml", 3, 17),
        (("pipelines", 0, "tier"), "pipelines/orders.yaml", 4, 9),
        (("pipelines", 1, "name"), "pipelines/stock.yaml", 2, 9),
        (("contracts", 1, "name"), "contracts.yaml", 3, 11),
        (("models", 0, "fact_table", "name"), "models/orders.yml", 2, 9),
    ],
)
def test_each_value_has_its_place_in_its_own_file(
    folder: Path, path: tuple[str | int, ...], name: str, line: int, column: int
) -> None:
    found, place = DesignFile.open(folder).place(path)
    assert (found, place.line) == (str(folder / name), line)
    assert place.column <= column


def test_changes_go_to_the_right_file_and_leave_the_others_alone(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.set(("pipelines", 0, "sla_minutes"), "60")
    file.set(("contracts", 1, "version"), "1.10")
    file.set(("brief", "constraints", "team_size"), "3")
    file.remove(("contracts", 0))
    file.save()
    assert texts(folder) == FILES | {
        "design.yaml": FILES["design.yaml"] + "  constraints:\n    team_size: 3\n",
        "pipelines/orders.yaml": "# nightly\npipeline:\n  name: orders_daily\n  sla_minutes: 60\n"
        "  tier: 1\n",
        "contracts.yaml": 'contracts:\n  - name: fct_stock  # hourly\n    version: "1.10"\n',
    }


def test_new_documents_go_where_their_kind_is_kept(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.insert(("contracts",), 1, {"name": "fct_returns"})
    file.insert(("pipelines",), 1, {"name": "Returns / daily", "tier": "2"})
    file.insert(("datasets",), 0, {"name": "fct_orders"})
    assert [one.name for one in file.design.pipelines] == [
        *("orders_daily", "Returns / daily", "stock_hourly")
    ]
    file.save()
    found = texts(folder)
    assert found["contracts.yaml"] == (
        "contracts:\n  - name: fct_orders\n  - name: fct_returns\n  - name: fct_stock  # hourly\n"
    )
    assert found["pipelines/returns-daily.yaml"] == (
        'pipeline:\n  name: Returns / daily\n  tier: "2"\n'
    )
    assert found["design.yaml"] == FILES["design.yaml"] + "datasets:\n  - name: fct_orders\n"
    assert len(read_design(folder).pipelines) == 3


def test_a_document_in_a_file_of_its_own_takes_the_file_with_it(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.remove(("pipelines", 0))
    assert (folder / "pipelines/orders.yaml").exists()
    assert file.is_changed
    file.save()
    assert not (folder / "pipelines/orders.yaml").exists()
    assert [one.name for one in read_design(folder).pipelines] == ["stock_hourly"]
    assert not file.is_changed


def test_a_list_over_several_files_can_be_put_in_place_as_a_whole(folder: Path) -> None:
    file = DesignFile.open(folder)
    pipelines = file.value(("pipelines",))
    assert isinstance(pipelines, list)
    file.set(("pipelines",), [*reversed(pipelines), {"name": "third"}])
    assert [one.name for one in file.design.pipelines] == ["stock_hourly", "orders_daily", "third"]


def test_every_problem_of_every_file_is_said_at_once(folder: Path) -> None:
    (folder / "contracts.yaml").write_text(
        "contracts:\n  - nam: x\n    sla: {freshness_hours: x}\n"
    )
    (folder / "pipelines/stock.yaml").write_text("pipeline:\n  tier: 7\n")
    (folder / "typo.yaml").write_text("pipelinse:\n  - name: x\n")
    (folder / "second.yaml").write_text("brief:\n  project_name: again\n")
    with pytest.raises(InputError) as caught:
        read_design(folder)
    assert [
        (Path(one.file).relative_to(folder).as_posix(), one.line, one.path, one.fix)
        for one in caught.value.problems
    ] == [
        ("contracts.yaml", 2, "contracts[0].nam", "Did you mean 'name'?"),
        ("contracts.yaml", 3, "contracts[0].sla.freshness_hours", ""),
        ("pipelines/stock.yaml", 2, "pipeline.tier", ""),
        ("second.yaml", 1, "brief", "Join the two"),
        ("typo.yaml", 1, "pipelinse", "Did you mean 'pipelines'?"),
    ]
    (folder / "bad.yaml").write_text("pipeline: [\n")
    (folder / "worse.yaml").write_text("pipeline:\n\tname: x\n")
    with pytest.raises(InputError) as caught:
        DesignFile.open(folder)
    assert [Path(one.file).name for one in caught.value.problems] == ["bad.yaml", "worse.yaml"]


def test_nothing_is_written_if_one_file_changed_on_disk(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.set(("pipelines", 0, "tier"), "2")
    file.set(("contracts", 0, "name"), "mine")
    (folder / "contracts.yaml").write_text("contracts:\n  - name: theirs\n")
    with pytest.raises(ConflictError) as caught:
        file.save()
    assert caught.value.clashes == (("contracts", 0, "name"),)
    assert texts(folder)["pipelines/orders.yaml"] == FILES["pipelines/orders.yaml"]
    file.reload()
    assert file.value(("contracts", 0, "name")) == "theirs"
    assert not file.is_changed


def test_changes_of_two_people_in_two_files_are_no_conflict(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.set(("pipelines", 0, "tier"), "2")
    (folder / "contracts.yaml").write_text("contracts:\n  - name: theirs\n")
    file.save()
    assert "theirs" in texts(folder)["contracts.yaml"]
    assert "tier: " in texts(folder)["pipelines/orders.yaml"]


def test_drafts_of_all_files_are_found_again_a_new_file_among_them(
    folder: Path, tmp_path: Path
) -> None:
    drafts = Drafts(tmp_path / "drafts")
    file = DesignFile.open(folder, drafts)
    file.set(("contracts", 0, "name"), "mine")
    file.insert(("pipelines",), 2, {"name": "new"})
    after_a_crash = DesignFile.open(folder, drafts)
    left = after_a_crash.left_behind()
    assert len(left) == 2
    for draft in left:
        after_a_crash.resume(draft)
    assert after_a_crash.design == file.design
    after_a_crash.save()
    assert DesignFile.open(folder, drafts).left_behind() == ()
    names = {one.name for one in read_design(folder).pipelines}
    assert names == {"orders_daily", "stock_hourly", "new"}


TYPING = """
import sys
from workbench.designs.drafts import Drafts
from workbench.designs.store import DesignFile

file = DesignFile.open(sys.argv[1], Drafts())
for number in range(100_000):
    file.set(("pipelines", number % 2, "owner"), f"team {number}")
    file.set(("contracts", number % 2, "owner"), f"team {number}")
    print(number, flush=True)
"""


def test_a_kill_in_the_middle_of_typing_loses_nothing_in_any_file(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    seen = -1
    for line in process.stdout:
        seen = int(line)
        if seen >= 5:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    assert texts(folder) == FILES
    file = DesignFile.open(folder, Drafts())
    left = file.left_behind()
    assert len(left) == 3
    for draft in left:
        file.resume(draft)
    for section in ("pipelines", "contracts"):
        owners = [str(file.value((section, index, "owner"))) for index in (0, 1)]
        assert max(int(owner.removeprefix("team ")) for owner in owners) >= seen
    file.save()
    assert file.left_behind() == ()


def test_a_removed_document_is_a_draft_too_until_it_is_saved(folder: Path, tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    DesignFile.open(folder, drafts).remove(("pipelines", 0))
    file = DesignFile.open(folder, drafts)
    (draft,) = file.left_behind()
    file.resume(draft)
    assert [one.name for one in file.design.pipelines] == ["stock_hourly"]
    file.save_as(tmp_path / "copy")
    assert not (tmp_path / "copy/pipelines/orders.yaml").exists()
    assert texts(folder) == FILES


def test_entries_move_within_their_file_with_their_comments(folder: Path) -> None:
    file = DesignFile.open(folder)
    file.move(("contracts", 1), 0)
    assert file.texts[str(folder / "contracts.yaml")] == (
        "contracts:\n  - name: fct_stock  # hourly\n  - name: fct_orders\n"
    )
    file.move(("pipelines", 0), 1)
    assert [one.name for one in file.design.pipelines] == ["stock_hourly", "orders_daily"]


def test_a_copy_of_the_whole_folder_can_be_saved(folder: Path, tmp_path: Path) -> None:
    file = DesignFile.open(folder)
    file.set(("contracts", 0, "name"), "mine")
    file.save_as(tmp_path / "copy")
    assert read_design(tmp_path / "copy") == file.design
    assert texts(folder) == FILES
    assert set(texts(tmp_path / "copy")) == {
        *("design.yaml", "contracts.yaml", "models/orders.yml"),
        *("pipelines/orders.yaml", "pipelines/stock.yaml"),
    }


def test_a_folder_without_a_design_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    with pytest.raises(InputError, match="is a directory without a design"):
        DesignFile.open(tmp_path)
