"""``workbench review`` from outside: formats, exit codes, awkward files."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workbench.cli.main import run
from workbench.reports.review import ReviewModel

ROOT = Path(__file__).parents[2]
BAD = "SELECT id FROM t WHERE x = NULL AND y LIKE 'a%'\n"
FINE = "SELECT id FROM t WHERE x IS NULL\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_json_has_the_promised_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "q.sql", BAD)
    arguments = ["--format", "json", "--dialect", "MySQL", "--select", "null-comparison"]
    assert run(["review", str(path), *arguments]) == 1
    data = report(capsys)
    assert data["version"] == 1
    assert set(data) == {"version", "files", "summary"}
    assert set(data["summary"]) == {"files", "statements", "findings", "hidden", "seconds"}
    assert data["summary"]["findings"] == {"error": 1, "warning": 0, "info": 0, "hint": 0}
    (file,) = data["files"]
    assert (file["path"], file["dialect"], file["statements"]) == (str(path), "mysql", 1)
    (finding,) = file["findings"]
    assert finding["rewrite"] is None
    assert [finding[k] for k in ("line", "column", "end_line", "end_column")] == [1, 24, 1, 32]
    assert set(finding) == {
        *("rule", "severity", "confidence", "line", "column", "end_line", "end_column"),
        *("message", "why", "fix", "impact", "source", "rewrite"),
    }


def test_the_published_schema_is_current() -> None:
    published = (ROOT / "docs" / "reference" / "review.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == ReviewModel.model_json_schema(mode="serialization")


def test_text_shows_the_code_with_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "q.sql", "SELECT id FROM t\n\tWHERE [x] = NULL\n")
    arguments = ["--dialect", "tsql", "--select", "null-comparison"]
    assert run(["review", str(path), *arguments]) == 1
    shown = capsys.readouterr().out
    assert "    2 |     WHERE [x] = NULL" in shown
    assert f"{path}:2:" in shown
    assert shown.endswith("1 file, 1 statement: 1 error.\n")


def test_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "q.sql", 'SELECT id FROM t WHERE "\x1b[31mx" = NULL\n')
    run(["review", str(path)])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "options", "code"),
    [
        (FINE, [], 0),
        (BAD, [], 1),
        (BAD, ["--ignore", "null-comparison"], 0),
        (BAD, ["--select", "select-star"], 0),
        ("SELECT id FROM a UNION SELECT id FROM b", [], 0),
        ("SELECT id FROM a UNION SELECT id FROM b", ["--fail-on", "hint", "--preset", "strict"], 1),
        (f"{FINE};\nSELECT FROM (;", [], 1),
        ("SELECT FROM (;", [], 2),
        ("CALL refresh();", [], 0),
        ("-- only a remark\n", [], 0),
        ("", [], 2),
    ],
)
def test_exit_codes(tmp_path: Path, sql: str, options: list[str], code: int) -> None:
    assert run(["review", str(write(tmp_path, "q.sql", sql)), *options]) == code


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(BAD.encode())))
    assert run(["review", "-", "--format", "json"]) == 1
    assert report(capsys)["files"][0]["path"] == "<stdin>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02", "binary"),
        ("SELECT 'é'".encode("latin-1"), "not valid UTF-8"),
        (b"-" * (10 * 1024 * 1024 + 1), "larger than 10 MiB"),
    ],
    ids=["binary", "latin-1", "huge"],
)
def test_an_unreadable_file_is_refused_alone_and_listed_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = write(tmp_path, "bad.sql", content)
    assert run(["review", str(path)]) == 2
    assert said in capsys.readouterr().err
    write(tmp_path, "good.SQL", BAD)
    arguments = ["--format", "json", "--select", "null-comparison"]
    assert run(["review", str(tmp_path), *arguments]) == 1
    files = {Path(f["path"]).name: f for f in report(capsys)["files"]}
    assert said in files["bad.sql"]["errors"][0]["message"]
    assert len(files["good.SQL"]["findings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.sql"], "no such file"),
        (["."], "no .sql file"),
        (["q.sql", "--dialect", "bigqery"], "Did you mean bigquery?"),
        (["q.sql", "--select", "select-sta"], "Did you mean select-star?"),
    ],
)
def test_wrong_use_is_explained(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["review", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_folders_are_read_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b.sql", "a/z.sql", "a.sql", "notes.txt"):
        write(tmp_path, name, FINE)
    run(["review", str(tmp_path), "--format", "json"])
    paths = [Path(file["path"]) for file in report(capsys)["files"]]
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == ["a/z.sql", "a.sql", "b.sql"]


def test_an_empty_file_is_no_clean_query(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.sql"
    path.write_text("\n  \n", encoding="utf-8")
    assert run(["review", str(path)]) == 2
    assert f"{path}: there is nothing in it" in capsys.readouterr().err
    (tmp_path / "full.sql").write_text("SELECT a FROM t WHERE b = 1\n", encoding="utf-8")
    assert run(["review", str(tmp_path)]) == 0
