"""Settings of the user and of the project."""

from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.settings import KnownNames, load_settings


def test_without_files_all_is_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.knowledge == ()
    assert settings.theme is None


def test_the_project_is_laid_over_the_user(tmp_path: Path, isolated_home: Path) -> None:
    own = isolated_home / "config"
    own.mkdir()
    (own / "workbench.toml").write_text(
        'theme = "ansi"\nknowledge = ["mine"]\n[keys]\nsave = "ctrl+w"\nquit = "f10"\n',
        encoding="utf-8",
    )
    project = tmp_path / "project"
    below = project / "a" / "b"
    below.mkdir(parents=True)
    (project / "pyproject.toml").write_text(
        '[tool.workbench]\nknowledge = ["runbooks"]\n[tool.workbench.keys]\nsave = "ctrl+o"\n',
        encoding="utf-8",
    )
    settings = load_settings(below)
    assert settings.theme == "ansi"
    assert settings.knowledge == (own / "mine", project.resolve() / "runbooks")
    assert settings.keys == {"save": "ctrl+o", "quit": "f10"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1\n", "unknown setting (at colour). Known settings: knowledge"),
        ("theme = 1\n", "valid string (at theme)"),
        ("theme = [\n", "not readable as TOML"),
    ],
)
def test_a_wrong_file_names_file_and_setting(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "workbench.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_settings(tmp_path)
    assert str(path) in str(raised.value)
    assert said in str(raised.value)


def test_rules_over_designs_have_settings_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "workbench.toml").write_text(
        '[check]\npreset = "ci"\nignore = ["owners-differ"]\nexclude = ["old/*.yaml"]\n'
        '[check.naming]\nfact-tables = "^f_"\n[[check.paths]]\nmatch = "*.yaml"\nignore = ["x"]\n',
        encoding="utf-8",
    )
    check = load_settings(tmp_path).check
    assert check.ignore == ("owners-differ",)
    assert check.exclude == ((tmp_path / "old/*.yaml").as_posix(),)
    assert check.naming == {"fact-tables": "^f_"}
    known = KnownNames(rules=(), dialects=(), checks=("owners-differ",))
    with pytest.raises(InputError, match="no rule over designs called 'x'"):
        load_settings(tmp_path, known)
