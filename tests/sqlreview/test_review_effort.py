"""Several processes, the cache and the progress line: they change the time, never the result."""

import io
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import run
from workbench.cli.progress import Progress
from workbench.sqlreview import parallel, paths, review_cache
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import Effort, review_paths
from workbench.sqlreview.review import Reviewer, review_text
from workbench.sqlreview.reviewed import FileReview, Review

SQL = "SELECT * FROM t{n} WHERE x = NULL;\nSELECT FROM (;\n-- workbench: ignore[select-star]\n"


@pytest.fixture
def folder(tmp_path: Path, isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CACHE", str(isolated_home / "cache"))
    monkeypatch.setattr(parallel, "WORTH_CHARACTERS", 0)
    monkeypatch.setattr(paths, "WORTH_CACHING", 0)
    place = tmp_path / "sql"
    place.mkdir()
    for number in range(12):
        dialect = ("bigquery", "postgres", "tsql")[number % 3]
        text = SQL.replace("{n}", str(number)) * (1 + number % 4)
        (place / f"q{number:02}.{dialect}.sql").write_text(text, encoding="utf-8")
    (place / "binary.sql").write_bytes(b"\x00")
    return place


def same(one: Review, other: Review) -> bool:
    return (one.files, one.sources) == (other.files, other.sources)


def test_processes_find_the_same_in_the_same_order(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    alone = review_paths([folder])
    together = review_paths([folder], effort=Effort(2, progress=lambda *at: told.append(at)))
    assert same(alone, together)
    assert told == [(number, 12) for number in range(1, 13)]
    assert [Path(file.path).name for file in together.files] == sorted(
        path.name for path in folder.iterdir()
    )


def test_processes_run_the_same_rules(folder: Path) -> None:
    options = Options(select=("select-star",), dialect="mysql")
    assert same(review_paths([folder], options), review_paths([folder], options, effort=Effort(2)))


@pytest.fixture
def reviewed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of texts that were reviewed and not looked up."""
    names: list[str] = []
    original = Reviewer.review

    def counted(self: Reviewer, text: str, name: str, *rest: str) -> FileReview:
        names.append(Path(name).name)
        return original(self, text, name, *rest)

    monkeypatch.setattr(Reviewer, "review", counted)
    return names


CACHED = Effort(cached=True)


def test_what_was_reviewed_is_looked_up(folder: Path, reviewed: list[str]) -> None:
    first = review_paths([folder], effort=CACHED)
    assert len(reviewed) == 12
    again = review_paths([folder], effort=CACHED)
    assert len(reviewed) == 12
    assert same(first, again)
    assert same(first, review_paths([folder]))


@pytest.mark.parametrize("change", ["text", "dialect", "rules", "sources"])
def test_what_changed_is_reviewed_anew(
    folder: Path, reviewed: list[str], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    review_paths([folder], effort=CACHED)
    reviewed.clear()
    options = paths.EVERYTHING
    if change == "text":
        (folder / "q03.bigquery.sql").write_text("SELECT * FROM u", encoding="utf-8")
    elif change == "dialect":
        options = Options(dialect="mysql")
    elif change == "rules":
        options = Options(ignore=("select-star",))
    else:
        monkeypatch.setattr(review_cache, "_sources_version", lambda: "later")
    after = review_paths([folder], options, effort=CACHED)
    assert len(reviewed) == (1 if change == "text" else 12)
    assert same(after, review_paths([folder], options))


def test_reviews_with_a_schema_are_looked_up_until_it_changes(
    folder: Path, tmp_path: Path, reviewed: list[str]
) -> None:
    ddl = tmp_path / "tables.ddl"
    ddl.write_text("CREATE TABLE t1 (x INT PRIMARY KEY, y INT UNIQUE)", encoding="utf-8")
    options = Options(schema=(str(ddl),))
    first = review_paths([folder], options, effort=CACHED)
    assert len(reviewed) == 12
    assert same(first, review_paths([folder], options, effort=CACHED))
    assert len(reviewed) == 12
    review_paths([folder], Options(), effort=CACHED)
    assert len(reviewed) == 24
    ddl.write_text("CREATE TABLE t1 (x INT PRIMARY KEY, y INT, z INT)", encoding="utf-8")
    after = review_paths([folder], options, effort=CACHED)
    assert len(reviewed) == 36
    assert same(after, review_paths([folder], options))


def test_settings_that_only_choose_need_no_review(folder: Path, reviewed: list[str]) -> None:
    review_paths([folder], effort=CACHED)
    reviewed.clear()
    options = Options()
    after = review_paths([folder], options, effort=CACHED)
    assert reviewed == []
    assert same(after, review_paths([folder], options))


@pytest.mark.parametrize("damage", ["no database", "other table", "entry", "folder is a file"])
def test_a_damaged_cache_is_as_good_as_none(
    folder: Path, isolated_home: Path, reviewed: list[str], damage: str
) -> None:
    expected = review_paths([folder], effort=CACHED)
    file = isolated_home / "cache" / review_cache.FILE_NAME
    if damage == "no database":
        file.write_bytes(b"nonsense" * 1000)
    elif damage == "folder is a file":
        file.unlink()
        file.parent.rmdir()
        file.parent.write_text("", encoding="utf-8")
    else:
        command = "DROP TABLE review" if damage == "other table" else "UPDATE review SET content=7"
        with sqlite3.connect(file) as database:
            database.execute(command)
        database.close()
    reviewed.clear()
    assert same(expected, review_paths([folder], effort=CACHED))
    assert len(reviewed) == 12
    reviewed.clear()
    assert same(expected, review_paths([folder], effort=CACHED))
    assert len(reviewed) == (12 if damage == "folder is a file" else 0)


def test_what_nobody_asks_for_is_dropped(
    folder: Path, isolated_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_paths([folder], effort=CACHED)
    later = time.time() + (review_cache.KEPT_DAYS + 2) * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    (folder / "new.sql").write_text("SELECT 1", encoding="utf-8")
    review_paths([folder / "new.sql"], effort=CACHED)
    with sqlite3.connect(isolated_home / "cache" / review_cache.FILE_NAME) as database:
        assert database.execute("SELECT COUNT(*) FROM review").fetchone() == (1,)
    database.close()


def test_the_command_caches_unless_told_not_to(
    folder: Path, isolated_home: Path, reviewed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def report(*options: str) -> dict[str, Any]:
        run(["review", str(folder), "--format", "json", *options])
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        del data["summary"]["seconds"]
        return data

    parallel_off = [str(folder / "q00.bigquery.sql"), str(folder / "q01.postgres.sql")]
    run(["review", *parallel_off, "--no-cache"])
    assert not (isolated_home / "cache").exists()
    capsys.readouterr()
    assert report() == report() == report("--no-cache")
    assert (isolated_home / "cache" / review_cache.FILE_NAME).exists()


def test_a_review_survives_the_cache_as_it_is() -> None:
    review = review_text("SELECT * FROM t WHERE x = NULL AND n = '日'; SELECT FROM (", "x.sql")
    cache = review_cache.ReviewCache()
    cache.keep([("key", review)])
    assert cache.find(["key", "other"]) == {"key": review}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def ticks(seconds: float) -> Iterator[float]:
    return (number * seconds for number in count())


@pytest.mark.parametrize(
    ("stream", "seconds", "shown"),
    [(Terminal(), 1.0, True), (Terminal(), 0.0, False), (io.StringIO(), 1.0, False)],
    ids=["slow", "quick", "no terminal"],
)
def test_progress_is_shown_on_a_terminal_when_it_takes_long(
    stream: io.StringIO, seconds: float, shown: bool
) -> None:
    clock = ticks(seconds)
    progress = Progress(stream, "Reviewed {done} of {total} files", lambda: next(clock))
    for done in range(1, 6):
        progress(done, 5)
    progress.close()
    written = stream.getvalue()
    assert ("Reviewed 5 of 5 files" in written) is shown
    assert re.fullmatch(r"(\r.*)*", written)
    if shown:
        assert written.split("\r")[-2:] == [" " * len("Reviewed 5 of 5 files"), ""]


def test_one_small_file_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT id FROM t WHERE id = 1", encoding="utf-8")
    script = (
        "import sys; from workbench.cli.main import run; assert run(['review', 'q.sql']) == 0; "
        "print('MODULES', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.rpartition("MODULES")[2].split())
    assert "sqlglot" in loaded
    assert not loaded & {"pydantic", "yaml", "sqlite3", "multiprocessing", "rich", "duckdb"}
