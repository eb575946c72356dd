"""``workbench check`` as people and pipelines run it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.reports.check import CheckModel

DESIGN = """\
workbench: 1
pipelines:
  - name: orders
    schedule: "0 6 * * *"
  - name: clicks
    schedule: "*/15 * * * *"
    sla_minutes: 20
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run_cli(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(DESIGN, encoding="utf-8")

    def run_it(*arguments: str) -> tuple[int, str, str]:
        return run(["check", *arguments]), *capsys.readouterr()

    return run_it


def test_text_shows_place_reason_and_fix(run_cli: Run) -> None:
    code, out, _ = run_cli("shop.yaml")
    assert code == 1
    assert "shop.yaml:7:18 error [runs-overlap]" in out
    assert "fix: Run it less often" in out
    assert "1 error, 1 warning" in out


def test_json_follows_its_model_with_yaml_paths(run_cli: Run) -> None:
    code, out, _ = run_cli("shop.yaml", "--format", "json")
    assert code == 1
    report = CheckModel.model_validate_json(out)
    assert {each.path for each in report.findings} == {
        "pipelines[0].schedule",
        "pipelines[1].sla_minutes",
    }
    assert report.summary.documents == 2
    assert report.summary.hidden == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--select", "schedule-without-zone"), 1),
        (("--select", "schedule-without-zone", "--fail-on", "error"), 0),
        (("--ignore", "runs-overlap", "--ignore", "schedule-without-zone"), 0),
        (("--preset", "ci"), 1),
        (("--select", "runs-overlapp"), 2),
    ],
)
def test_exit_codes(run_cli: Run, arguments: tuple[str, ...], code: int) -> None:
    assert run_cli("shop.yaml", *arguments)[0] == code


def test_a_baseline_hides_what_is_known_also_when_lines_move(run_cli: Run, tmp_path: Path) -> None:
    assert run_cli("shop.yaml", "--write-baseline", "known.json")[0] == 0
    (tmp_path / "shop.yaml").write_text(f"# a remark\n{DESIGN}", encoding="utf-8")
    code, out, narration = run_cli("shop.yaml", "--baseline", "known.json")
    assert code == 0
    assert "nothing to remark" in out
    assert "2 findings are in known.json" in narration


def test_settings_of_the_project(run_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text(
        '[check]\nignore = ["schedule-without-zone"]\n[check.severity]\nruns-overlap = "info"\n',
        encoding="utf-8",
    )
    assert run_cli("shop.yaml")[0] == 0
    (tmp_path / "workbench.toml").write_text('[check]\nignore = ["nope"]\n', encoding="utf-8")
    code, _, complaint = run_cli("shop.yaml")
    assert code == 2
    assert "there is no rule over designs called 'nope'" in complaint


@pytest.mark.parametrize("format_", ["sarif", "github", "gitlab", "markdown"])
def test_the_other_reports(run_cli: Run, format_: str) -> None:
    code, out, _ = run_cli("shop.yaml", "--format", format_)
    assert code == 1
    assert "runs-overlap" in out
    if format_ in {"sarif", "gitlab"}:
        assert json.loads(out)


def test_what_is_no_yaml_is_wrong_use(run_cli: Run, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("a: [1\n", encoding="utf-8")
    code, _, complaint = run_cli("shop.yaml")
    assert code == 2
    assert "shop.yaml:" in complaint
    assert run_cli("nothing.yaml")[0] == 2
