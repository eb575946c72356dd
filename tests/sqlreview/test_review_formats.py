"""The formats of ``workbench review``, read as the programs that take them would."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from workbench.cli.main import run
from workbench.reports.review_text import as_text
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths

SQL = (
    "SELECT id FROM t WHERE `a|b` = NULL AND n = '日本' AND c = NULL;\n"
    "DELETE FROM t;\n"
    "SELECT FROM (;\n"
    "SELECT id FROM t\nWHERE x NOT IN (\n  SELECT y\n  FROM u);\n"
    "DELETE FROM t;\n"
)
NULLS = Options(select=("null-comparison",))
NAME = "a b,c:100%.mysql.sql"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / NAME).write_text(SQL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(capsys: pytest.CaptureFixture[str], format_: str, *options: str) -> str:
    assert run(["review", "sql", "--format", format_, *options]) == 1
    return capsys.readouterr().out


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report(capsys, "json"))["files"][0]["findings"]
    assert len(found) > 4
    return found


def test_sarif_has_every_finding_with_its_region(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = findings(capsys)
    log = json.loads(report(capsys, "sarif"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (part,) = log["runs"]
    assert part["columnKind"] == "unicodeCodePoints"
    rules = part["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {each["rule"] for each in expected}
    for rule in rules:
        assert rule["help"]["text"]
        assert "```sql" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert len(part["results"]) == len(expected)
    for result, finding in zip(part["results"], expected, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["rule"]
        location = result["locations"][0]["physicalLocation"]
        assert unquote(location["artifactLocation"]["uri"]) == f"sql/{NAME}"
        assert location["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert location["region"] == {
            "startLine": finding["line"],
            "startColumn": finding["column"],
            "endLine": finding["end_line"],
            "endColumn": finding["end_column"],
        }
    marks = [tuple(result["partialFingerprints"].values()) for result in part["results"]]
    assert len(set(marks)) == len(marks)


def test_sarif_tells_what_was_not_reviewed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (invocation,) = json.loads(report(capsys, "sarif"))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["level"] == "error"
    assert "does not parse" in told["message"]["text"]
    assert told["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_fingerprints_do_not_move_with_the_lines(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def marks(format_: str) -> list[Any]:
        data = json.loads(report(capsys, format_))
        if format_ == "gitlab":
            return [e["fingerprint"] for e in data if e["check_name"] != "not-reviewed"]
        return [result["partialFingerprints"] for result in data["runs"][0]["results"]]

    before = {name: marks(name) for name in ("sarif", "gitlab")}
    (project / "sql" / NAME).write_text(f"-- head\n\n{SQL}", encoding="utf-8")
    assert {name: marks(name) for name in before} == before


def test_a_file_outside_the_working_folder_keeps_its_place(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run(["review", "../sql", "--format", "sarif"])
    result = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"].startswith("file:///")
    assert "uriBaseId" not in location


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.+)")


def test_github_annotations_are_escaped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = findings(capsys)
    lines = report(capsys, "github").splitlines()
    assert len(lines) == len(expected) + 1
    for line in lines:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(each.split("=", 1) for each in match[2].split(","))
        assert properties["file"] == "sql/a b%2Cc%3A100%25.mysql.sql"
        assert int(properties["line"]) >= 1
    assert sum("title=null-comparison" in line for line in lines) == 2
    over_lines = [line for line in lines if "title=not-in-nullable" in line]
    assert all(",col=" not in line for line in over_lines)


def test_gitlab_entries_have_what_is_required(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = findings(capsys)
    entries = json.loads(report(capsys, "gitlab"))
    assert len(entries) == len(expected) + 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["description"]
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["path"] == f"sql/{NAME}"
        assert entry["location"]["lines"]["begin"] >= 1


def test_markdown_counts_by_rule_and_keeps_sql_as_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = report(capsys, "markdown")
    assert "| null-comparison | error | 2 |" in text
    assert "| dml-without-where | error | 2 |" in text
    assert "SELECT id FROM t WHERE `a|b` = NULL AND n = '日本' AND c = NULL;" in text
    assert "\\`a\\|b\\` = NULL is never true." in text or "a\\|b" in text
    assert "- line 3, column" in text


def test_text_gives_a_reason_once_in_a_file_and_counts_by_rule(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = report(capsys, "text", "--select", "dml-without-where", "--select", "null-comparison")
    assert text.count("[dml-without-where]") == text.count("[null-comparison]") == 2
    assert text.count("why: ") == 2
    assert text.count("fix: Write ") == 2  # it names the column, so it differs
    assert "    2  error    null-comparison\n" in text


def test_text_fits_the_terminal(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    columns = ", ".join(f"c{n}" for n in range(400))
    long = "SELECT id FROM t WHERE x = NULL AND y > 0".replace("id", columns)
    (project / "sql" / "long.sql").write_text(long, encoding="utf-8")
    shown = report(capsys, "text").splitlines()
    assert any("why: " in line for line in shown)
    assert not [line for line in shown if line.startswith(" ") and len(line) > 60]
    (at,) = (n for n, line in enumerate(shown) if "x = NULL" in line and " | " in line)
    marked = shown[at][shown[at + 1].index("^") : shown[at + 1].rindex("^") + 1]
    assert marked == "x = NULL"


def test_carets_stand_below_the_code_behind_wide_characters_and_tabs(project: Path) -> None:
    sql = "\tSELECT id FROM t WHERE n = '日本' AND x = NULL"
    (project / "sql" / NAME).write_text(sql, encoding="utf-8")
    _, code, carets, *_ = as_text(review_paths(["sql"], NULLS), 100).splitlines()
    assert code == "    1 |     SELECT id FROM t WHERE n = '日本' AND x = NULL"
    wide = 2
    assert carets == f"      | {' ' * (code.index('x = NULL') - 8 + wide)}^^^^^^^^"


def test_a_caret_line_never_outgrows_a_line_of_wide_characters(project: Path) -> None:
    sql = "SELECT id FROM t WHERE '日' = NULL OR 'é' = x".replace("é", "é" * 300)
    sql = sql.replace("日", "日" * 300)
    (project / "sql" / NAME).write_text(sql, encoding="utf-8")
    shown = as_text(review_paths(["sql"], NULLS), 60).splitlines()
    assert all(len(line) <= 60 for line in shown if line.startswith(" "))
