"""Drafts survive a kill, notice a changed file, and go when they are saved."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.designs.drafts import Drafts
from workbench.designs.store import ConflictError, DesignFile
from workbench.errors import InputError

NAME = ("brief", "project_name")
SMALL = "workbench: 1\nbrief:\n  project_name: shop  # working title\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "design.yaml"
    file.write_text(SMALL)
    return file


def test_a_draft_is_kept_with_every_change_and_goes_when_saved(path: Path) -> None:
    drafts = Drafts()
    file = DesignFile.open(path, drafts)
    assert drafts.find(path) is None
    file.set(NAME, "web shop")
    draft = drafts.find(path)
    assert draft is not None
    assert (draft.path, draft.base, draft.text) == (path.resolve(), SMALL, file.text)
    assert path.read_text() == SMALL
    file.save()
    assert drafts.find(path) is None


TYPING = """
import sys, time
from workbench.designs.drafts import Drafts
from workbench.designs.store import DesignFile

file = DesignFile.open(sys.argv[1], Drafts())
for number in range(100_000):
    file.set(("brief", "project_name"), f"name {number}")
    print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_was_typed(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    seen = -1
    for line in process.stdout:
        seen = int(line)
        if seen >= 5:
            break
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    seen = int(rest[-1]) if rest and rest[-1].isdigit() else seen

    assert path.read_text() == SMALL
    draft = Drafts().find(path)
    assert draft is not None
    file = DesignFile.open(path, Drafts())
    file.resume(draft)
    name = file.value(NAME)
    assert isinstance(name, str)
    assert int(name.removeprefix("name ")) >= seen
    file.save()
    assert path.read_text() == SMALL.replace("shop ", f"{name} ")
    assert Drafts().find(path) is None


def test_a_draft_of_a_file_that_changed_since_does_not_overwrite_it(path: Path) -> None:
    DesignFile.open(path, Drafts()).set(NAME, "mine")
    path.write_text(SMALL + "  business_context: theirs\n")
    file = DesignFile.open(path, Drafts())
    draft = Drafts().find(path)
    assert draft is not None
    file.resume(draft)
    with pytest.raises(ConflictError):
        file.save()
    file.merge()
    file.save()
    assert path.read_text() == SMALL.replace("shop  #", "mine  #") + "  business_context: theirs\n"


def test_a_design_that_was_never_saved_has_a_draft_too(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    DesignFile.new(path, Drafts()).set(NAME, "shop")
    draft = Drafts().find(path)
    assert draft is not None
    assert draft.base is None
    file = DesignFile.new(path, Drafts())
    file.resume(draft)
    file.save()
    assert "shop" in path.read_text()


def test_drafts_are_listed_for_home_and_can_be_discarded(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.keep(tmp_path / "a.yaml", None, "a")
    drafts.keep(tmp_path / "b.yaml", "old", "b")
    assert {draft.text for draft in drafts.all()} == {"a", "b"}
    drafts.discard(tmp_path / "a.yaml")
    drafts.discard(tmp_path / "a.yaml")
    assert [draft.path.name for draft in drafts.all()] == ["b.yaml"]


def test_one_design_has_one_draft_however_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = Drafts(tmp_path / "drafts")
    monkeypatch.chdir(tmp_path)
    drafts.keep(Path("a.yaml"), None, "text")
    assert drafts.find(tmp_path / "x" / ".." / "a.yaml") is not None


def test_drafts_are_for_their_owner_only(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.keep(tmp_path / "a.yaml", None, "text")
    assert drafts.folder.stat().st_mode & 0o077 == 0


def test_a_damaged_draft_is_an_error_with_its_place_and_hides_no_other(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.keep(tmp_path / "a.yaml", None, "a")
    damaged = next(drafts.folder.iterdir())
    damaged.write_text("{")
    drafts.keep(tmp_path / "b.yaml", None, "b")
    with pytest.raises(InputError, match="cannot be read") as caught:
        drafts.find(tmp_path / "a.yaml")
    assert caught.value.problems[0].file == str(damaged)
    assert [draft.text for draft in drafts.all()] == ["b"]


def test_typing_goes_on_where_drafts_cannot_be_kept(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    file = DesignFile.open(path, Drafts(blocked / "drafts"))
    file.set(NAME, "typed")
    assert file.value(NAME) == "typed"
    assert file.draft_problem is not None
    assert "drafts" in file.draft_problem.message
    file.save()
    assert "typed" in path.read_text()
