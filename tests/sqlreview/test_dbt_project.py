"""dbt projects: which engine they are for, and which of their files are reviewed."""

from pathlib import Path

import pytest

from workbench.sqlreview.dbt_model_facts import model_facts
from workbench.sqlreview.options import Options
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.review_cache import review_key


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


def rules_in(path: Path) -> list[str]:
    return sorted({each.rule for file in review_paths([path]).files for each in file.findings})


def test_a_model_without_jinja_is_a_load(tmp_path: Path) -> None:
    model = project(tmp_path / "p", "postgres")
    model.write_text("select a, b from shop.orders where a > 1", encoding="utf-8")
    assert rules_in(model) == ["hardcoded-relation", "missing-tests"]
    elsewhere = tmp_path / "p" / "analyses" / "q.sql"
    elsewhere.parent.mkdir()
    elsewhere.write_text(model.read_text(encoding="utf-8"), encoding="utf-8")
    assert rules_in(elsewhere) == ["unbounded-result"]


def test_models_are_where_the_project_file_says(tmp_path: Path) -> None:
    model = project(tmp_path / "p", "postgres")
    (tmp_path / "p" / "dbt_project.yml").write_text("model-paths: [src]", encoding="utf-8")
    model.write_text("select a, b from shop.orders where a > 1", encoding="utf-8")
    assert rules_in(model) == ["unbounded-result"]


def test_a_test_described_elsewhere_is_seen_also_by_a_cached_review(tmp_path: Path) -> None:
    model = project(tmp_path / "p", "postgres")
    described = tmp_path / "p" / "models" / "deep" / "m.yml"
    described.parent.mkdir()
    described.write_text(
        "models:\n- name: other\n  columns:\n  - name: id\n    tests: [unique]\n"
        "- name: M\n  columns:\n  - name: id\n    tests:\n    - not_null\n",
        encoding="utf-8",
    )
    untested, recipe = model_facts(str(model)), Reviewer().recipe
    assert untested is not None
    assert not untested.tested
    key = review_key(Job("select 1", str(model), "postgres"), recipe)
    other = project(tmp_path / "q", "postgres")
    other.with_suffix(".yml").write_text("models:\n- name: m\n  tests: [unique: a]", "utf-8")
    tested = model_facts(str(other))
    assert tested is not None
    assert tested.tested
    assert key != review_key(Job("select 1", str(other), "postgres"), recipe)
