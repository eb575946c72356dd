"""``workbench review --diff REV``: only what was changed, in real checkouts."""

import json
import subprocess
from pathlib import Path

import pytest

from workbench.cli.main import run

OLD = "DELETE FROM a;\nDELETE FROM b;\n--- x\nDELETE FROM c;\n"


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, timeout=60
    )


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "checkout"
    (folder / "sql").mkdir(parents=True)
    (folder / "sql" / "old.sql").write_text(OLD, encoding="utf-8")
    (folder / "sql" / 'odd "é\t.sql').write_text(OLD, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=first")
    monkeypatch.chdir(folder)
    return folder


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines with findings, as ``file:line``."""
    run(["review", *arguments, "--format", "json"])
    return [
        f"{Path(file['path']).name}:{each['line']}"
        for file in json.loads(capsys.readouterr().out)["files"]
        for each in file["findings"]
    ]


def test_nothing_changed_is_nothing_reviewed(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(capsys, "sql", "--diff", "HEAD") == []
    assert run(["review", "sql", "--diff", "main"]) == 0
    assert capsys.readouterr().out.startswith("0 files")


@pytest.mark.parametrize("name", ["old.sql", 'odd "é\t.sql'])
def test_changed_lines_only(checkout: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    new = "SELECT 1;\n" + OLD.replace("b;", "bb;").replace("--- x\n", "++ y;\n")
    (checkout / "sql" / name).write_text(new, encoding="utf-8")
    assert found(capsys, "sql", "--diff", "HEAD") == [f"{name}:3"]
    assert found(capsys, str(checkout / "sql" / name), "--diff", "main") == [f"{name}:3"]


def test_a_removed_comment_that_looks_like_a_file_header(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "sql" / "old.sql").write_text(OLD.replace("--- x\n", "").replace("c;", "d;"))
    assert found(capsys, "sql", "--diff", "HEAD") == ["old.sql:3"]


def test_new_files_count_whole_and_ignored_ones_not(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "sql" / "staged.sql").write_text(OLD, encoding="utf-8")
    git(checkout, "add", "sql/staged.sql")
    (checkout / "sql" / "unknown.sql").write_text("DELETE FROM a", encoding="utf-8")
    (checkout / "sql" / "built.sql").write_text("DELETE FROM a", encoding="utf-8")
    (checkout / ".gitignore").write_text("built.sql\n", encoding="utf-8")
    assert found(capsys, "sql", "--diff", "HEAD") == [
        *("staged.sql:1", "staged.sql:2", "staged.sql:4", "unknown.sql:1")
    ]


def test_it_works_from_below_and_whatever_the_users_git_settings(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git(checkout, "config", "diff.noprefix", "true")
    git(checkout, "config", "color.diff", "always")
    git(checkout, "config", "diff.external", "/no/such/program")
    (checkout / "sql" / "old.sql").write_text(f"{OLD}{OLD}", encoding="utf-8")
    monkeypatch.chdir(checkout / "sql")
    assert found(capsys, ".", "--diff", "HEAD") == ["old.sql:5", "old.sql:6", "old.sql:8"]


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "", "HEAD:sql", "-h"])
def test_an_unknown_revision_is_told(
    checkout: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    assert run(["review", "sql", f"--diff={revision}"]) == 2
    assert f"git knows no revision {revision!r}" in capsys.readouterr().err
    assert not (checkout / "x").exists()


def test_outside_a_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.sql").write_text(OLD, encoding="utf-8")
    assert run(["review", str(tmp_path), "--diff", "HEAD"]) == 2
    assert "not in a git checkout" in capsys.readouterr().err
    assert run(["review", "-", "--diff", "HEAD"]) == 2
    assert "standard input has no git history" in capsys.readouterr().err
    assert run(["review", "none/x.sql", "--diff", "HEAD"]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_git_may_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.sql").write_text(OLD, encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["review", str(tmp_path), "--diff", "HEAD"]) == 2
    assert "git was not found" in capsys.readouterr().err
