"""What the query screen says and keeps, without a screen."""

import dataclasses
from pathlib import Path

import pytest

from screens.query.chosen import Chosen
from screens.query.file import QueryFile
from screens.query.filter import Filter
from screens.query.presenter import QueryPresenter
from screens.services import Services
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.settings import ReviewSettings
from workbench.sqlreview.review import Reviewer

SQL = "SELECT *\nFROM t\nWHERE a = NULL;\n\nSELEC 1 FROM;\n\nDELETE FROM u;\n"
RULES = ["select-star", "null-comparison", "dml-without-where"]


@pytest.fixture
def presenter(services: Services) -> QueryPresenter:
    presenter = QueryPresenter(services)
    presenter.review = Reviewer(select=RULES).review(SQL, "q.sql")
    return presenter


def test_rows_are_in_the_order_of_the_text_and_hold_what_was_not_read(
    presenter: QueryPresenter,
) -> None:
    rows = presenter.rows()
    assert [row.place.line for row in rows] == [1, 3, 5, 7]
    assert [row.word for row in rows] == ["warning", "error", "unread", "error"]


def test_a_limit_hides_findings_but_never_what_was_not_read(presenter: QueryPresenter) -> None:
    presenter.next_limit()
    assert presenter.filter.limit is Severity.ERROR
    assert [row.word for row in presenter.rows()] == ["error", "unread", "error"]
    assert "shown: errors only" in presenter.counts(SQL)
    for _ in range(3):
        presenter.next_limit()
    assert len(presenter.rows()) == 4


def test_steps_go_round_and_count_from_the_chosen_row(presenter: QueryPresenter) -> None:
    rows = presenter.rows()
    assert presenter.row_beside(None, (1, 1), 1) == rows[0]
    assert presenter.row_beside(rows[0], rows[0].start, 1) == rows[1]
    assert presenter.row_beside(rows[3], rows[3].start, 1) == rows[0]
    assert presenter.row_beside(rows[0], rows[0].start, -1) == rows[3]
    assert presenter.row_beside(rows[0], (6, 1), -1) == rows[2]
    assert presenter.row_beside(None, (9, 1), 1) == rows[0]


def test_two_findings_at_one_place_are_both_reached(services: Services) -> None:
    presenter = QueryPresenter(services)
    review = Reviewer(select=["select-star"]).review("SELECT * FROM t", "q")
    twin = dataclasses.replace(review.findings[0], rule="twin")
    presenter.review = dataclasses.replace(review, findings=(review.findings[0], twin))
    first, second = presenter.rows()
    assert first.start == second.start
    assert presenter.row_beside(first, first.start, 1) == second
    assert presenter.row_beside(second, second.start, 1) == first


def test_markdown_quotes_the_lines_and_no_fence_in_the_text_ends_the_quote(
    presenter: QueryPresenter,
) -> None:
    sql = "DELETE FROM t -- ```\n"
    presenter.review = Reviewer(select=RULES).review(sql, "q.sql")
    text = presenter.markdown(presenter.rows()[0], sql)
    assert text.endswith("````sql\nDELETE FROM t -- ```\n````\n")
    assert "- Rule: dml-without-where" in text


def test_what_was_not_read_names_the_key_that_chooses_a_dialect(
    presenter: QueryPresenter,
) -> None:
    (block,) = presenter.detail(presenter.rows()[2], 60)
    text = "\n".join(line.plain for line in block.lines)
    assert "Read as generic; ctrl+l chooses another dialect." in text


@pytest.fixture
def folder(isolated_home: Path) -> Path:
    return isolated_home / "state" / "queries"


def test_each_file_has_its_own_draft_with_its_dialect(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.sql", tmp_path / "b.sql"
    first.write_text("SELECT 1", encoding="utf-8")
    second.write_text("SELECT 2", encoding="utf-8")
    file = QueryFile(folder)
    file.open(first)
    file.choose(Chosen(dialect="oracle"))
    file.keep("SELECT 1 FROM dual")
    file.open(second)
    assert file.dialect == "generic"
    again = QueryFile(folder)
    assert again.open(first) == ("SELECT 1 FROM dual", True)
    assert again.dialect == "oracle"
    assert first.read_text(encoding="utf-8") == "SELECT 1"


def test_an_unnamed_text_and_an_empty_one(folder: Path) -> None:
    file = QueryFile(folder)
    assert file.resume() is None
    file.keep("SELECT 1")
    left = QueryFile(folder)
    resumed = left.resume()
    assert resumed is not None
    assert (resumed[0], left.path) == ("SELECT 1", None)
    file.keep("")
    assert QueryFile(folder).resume() is None


def test_saving_never_writes_over_what_it_did_not_read(folder: Path, tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.sql", tmp_path / "other.sql"
    mine.write_text("SELECT 1", encoding="utf-8")
    other.write_text("SELECT 2", encoding="utf-8")
    file = QueryFile(folder)
    file.open(mine)
    with pytest.raises(InputError, match="exists already"):
        file.save("SELECT 3", other)
    mine.write_text("SELECT 4", encoding="utf-8")
    with pytest.raises(InputError, match="changed on disk"):
        file.save("SELECT 3", mine)
    assert (mine.read_text(), other.read_text()) == ("SELECT 4", "SELECT 2")


def test_a_file_names_its_dialect(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "orders.bigquery.sql"
    path.write_text("SELECT 1", encoding="utf-8")
    file = QueryFile(folder)
    file.open(path)
    assert file.dialect == "bigquery"


def test_the_settings_of_the_review_count_as_on_the_command_line(services: Services) -> None:
    review = ReviewSettings(ignore=("select-star",), dialect="snowflake")
    settings = services.settings.model_copy(update={"review": review})
    presenter = QueryPresenter(dataclasses.replace(services, settings=settings))
    assert presenter.file.dialect == "snowflake"
    presenter.review = presenter.run(presenter.job(SQL))
    before = {finding.rule for finding in presenter.findings()}
    assert before >= {"null-comparison", "dml-without-where"}
    assert Severity.HINT not in {finding.severity for finding in presenter.findings()}
    presenter.filter = Filter(shows_all=True)
    everything = {finding.rule for finding in presenter.findings()}
    assert "select-star" not in everything
    assert len(presenter.rows()) == len(presenter.findings()) + 1
    assert everything >= before
