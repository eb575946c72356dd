"""What one file drops and another one reads, through the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sqlreview.test_diff import git
from workbench.cli.main import run
from workbench.sqlreview import parallel, paths

RULE = "breaking-change-downstream"
DROP = "ALTER TABLE users DROP COLUMN email;\n"
READ = "-- people\nSELECT u.email FROM users u WHERE u.id = 1;\n"

Files = dict[str, str]
Review = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Files], None]:
    monkeypatch.chdir(tmp_path)

    def written(files: Files) -> None:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    return written


@pytest.fixture
def review(capsys: pytest.CaptureFixture[str]) -> Review:
    def found(*arguments: str) -> list[dict[str, Any]]:
        run(["review", *(arguments or (".",)), "--format", "json"])
        files = json.loads(capsys.readouterr().out)["files"]
        return [
            {"path": file["path"], **each}
            for file in files
            for each in file["findings"]
            if each["rule"] == RULE
        ]

    return found


def test_the_finding_stands_at_the_drop_and_names_the_reader(
    write: Callable[[Files], None], review: Review
) -> None:
    write({"change.sql": f"SELECT 1;\n{DROP}", "report.sql": READ, "a.sql": "SELECT 1;"})
    (finding,) = review()
    assert finding["path"] == "change.sql"
    assert (finding["line"], finding["column"], finding["end_column"]) == (2, 19, 36)
    assert finding["message"] == (
        "users.email is dropped, and report.sql still reads it in line 2."
    )
    assert (finding["severity"], finding["confidence"]) == ("warning", "likely")


def test_a_file_alone_has_nothing_downstream(
    write: Callable[[Files], None], review: Review
) -> None:
    write({"change.sql": DROP, "report.sql": READ})
    assert review("change.sql") == []
    assert len(review("change.sql", "report.sql")) == 1
    assert review("change.sql", "report.sql") == review("report.sql", "change.sql")


def test_more_readers_are_counted(write: Callable[[Files], None], review: Review) -> None:
    write({"change.sql": DROP, "r1.sql": READ, "r2.sql": READ, "r3.sql": READ})
    (finding,) = review()
    assert "r1.sql still reads it in line 2 (and 2 more files)" in finding["message"]


def test_it_is_not_sure_of_a_column_without_its_table(
    write: Callable[[Files], None], review: Review
) -> None:
    write({"change.sql": DROP, "r.sql": "SELECT email FROM users u JOIN shops s ON s.i = u.i"})
    assert review() == []
    (finding,) = review(".", "--preset", "strict")
    assert finding["confidence"] == "possible"


@pytest.mark.parametrize(
    "reader",
    [
        {"models/m.sql": "SELECT email FROM {{ source('app', 'users') }}"},
        {"load.py": 'SQL = """SELECT id, email FROM users WHERE id > 3"""\n'},
        {"sub.sql": "SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM b WHERE b.x = u.email)"},
        {"update.sql": "UPDATE users SET email = 'a' WHERE id = 1"},
        {"shop.sql": "SELECT shop.users.email FROM shop.users WHERE shop.users.id = 1"},
        {"9_later.sql": READ},
    ],
    ids=lambda files: next(iter(files)),
)
def test_readers_of_all_kinds(
    write: Callable[[Files], None], review: Review, reader: Files
) -> None:
    write({"8_change.sql": DROP, **reader})
    assert len(review("8_change.sql", *reader)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"7_earlier.sql": READ},
        {"9_later.down.sql": READ},
        {"9_again.sql": "ALTER TABLE users ADD COLUMN email TEXT;", "10_read.sql": READ},
        {"9_later.sql": "ALTER TABLE a ADD b INT;\n-- migrate:down\n" + READ},
        {"alias.sql": "SELECT mail AS email FROM users WHERE id = 1 ORDER BY email"},
        {"other.sql": "SELECT o.email FROM old.people o WHERE o.id IN (SELECT id FROM users)"},
        {"dump.sql": "CREATE TABLE users (email TEXT); CREATE VIEW v AS SELECT email FROM users;"},
        {"cte.sql": "WITH users AS (SELECT 'a' AS email) SELECT email FROM users"},
    ],
    ids=lambda files: next(iter(files)),
)
def test_what_is_out_of_reach_is_no_reader(
    write: Callable[[Files], None], review: Review, files: Files
) -> None:
    write({"8_change.sql": DROP, **files})
    assert review(".", "--preset", "strict") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("V1_9__a.sql", "V1_10__b.sql"),
        ("upgrade_99.sql", "upgrade_104.sql"),
        ("54/25drop.sql", "54/27more.sql"),
        ("54/zzz.sql", "55/aaa.sql"),
    ],
)
def test_numbers_order_migrations(
    write: Callable[[Files], None], review: Review, first: str, second: str
) -> None:
    write({first: READ, second: DROP})
    assert review(".", "--preset", "strict") == []
    write({first: DROP, second: READ})
    assert len(review()) == 1


def test_a_table_of_another_engine_is_another_one(
    write: Callable[[Files], None], review: Review
) -> None:
    write({"postgres/a.sql": DROP, "mysql/b.sql": READ})
    assert review(".", "--preset", "strict") == []
    write({"reports/c.sql": READ})
    assert len(review()) == 1


def test_migrations_in_folders_are_in_order(write: Callable[[Files], None], review: Review) -> None:
    write(
        {
            "m/20240101_a/migration.sql": READ,
            "m/20240201_b/migration.sql": DROP,
        }
    )
    assert review() == []
    write({"m/20240301_c/migration.sql": READ})
    assert len(review()) == 1


def test_a_table_that_another_file_makes_may_be_there_again(
    write: Callable[[Files], None], review: Review
) -> None:
    write(
        {
            "drop.sql": "DROP TABLE users;",
            "make.sql": "CREATE TABLE users (id INT, email TEXT);",
            "read.sql": READ,
        }
    )
    assert review() == []
    (finding,) = review(".", "--preset", "strict")
    assert (finding["path"], finding["confidence"]) == ("drop.sql", "possible")


def test_a_program_that_drops(write: Callable[[Files], None], review: Review) -> None:
    program = 'def upgrade():\n    op.execute("ALTER TABLE users DROP COLUMN email;")\n'
    write({"a.py": program, "report.sql": READ})
    (finding,) = review("a.py", "report.sql")
    assert (finding["path"], finding["line"], finding["column"]) == ("a.py", 2, 35)
    write({"a.py": program.replace("upgrade", "downgrade")})
    assert review("a.py", "report.sql") == []


def test_it_is_silenced_where_it_stands(write: Callable[[Files], None], review: Review) -> None:
    ignored = f"-- workbench: ignore[{RULE}] agreed\n{DROP}"
    write({"change.sql": ignored, "report.sql": READ})
    assert review() == []
    assert review(".", "--select", RULE, "--select", "unused-ignore") == []
    assert review(".", "--ignore", RULE) == []


def test_a_comment_that_silences_it_is_never_called_unused(
    write: Callable[[Files], None], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"change.sql": f"-- workbench: ignore[{RULE}] agreed\n{DROP}", "b.sql": "SELECT 1;"})
    run(["review", ".", "--format", "json", "--select", RULE, "--select", "unused-ignore"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert [each for file in files for each in file["findings"]] == []


def test_a_baseline_holds_it(write: Callable[[Files], None], review: Review) -> None:
    write({"change.sql": DROP, "report.sql": READ})
    assert len(review()) == 1
    review(".", "--write-baseline", "known.json")
    assert review(".", "--baseline", "known.json") == []
    write({"change.sql": DROP + "DROP TABLE users;\n"})
    (finding,) = review(".", "--baseline", "known.json")
    assert finding["line"] == 2


def test_a_diff_asks_the_files_that_did_not_change(
    write: Callable[[Files], None], review: Review, tmp_path: Path
) -> None:
    write({"report.sql": READ, "change.sql": "SELECT 1;\n"})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    assert review(".", "--diff", "HEAD") == []
    write({"change.sql": f"SELECT 1;\n{DROP}"})
    (finding,) = review(".", "--diff", "HEAD")
    assert "report.sql" in finding["message"]


def test_processes_and_the_cache_find_the_same(
    write: Callable[[Files], None],
    review: Review,
    isolated_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(isolated_home / "cache"))
    monkeypatch.setattr(parallel, "WORTH_CHARACTERS", 0)
    monkeypatch.setattr(paths, "WORTH_CACHING", 0)
    monkeypatch.setattr(parallel, "available_workers", lambda: 2)
    write({f"q{number}.sql": "SELECT a FROM t;\n" for number in range(10)})
    write({"change.sql": DROP, "report.sql": READ})
    first = review()
    assert len(first) == 1
    assert review() == first == review(".", "--no-cache")
    write({"report.sql": "SELECT id FROM users WHERE id = 1;\n"})
    assert review() == []
