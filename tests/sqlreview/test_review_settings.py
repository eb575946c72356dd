"""``workbench review`` under the settings of a project."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.globs import glob_matches

SQL = "SELECT * FROM t WHERE x = NULL;\nDELETE FROM t;\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    for name in ("models/core/a.sql", "models/legacy/deep/b.sql", "vendor/c.sql"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(SQL, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def settings(project: Path, text: str, name: str = "workbench.toml") -> None:
    (project / name).write_text(text, encoding="utf-8")


def found(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, list[str]]:
    """Return what is found in each file, as ``rule/severity``."""
    assert run(["review", ".", "--format", "json", *options]) in {0, 1}
    return {
        file["path"]: [f"{each['rule']}/{each['severity']}" for each in file["findings"]]
        for file in json.loads(capsys.readouterr().out)["files"]
    }


PAIR = 'select = ["null-comparison", "dml-without-where"]\n'
BOTH = ["null-comparison/error", "dml-without-where/error"]


def test_rules_are_chosen(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(project, f"[review]\n{PAIR}")
    assert found(capsys)["vendor/c.sql"] == BOTH
    settings(project, f'[review]\n{PAIR}ignore = ["dml-without-where"]\n')
    assert found(capsys)["vendor/c.sql"] == BOTH[:1]


def test_pyproject_holds_the_same_and_is_found_from_below(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(project, f"[tool.workbench.review]\n{PAIR}", "pyproject.toml")
    monkeypatch.chdir(project / "models" / "legacy")
    assert found(capsys) == {"deep/b.sql": BOTH}


def test_severities_are_changed_before_the_preset_looks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(project, '[review]\npreset = "ci"\n[review.severity]\ndml-without-where = "hint"\n')
    shown = found(capsys)["vendor/c.sql"]
    assert "null-comparison/error" in shown
    assert not any(each.startswith("dml-without-where") for each in shown)
    assert "dml-without-where/hint" in found(capsys, "--preset", "strict")["vendor/c.sql"]


def test_files_are_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(project, '[review]\nexclude = ["vendor", "models/*/deep/**"]\n')
    assert list(found(capsys)) == ["models/core/a.sql"]
    assert run(["review", "vendor/c.sql"]) == 0
    assert capsys.readouterr().out.startswith("0 files")


def test_paths_differ(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(
        project,
        f'[review]\n{PAIR}dialect = "snowflake"\n'
        '[[review.paths]]\nmatch = "models/legacy/**"\nignore = ["dml-without-where"]\n'
        'dialect = "tsql"\nseverity = {null-comparison = "info"}\n',
    )
    assert found(capsys) == {
        "models/core/a.sql": BOTH,
        "models/legacy/deep/b.sql": ["null-comparison/info"],
        "vendor/c.sql": BOTH,
    }
    run(["review", ".", "--format", "json"])
    dialects = [file["dialect"] for file in json.loads(capsys.readouterr().out)["files"]]
    assert dialects == ["snowflake", "tsql", "snowflake"]


def test_the_command_line_has_the_last_word(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(
        project,
        '[review]\nignore = ["null-comparison"]\nselect = ["select-star"]\npreset = "ci"\n'
        '[[review.paths]]\nmatch = "vendor"\npreset = "ci"\ndialect = "mysql"\n',
    )
    options = ("--select", "null-comparison", "--dialect", "bigquery")
    assert set(map(tuple, found(capsys, *options).values())) == {("null-comparison/error",)}
    run(["review", ".", "--format", "json", "--dialect", "bigquery"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert {file["dialect"] for file in files} == {"bigquery"}


def test_the_project_is_laid_over_the_user(
    project: Path, capsys: pytest.CaptureFixture[str], isolated_home: Path
) -> None:
    own = isolated_home / "config"
    own.mkdir()
    settings(own, '[review]\npreset = "ci"\nignore = ["dml-without-where"]\n')
    settings(project, '[review]\npreset = "strict"\nignore = ["null-comparison"]\n')
    rules = found(capsys)["vendor/c.sql"]
    assert rules
    assert not set(rules) & set(BOTH)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[review]\nignore = ["select-sta"]\n', "(at review.ignore.0)"),
        ('[review]\nignore = ["select-sta"]\n', "Did you mean select-star?"),
        ('[review.severity]\nno-such = "error"\n', "no rule called 'no-such'"),
        ('[review.severity]\nselect-star = "bad"\n', "(at review.severity.select-star)"),
        ('[review]\ndialect = "bigqery"\n', "Did you mean bigquery?"),
        ("[review]\nselct = []\n", "Known settings: preset, select, ignore"),
        ('[review]\npreset = "loud"\n', "(at review.preset)"),
        ('[[review.paths]]\nmatch = "a"\nexclude = []\n', "unknown setting (at review.paths.0"),
        ("[[review.paths]]\nignore = []\n", "'match' is missing"),
    ],
)
def test_a_mistake_names_file_and_setting(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    settings(project, text)
    assert run(["review", "."]) == 2
    message = capsys.readouterr().err
    assert str(project / "workbench.toml") in message
    assert said in message


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("/p/models/*.sql", "/p/models/a.sql", True),
        ("/p/models/*.sql", "/p/models/x/a.sql", False),
        ("/p/models/**", "/p/models/x/y/a.sql", True),
        ("/p/**/a.sql", "/p/a.sql", True),
        ("/p/**/a.sql", "/p/x/y/a.sql", True),
        ("/p/**/a.sql", "/p/xa.sql", False),
        ("/p/models", "/p/models/x/a.sql", True),
        ("/p/models/", "/p/models/x/a.sql", True),
        ("/p/models", "/p/models2/a.sql", False),
        ("legacy", "/p/x/legacy/a.sql", True),
        ("*.bak.sql", "/p/x/a.bak.sql", True),
        ("a?.sql", "/p/ab.sql", True),
        ("a?.sql", "/p/a/.sql", False),
        ("/p/a.b/*.sql", "/p/axb/c.sql", False),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert glob_matches(glob, path) is expected


NOT_IN = "SELECT id FROM u WHERE id NOT IN (SELECT user_id FROM b)"


def test_tables_are_described_beside_the_settings(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "tables.sql").write_text(
        "CREATE TABLE b (user_id INT NOT NULL PRIMARY KEY)", encoding="utf-8"
    )
    (project / "models" / "core" / "a.sql").write_text(NOT_IN, encoding="utf-8")
    monkeypatch.chdir(project / "models" / "core")
    select = 'select = ["not-in-nullable"]\n'
    settings(project, f"[review]\n{select}")
    assert found(capsys) == {"a.sql": ["not-in-nullable/warning"]}
    settings(project, f'[review]\n{select}schema = ["tables.sql"]\n')
    assert found(capsys) == {"a.sql": []}


def test_a_schema_on_the_command_line_replaces_that_of_the_settings(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "a.ddl").write_text("CREATE TABLE b (user_id INT NOT NULL)", encoding="utf-8")
    (project / "b.ddl").write_text("CREATE TABLE b (user_id INT)", encoding="utf-8")
    (project / "models" / "core" / "a.sql").write_text(NOT_IN, encoding="utf-8")
    settings(project, '[review]\nselect = ["not-in-nullable"]\nschema = ["a.ddl"]\n')
    assert found(capsys)["models/core/a.sql"] == []
    assert found(capsys, "--schema", "b.ddl")["models/core/a.sql"] == ["not-in-nullable/warning"]


def test_designs_have_no_schema_setting(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(project, '[check]\nschema = ["a.ddl"]\n')
    assert run(["review", "."]) == 2
    assert "check.schema" in capsys.readouterr().err
