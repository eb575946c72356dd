import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT
from workbench.cli.main import run
from workbench.reports.advice import AdviceJson

SHOP = ROOT / "samples" / "briefs" / "ecommerce.yaml"


def _out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["advise", *arguments]) == 0
    return capsys.readouterr().out


def test_text_puts_the_answer_first_and_fits_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = _out(capsys, str(SHOP)).splitlines()
    titles = [lines[index - 1] for index, line in enumerate(lines) if line and not line.strip("-")]
    assert titles[0] == "Recommended patterns"
    assert titles[-3:] == ["Sizing", "Cost", "Risks"]
    assert lines[5] == "Lakehouse + Feature store"
    assert any(line.startswith("Lambda: recommended") for line in lines)
    assert "200 TB stored raw over the retention" in lines
    assert "40.1 to 100 TB stored as columnar files" in lines
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


def test_json_is_what_the_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(_out(capsys, str(SHOP), "--format", "json"))
    assert list(data) == [
        *("version", "facts", "patterns", "combinations", "technologies"),
        *("modelling", "history", "sizing", "cost", "risks", "missing"),
    ]
    (pair,) = data["combinations"]
    assert set(pair["ids"]) == {"lakehouse", "feature-store"}
    assert data["missing"] == []
    AdviceJson.model_validate(data, strict=True)
    assert set(data["patterns"][0]) == {
        "id",
        "verdict",
        "score",
        "because",
        "against",
        "would_change",
    }
    verdicts = {one["id"]: one["verdict"] for one in data["patterns"]}
    assert verdicts["lambda"] == verdicts["lakehouse"] == verdicts["feature-store"] == "recommended"
    assert data["facts"]["replayable_sources"] == {
        "value": 1.0,
        "unit": "",
        "words": "Kafka",
    }
    assert data["sizing"]["stored_raw_tb"] == pytest.approx(200.333)


def test_the_published_schema_is_current() -> None:
    published = ROOT / "docs" / "reference" / "advise.schema.json"
    schema = json.loads(published.read_text(encoding="utf-8"))
    assert schema == AdviceJson.model_json_schema(mode="serialization")


def test_markdown_takes_nothing_of_the_brief_for_markup(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "brief.yaml"
    path.write_text(
        'project_name: "**Loud** <script>"\n'
        "data_consumers:\n"
        '  - {team: "[x](http://y)", use_case: ML, latency_requirement: real-time}\n',
        encoding="utf-8",
    )
    text = _out(capsys, str(path), "--format", "markdown")
    assert text.startswith("# Advice: \\*\\*Loud\\*\\* \\<script\\>\n")
    assert "\\[x\\](http://y)" in text
    assert "## Missing from the brief" in text


def test_a_design_with_a_brief_and_a_bare_brief_give_the_same_advice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    indented = "".join(f"  {line}\n" for line in SHOP.read_text("utf-8").splitlines())
    design = tmp_path / "design.yaml"
    design.write_text(f"workbench: 1\nbrief:\n{indented}", encoding="utf-8")
    assert _out(capsys, str(design), "--format", "json") == _out(
        capsys, str(SHOP), "--format", "json"
    )


def test_standard_input_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"project_name: Bare\n")))
    assert _out(capsys, "-").startswith("Advice: Bare\n")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ["empty"]),
        (b"workbench: 1\n", ["no brief", "Add a 'brief:' section"]),
        (b"\x00\x01", ["binary"]),
        (b"project_name: x\nconstrants: {}\n", [":2:1:", "unknown key", "'constraints'"]),
        (
            b"project_name: x\nconstraints:\n  team_size: few\n  cloud_provider: IBM\n",
            [":3:14:", "constraints.team_size", ":4:19:", "constraints.cloud_provider"],
        ),
    ],
)
def test_bad_files_exit_2_with_every_problem_and_place(
    content: bytes, parts: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "brief.yaml"
    path.write_bytes(content)
    assert run(["advise", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for part in parts:
        assert part in captured.err


def test_a_broken_overlay_exits_2_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text(
        "kind: rules\nid: advise-risks\nrules:\n"
        "  - {id: a, title: A, risk: warning, because: b, when: {fact: nope, known: true}}\n",
        encoding="utf-8",
    )
    assert run(["--knowledge", str(tmp_path), "advise", str(SHOP)]) == 2
    assert "bad.yaml:4:" in capsys.readouterr().err
