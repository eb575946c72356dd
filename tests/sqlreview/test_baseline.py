"""``workbench review --baseline`` and ``--write-baseline``."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import run

OLD = "SELECT id FROM t WHERE x = NULL;\n\nDELETE FROM t;\n"
TWO_MORE = ["DELETE FROM t;", "DELETE FROM v;"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "a.sql").write_text(OLD, encoding="utf-8")
    (tmp_path / "sql" / "b.sql").write_text("DELETE FROM u", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def review(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], str]:
    """Return what is found, as ``file:line:rule``, and what is told beside it."""
    assert run(["review", *options, "--format", "json"]) in {0, 1}
    captured = capsys.readouterr()
    found = [
        f"{Path(file['path']).name}:{each['line']}:{each['rule']}"
        for file in json.loads(captured.out)["files"]
        for each in file["findings"]
    ]
    return found, captured.err


def test_what_is_written_is_not_shown_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", "sql", "--write-baseline", "known.json"]) == 0
    assert "Wrote 3 findings to known.json." in capsys.readouterr().err
    assert review(capsys, "sql", "--baseline", "known.json") == (
        [],
        "3 findings are in known.json and not shown.\n",
    )
    assert run(["review", "sql", "--baseline", "known.json"]) == 0


def test_it_is_sorted_and_the_same_each_time(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(capsys, "sql", "--write-baseline", "known.json")
    first = (project / "known.json").read_text(encoding="utf-8")
    review(capsys, "sql", "--write-baseline", "known.json")
    assert (project / "known.json").read_text(encoding="utf-8") == first
    rows = json.loads(first)["findings"]
    assert [(row["path"], row["rule"], row["count"]) for row in rows] == [
        ("sql/a.sql", "dml-without-where", 1),
        ("sql/a.sql", "null-comparison", 1),
        ("sql/b.sql", "dml-without-where", 1),
    ]


def test_it_survives_moved_lines_and_another_folder(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    review(capsys, "sql", "--write-baseline", "known.json")
    query, _, delete = OLD.splitlines()
    head = "-- a new head\r\n\n"
    moved = "\n".join([head, f"   {delete.replace(' ', '  ')}", "", query])
    (project / "sql" / "a.sql").write_text(moved, encoding="utf-8")
    monkeypatch.chdir(project / "sql")
    assert review(capsys, ".", "--baseline", "../known.json")[0] == []


def test_a_new_finding_is_shown_even_beside_one_that_is_alike(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(capsys, "sql", "--write-baseline", "known.json")
    (project / "sql" / "a.sql").write_text("\n".join([OLD, *TWO_MORE]), encoding="utf-8")
    found, _ = review(capsys, "sql", "--baseline", "known.json")
    assert found == ["a.sql:5:dml-without-where", "a.sql:6:dml-without-where"]
    assert run(["review", "sql", "--baseline", "known.json"]) == 1


def test_what_no_longer_occurs_is_told_and_dropped_by_writing_anew(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(capsys, "sql", "--write-baseline", "known.json")
    (project / "sql" / "a.sql").write_text("SELECT id FROM t WHERE x = NULL", encoding="utf-8")
    (project / "sql" / "b.sql").unlink()
    told = review(capsys, "sql", "--baseline", "known.json")[1]
    assert "2 entries of known.json no longer occur" in told
    assert "  sql/a.sql: dml-without-where\n  sql/b.sql: dml-without-where\n" in told
    review(capsys, "sql", "--write-baseline", "known.json")
    assert "no longer" not in review(capsys, "sql", "--baseline", "known.json")[1]


def test_what_was_not_looked_at_is_neither_told_nor_lost(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(capsys, "sql", "--write-baseline", "known.json")
    for options in (["sql/b.sql"], ["sql", "--select", "select-star"]):
        assert "no longer" not in review(capsys, *options, "--baseline", "known.json")[1]
        review(capsys, *options, "--write-baseline", "known.json")
    assert review(capsys, "sql", "--baseline", "known.json")[0] == []
    (project / "sql" / "a.sql").write_text("SELECT FROM (;" + OLD, encoding="utf-8")
    assert "no longer" not in review(capsys, "sql", "--baseline", "known.json")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such file"),
        ("{", "not a baseline"),
        ('{"version": 2, "findings": []}', "(at version)"),
        ('{"version": 1, "findings": [{"path": 1}]}', "(at findings.0.path)"),
    ],
)
def test_what_is_no_baseline_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], text: str | None, said: str
) -> None:
    if text is not None:
        (project / "known.json").write_text(text, encoding="utf-8")
    assert run(["review", "sql", "--baseline", "known.json"]) == 2
    message = capsys.readouterr().err
    assert "known.json: " in message
    assert said in message
