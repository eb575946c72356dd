"""What keeps the application from starting is said in one line, before anything is drawn."""

from pathlib import Path

import pytest

from screens.launch import launch
from workbench.errors import InputError


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.launch._is_terminal", lambda: True)


def test_a_dumb_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with pytest.raises(InputError, match="TERM=dumb"):
        launch((), None)


def test_a_pipe_is_refused() -> None:
    with pytest.raises(InputError, match="needs a terminal"):
        launch((), None)


@pytest.mark.usefixtures("terminal")
def test_a_missing_design_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        launch((), tmp_path / "nowhere.yaml")


@pytest.mark.usefixtures("terminal")
def test_a_design_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("brief:\n\tproject_name: x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.yaml:2"):
        launch((), path)
