"""dbt projects: which engine they are for, and which of their files are reviewed."""

from pathlib import Path

import pytest

from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths


def project(folder: Path, adapter: str) -> Path:
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: a\nprofile: shop\n", encoding="utf-8")
    profile = f"shop:\n  target: dev\n  outputs:\n    dev:\n      type: {adapter}\n"
    (folder / "profiles.yml").write_text(profile, encoding="utf-8")
    model = folder / "models" / "m.sql"
    model.write_text("select a from {{ ref('b') }}", encoding="utf-8")
    return model


def dialects(path: Path, options: Options) -> list[str]:
    return [file.dialect for file in review_paths([path], options).files]


@pytest.mark.parametrize(
    ("adapter", "dialect"),
    [("snowflake", "snowflake"), ("sqlserver", "tsql"), ("unheard_of", "generic")],
)
def test_the_profile_names_the_dialect(tmp_path: Path, adapter: str, dialect: str) -> None:
    model = project(tmp_path / "p", adapter)
    assert dialects(model, Options()) == [dialect]


def test_what_is_asked_for_comes_before_the_profile(tmp_path: Path) -> None:
    model = project(tmp_path / "p", "snowflake")
    assert dialects(model, Options(dialect="duckdb")) == ["duckdb"]


@pytest.mark.parametrize("content", ["", "- a", "a: [", "profile: 3", "\0"])
def test_a_project_that_cannot_be_read_says_nothing(tmp_path: Path, content: str) -> None:
    model = project(tmp_path / "p", "snowflake")
    (tmp_path / "p" / "dbt_project.yml").write_text(content, encoding="utf-8")
    assert dialects(model, Options()) == ["generic"]


def test_compiled_and_installed_files_are_left_out(tmp_path: Path) -> None:
    model = project(tmp_path, "duckdb")
    for folder in ("target/compiled", "dbt_packages/dbt_utils/macros", "models/target"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.sql").write_text("select 1", encoding="utf-8")
    found = [file.path for file in review_paths([tmp_path]).files]
    assert found == [str(model), str(tmp_path / "models" / "target" / "x.sql")]
