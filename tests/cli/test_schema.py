"""``workbench schema diff``: exit codes, formats, and what a difference hits in the design."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import run

DESIGN = """\
workbench: 1
pipelines:
  - name: orders_daily
    extract: {source_datasets: [raw_orders], incremental_key: updated_at}
    load: {target_dataset: fct_orders, merge_keys: [order_id]}
contracts:
  - name: fct_orders
    version: '1'
    owner: Data
    consumers: [Finance]
    notification_channel: '#orders'
"""
OLD = "CREATE TABLE raw_orders (order_id BIGINT, updated_at TIMESTAMP, note TEXT);"


@pytest.fixture
def schemas(tmp_path: Path) -> tuple[str, str, str]:
    """Paths of the old schema, a new one, and a design."""
    old, new, design = tmp_path / "old.sql", tmp_path / "new.sql", tmp_path / "shop.yaml"
    old.write_text(OLD)
    new.write_text(OLD.replace(", updated_at TIMESTAMP", "").replace("note TEXT", "[x] INT"))
    design.write_text(DESIGN)
    return str(old), str(new), str(design)


def test_the_same_schema_ends_with_0(
    schemas: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schema", "diff", schemas[0], schemas[0]]) == 0
    assert capsys.readouterr().out == "No differences.\n"


def test_an_addition_ends_with_0_and_a_removal_with_1(
    schemas: tuple[str, str, str], tmp_path: Path
) -> None:
    more = tmp_path / "more.sql"
    more.write_text(OLD.replace("note TEXT", "note TEXT, extra INT"))
    assert run(["schema", "diff", schemas[0], str(more)]) == 0
    assert run(["schema", "diff", str(more), schemas[0]]) == 1


def test_the_design_says_who_is_hit(
    schemas: tuple[str, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "less.sql"
    new.write_text(OLD.replace(", updated_at TIMESTAMP", ""))
    code = run(["schema", "diff", schemas[0], str(new), "--design", schemas[2], "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert (code, data["breaking"]) == (1, True)
    (removal,) = data["differences"]
    assert (removal["kind"], removal["column"]) == ("removal", "updated_at")
    assert removal["in_the_design"] == [
        "pipeline orders_daily reads raw_orders",
        "incremental key of pipeline orders_daily",
        "contract fct_orders (Finance, told on #orders)",
    ]


def test_the_markdown_shows_names_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "a.csv", tmp_path / "b.csv"
    old.write_text("id\n")
    new.write_text("id,<b>|x\n")
    assert run(["schema", "diff", str(old), str(new), "--format", "markdown"]) == 0
    assert r"\<b\>\|x" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["/no/such.sql"], ["--dialect", "nonsense"]])
def test_wrong_use_ends_with_2(schemas: tuple[str, str, str], arguments: list[str]) -> None:
    assert (
        run(
            [
                "schema",
                "diff",
                schemas[0],
                *arguments,
                *([schemas[1]] * (arguments[0] != "/no/such.sql")),
            ]
        )
        == 2
    )
