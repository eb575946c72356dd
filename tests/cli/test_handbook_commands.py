"""``explain``, ``search`` and ``tree`` over the shipped handbook."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from workbench.cli.main import run
from workbench.handbook.handbook import Handbook
from workbench.reports.handbook import found_data, found_text

Answer = Callable[..., None]
Capture = pytest.CaptureFixture[str]


def out(capsys: Capture, *arguments: str) -> str:
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def data(capsys: Capture, *arguments: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(out(capsys, *arguments, "--format", "json")))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Type lines on standard input."""

    def type_lines(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_lines


def test_an_entry_is_found_by_id_title_and_link(capsys: Capture) -> None:
    by_link = out(capsys, "explain", "architecture-patterns/lambda")
    assert out(capsys, "explain", "lambda") == by_link
    assert out(capsys, "explain", "LAMBDA") == by_link
    assert "When to use it" in by_link


def test_a_correction_is_visible_with_its_erratum(capsys: Capture) -> None:
    shown = out(capsys, "explain", "pii-rules/protect")
    assert "Corrected" in shown
    assert "[erratum 6]" in shown
    assert "HMAC" in shown


def test_an_aged_fact_shows_its_date(capsys: Capture) -> None:
    shown = " ".join(out(capsys, "explain", "storage/redshift").split())
    assert "Has aged, as of 2026-11-01" in shown


def test_a_name_of_several_entries_shows_all_and_says_so(capsys: Capture) -> None:
    assert run(["explain", "p1"]) == 0
    captured = capsys.readouterr()
    assert "quality-severities/p1" in captured.out
    assert "alert-severities/p1" in captured.out
    assert captured.err.startswith("2 entries are called 'p1'")


def test_a_rule_of_the_query_review_is_explained_with_its_examples(capsys: Capture) -> None:
    shown = out(capsys, "explain", "not-in-nullable")
    assert "NOT EXISTS" in shown
    assert "«" in shown
    (entry,) = data(capsys, "explain", "not-in-nullable")["entries"]
    assert entry["kind"] == "sql-rule"
    assert entry["fires"]
    assert entry["quiet"]


def test_every_page_and_entry_can_be_shown_within_the_width() -> None:
    for found in Handbook.load().all():
        text = found_text(found, 80)
        assert found.title in " ".join(text.split())
        assert found_data(found)["ref"] == found.ref


def test_search_in_json_names_links_that_explain_takes(capsys: Capture) -> None:
    hits = data(capsys, "search", "late", "data", "--limit", "3")["hits"]
    assert len(hits) == 3
    for hit in hits:
        assert hit["title"] in out(capsys, "explain", hit["ref"])


def test_a_search_without_hits_says_so_and_is_no_error(capsys: Capture) -> None:
    assert run(["search", "zzqqxx"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "zzqqxx" in captured.err


def test_trees_are_listed_and_drawn(capsys: Capture) -> None:
    listed = out(capsys, "tree")
    assert {"extraction", "failure-triage", "choose-scd-type"} <= set(listed.split())
    drawn = out(capsys, "tree", "extraction")
    assert "? What kind of source is it?" in drawn
    assert "=> Use CDC" in drawn


def test_a_walk_prints_the_path_and_the_advice(capsys: Capture, answer: Answer) -> None:
    answer("1", "2", "1")
    shown = out(capsys, "tree", "extraction", "--walk")
    assert "1. What kind of source is it? A database" in shown
    assert "Does the database support CDC? No" in shown
    assert "updated_at" in shown
    assert "Why:" in shown
    assert "pipeline.extract.strategy = incremental" in shown


def test_a_walk_in_json_says_where_it_was_left(capsys: Capture, answer: Answer) -> None:
    answer("1", "nonsense", "2")
    walk = data(capsys, "tree", "extraction", "--walk")
    assert walk["finished"] is False
    assert [turn["node"] for turn in walk["path"]] == ["source", "cdc-support"]


def test_a_walk_can_go_back(capsys: Capture, answer: Answer) -> None:
    answer("1", ":b", "3")
    shown = out(capsys, "tree", "extraction", "--walk")
    assert "Files" in shown
    assert "A database" not in shown


def test_a_walk_without_any_answer_is_wrong_use(capsys: Capture, answer: Answer) -> None:
    answer()
    assert run(["tree", "extraction", "--walk"]) == 2
    assert "no answers on standard input" in capsys.readouterr().err


def test_an_overlay_replaces_a_row_for_all_commands(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "kind: checklist\nid: cost-red-flags\nitems:\n"
        "  - id: rising-cost-per-row\n    title: Rows get dearer\n    text: Call the zebra team.\n",
        encoding="utf-8",
    )
    option = ("--knowledge", str(tmp_path))
    assert run([*option, "explain", "rising-cost-per-row"]) == 0
    assert "Call the zebra team." in capsys.readouterr().out
    assert run([*option, "search", "zebra"]) == 0
    assert "Rows get dearer" in capsys.readouterr().out
