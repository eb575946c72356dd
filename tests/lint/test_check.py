"""Checking designs and names: places, silence, settings, SQL."""

from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.findings import Preset, Severity
from workbench.handbook.handbook import Handbook
from workbench.lint.check import Check
from workbench.settings import CheckSettings
from workbench.sqlreview.options import Options
from workbench.sqlreview.reviewed import Review

DESIGN = """\
workbench: 1
pipelines:
  - name: orders
    schedule: "*/15 * * * *"
    sla_minutes: 20
  - name: sales
    schedule: "0 7 * * *"
"""


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load()


def check(handbook: Handbook, path: Path, options: Options | None = None) -> Review:
    return Check(handbook, options or Options()).paths([str(path)])


def written(tmp_path: Path, text: str, name: str = "shop.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def rules(review: Review) -> list[str]:
    return [finding.rule for file in review.files for finding in file.findings]


def test_findings_name_their_yaml_path(handbook: Handbook, tmp_path: Path) -> None:
    review = check(handbook, written(tmp_path, DESIGN))
    (file,) = review.files
    assert [(each.rule, each.place.path) for each in file.findings] == [
        ("runs-overlap", "pipelines[0].sla_minutes"),
        ("schedule-without-zone", "pipelines[1].schedule"),
    ]
    assert file.statements == 2


def test_what_cannot_be_told_is_only_a_hint(handbook: Handbook, tmp_path: Path) -> None:
    path = written(tmp_path, DESIGN)
    assert len(check(handbook, path).files[0].left_out) == 1
    strict = check(handbook, path, Options(preset=Preset.STRICT)).files[0]
    hint = next(each for each in strict.findings if each.severity is Severity.HINT)
    assert hint.message.startswith("Cannot tell whether runs of sales overlap")


@pytest.mark.parametrize(
    "text",
    [
        DESIGN.replace("sla_minutes: 20", "sla_minutes: 20  # workbench: ignore[runs-overlap] ok"),
        DESIGN.replace(
            "    sla_minutes: 20", "    # workbench: ignore[runs-overlap] ok\n    sla_minutes: 20"
        ),
        f"# workbench: ignore-file[runs-overlap] they may\n{DESIGN}",
    ],
)
def test_a_comment_silences_a_finding(handbook: Handbook, tmp_path: Path, text: str) -> None:
    assert rules(check(handbook, written(tmp_path, text))) == ["schedule-without-zone"]


def test_settings_choose_rules_and_severities(handbook: Handbook, tmp_path: Path) -> None:
    settings = CheckSettings(
        ignore=("schedule-without-zone",), severity={"runs-overlap": Severity.INFO}
    )
    review = check(handbook, written(tmp_path, DESIGN), Options(settings=settings))
    (finding,) = review.files[0].findings
    assert (finding.rule, finding.severity) == ("runs-overlap", Severity.INFO)


def test_a_bare_brief_is_checked_too(handbook: Handbook, tmp_path: Path) -> None:
    path = written(tmp_path, "project_name: Shop\nteem: 3\n")
    (finding,) = check(handbook, path).files[0].findings
    assert (finding.rule, finding.place.line) == ("unknown-key", 2)


def test_names_in_ddl(handbook: Handbook, tmp_path: Path) -> None:
    sql = "CREATE TABLE fact_orders (\n  order_id BIGINT,\n  active BOOLEAN\n);\n"
    review = check(handbook, written(tmp_path, sql, "orders.sql"))
    found = [(each.rule, each.place.line, each.place.column) for each in review.files[0].findings]
    assert found == [
        ("table-name-breaks-convention", 1, 14),
        ("column-name-breaks-convention", 3, 3),
    ]


def test_models_of_a_dbt_project_by_their_files(handbook: Handbook, tmp_path: Path) -> None:
    written(tmp_path, "name: shop\n", "dbt_project.yml")
    models = tmp_path / "models"
    models.mkdir()
    written(models, "select 1 as id", "stg_shop__orders.sql")
    bad = written(models, "select 1 as id from {{ ref('x') }}", "stg_orders.sql")
    review = check(handbook, tmp_path)
    assert [file.path for file in review.files if file.findings] == [str(bad)]


def test_a_team_lays_its_own_pattern_over_a_convention(handbook: Handbook, tmp_path: Path) -> None:
    path = written(tmp_path, "CREATE TABLE fact_orders (order_id BIGINT);", "orders.sql")
    own = Options(settings=CheckSettings(naming={"fact-tables": "^fact_[a-z_]{1,60}$"}))
    assert rules(check(handbook, path, own)) == []
    unknown = Options(settings=CheckSettings(naming={"facts": "^f_"}))
    with pytest.raises(InputError, match="there is no naming convention 'facts'"):
        check(handbook, path, unknown)
