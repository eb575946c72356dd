"""What the command line loads, and how it ends."""

import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest

from workbench import __version__
from workbench.cli.main import COMMANDS, run

HEAVY = {"textual", "rich", "sqlglot", "duckdb", "pydantic", "yaml", "ruamel"}


def modules_after(code: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after ``code``."""
    script = (
        f"{code}\nimport sys; print('MODULES', *{{name.split('.')[0] for name in sys.modules}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(option: str) -> None:
    loaded = modules_after(f"from workbench.cli.main import run\nassert run([{option!r}]) == 0")
    assert not loaded & (HEAVY | {"screens", "knowledge"})


def test_the_core_loads_no_screen() -> None:
    loaded = modules_after(
        "import importlib, pkgutil, workbench\n"
        "for module in pkgutil.walk_packages(workbench.__path__, 'workbench.'):\n"
        "    if module.name != 'workbench.__main__':\n"
        "        importlib.import_module(module.name)\n"
    )
    assert "workbench" in loaded
    assert "pydantic" in loaded
    assert not loaded & {"textual", "screens"}


def test_the_module_and_the_command_say_the_same_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split()[-1] == __version__


@pytest.mark.parametrize("name", COMMANDS)
def test_each_line_of_the_help_is_that_of_its_command(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module, line = COMMANDS[name]
    command: click.Command = importlib.import_module(module).command
    assert command.get_short_help_str(limit=200) == line
    assert run(["--help"]) == 0
    assert line in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["explain"],
        ["explain", "no-such-thing-anywhere"],
        ["reveiw"],
        ["tree", "no-such-tree"],
        ["search", "x", "--limit", "0"],
        ["--knowledge", "/no/such/folder", "search", "x"],
        ["no-such-design.yaml"],
    ],
)
def test_wrong_use_exits_with_2_and_says_so_on_stderr(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert "Traceback" not in captured.err


def test_a_mistyped_command_names_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reveiw"]) == 2
    assert "'review'" in capsys.readouterr().err


def test_a_closed_pipe_is_not_an_error() -> None:
    command = f"{sys.executable} -m workbench search data --limit 200 | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1


def test_an_overlay_with_an_error_names_file_line_and_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "ours.yaml"
    page.write_text(
        "kind: checklist\nid: ours\ntitle: Ours\nphase: 3\nsummary: Our rules\nsource: workbench\n"
        "items:\n  - id: one\n    titel: One\n    text: Do it\n",
        encoding="utf-8",
    )
    assert run(["--knowledge", str(tmp_path), "search", "rules"]) == 2
    message = capsys.readouterr().err
    assert f"{page}:9:5" in message
    assert "items[0].titel" in message
    assert "Did you mean 'title'?" in message


def test_the_users_own_knowledge_is_found_without_an_option(
    isolated_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = isolated_home / "config" / "knowledge"
    folder.mkdir(parents=True)
    (folder / "ours.yaml").write_text(
        "kind: checklist\nid: ours\ntitle: Zebra crossing\nphase: 3\nsummary: Our rules\n"
        "source: workbench\nitems:\n  - {id: one, title: One, text: Do it}\n",
        encoding="utf-8",
    )
    assert run(["search", "zebra"]) == 0
    assert "Zebra crossing" in capsys.readouterr().out
