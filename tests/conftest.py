"""Isolation: no test reads or writes the home, settings or state of the person who runs it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point home, settings and state at an empty folder and fix what a terminal would change."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("WORKBENCH_STATE", str(home / "state"))
    monkeypatch.setenv("WORKBENCH_CONFIG", str(home / "config"))
    monkeypatch.setenv("WORKBENCH_CACHE", str(home / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "TMUX", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    return home


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of shipped samples."""
    return ROOT / "samples"
