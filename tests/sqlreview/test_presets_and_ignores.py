"""``workbench review``: presets, and comments that silence rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import run

# A certain error, a likely warning, a mere hint.
THREE = "SELECT CASE WHEN a = 1 THEN 2 END AS b\nFROM t\nWHERE x = NULL\n  AND UPPER(name) = 'A'\n"
ERROR, LIKELY, HINT = "null-comparison", "function-on-column", "case-without-else"


def found(
    capsys: pytest.CaptureFixture[str], folder: Path, sql: str, *options: str
) -> list[dict[str, Any]]:
    path = folder / "q.sql"
    path.write_text(sql, encoding="utf-8")
    assert run(["review", str(path), "--format", "json", *options]) in {0, 1}
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    return findings


def rules(findings: list[dict[str, Any]]) -> set[str]:
    return {finding["rule"] for finding in findings}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {ERROR, LIKELY}),
        (["--preset", "default"], {ERROR, LIKELY}),
        (["--preset", "strict"], {ERROR, LIKELY, HINT}),
        (["--preset", "ci"], {ERROR}),
        (["--preset", "ci", "--select", HINT], {HINT}),
        (["--preset", "strict", "--ignore", HINT], {ERROR, LIKELY}),
    ],
)
def test_presets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], expected: set[str]
) -> None:
    assert rules(found(capsys, tmp_path, THREE, *options)) & {ERROR, LIKELY, HINT} == expected


def test_the_text_says_how_much_the_preset_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = found(capsys, tmp_path, THREE, "--preset", "strict")
    gate = found(capsys, tmp_path, THREE, "--preset", "ci")
    run(["review", str(tmp_path / "q.sql"), "--preset", "ci"])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith(f" {len(strict) - len(gate)} more with --preset strict.")
    run(["review", str(tmp_path / "q.sql"), "--preset", "strict"])
    assert "more with" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1\n-- workbench: ignore[select-star]\n", "select-star finds nothing here."),
        ("SELECT 1 -- workbench: ignore[select-sta] why", "No rule is called select-sta."),
        (
            "-- workbench: ignore-file[left-join-nullified]\nSELECT 1",
            "left-join-nullified finds nothing here.",
        ),
        ("SELECT 1 -- workbench: ignore", "Names no rule, so it silences nothing."),
        ("SELECT 1 -- workbench: ignore[]", "Names no rule, so it silences nothing."),
    ],
)
def test_a_comment_that_silences_nothing_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sql: str, said: str
) -> None:
    (finding,) = found(capsys, tmp_path, sql)
    assert (finding["rule"], finding["message"]) == ("unused-ignore", said)
    line = sql.splitlines()[finding["line"] - 1]
    marked = line[finding["column"] - 1 : finding["end_column"] - 1]
    assert marked in {"select-star", "select-sta", "left-join-nullified", "workbench: ignore"}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM t -- workbench: ignore[dml-without-where]",
        "-- workbench: ignore[dml-without-where] nightly\r\nDELETE FROM t",
        "SELECT 1;\nDELETE FROM t;\n/* workbench: ignore-file[dml-without-where] nightly */",
        "SELECT 1 -- workbench: ignore[select-sta]\n-- workbench: ignore-file[unused-ignore]",
    ],
)
def test_a_comment_that_is_needed_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sql: str
) -> None:
    assert found(capsys, tmp_path, sql) == []


@pytest.mark.parametrize(
    ("sql", "options"),
    [
        ("SELECT id FROM t -- workbench: ignore[select-star]", ["--select", "null-comparison"]),
        ("SELECT id FROM t -- workbench: ignore[select-star]", ["--ignore", "select-star"]),
        ("SELECT id FROM t -- workbench: ignore[select-star]", ["--ignore", "unused-ignore"]),
        ("SELECT 1; SELECT FROM (; -- workbench: ignore[select-star]", []),
        # What the preset hides is silenced all the same.
        ("SELECT CASE WHEN a THEN 1 END AS b FROM t -- workbench: ignore[case-without-else]", []),
    ],
    ids=["not run", "ignored rule", "ignored report", "not read", "hidden by preset"],
)
def test_a_comment_is_not_judged_where_its_rule_did_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sql: str, options: list[str]
) -> None:
    assert "unused-ignore" not in rules(found(capsys, tmp_path, sql, *options))


def test_unused_comments_can_be_asked_for_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "DELETE FROM t -- workbench: ignore[dml-without-where, select-star]\n;DELETE FROM u"
    (finding,) = found(capsys, tmp_path, sql, "--select", "unused-ignore")
    assert finding["message"] == "select-star finds nothing here."
