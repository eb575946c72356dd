"""What the tree of a folder says, and what is remembered of choices, without a screen."""

from pathlib import Path

import pytest

from screens.query.chosen import MOST_PLACES, Chosen, Memory
from screens.query.filter import Filter
from screens.query.folder import MOST_FILES, UNFOLDED_UP_TO, FolderPresenter
from workbench.findings import Finding, Place, Severity
from workbench.sqlreview.options import Options
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError

ALL = Filter()


def finding(rule: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(rule, severity, Place(1, 1, 1, 2), "message", "why", "fix")


def file(path: str, *found: Finding, unread: int = 0) -> FileReview:
    errors = tuple(ReviewError(at + 1, 1, "does not parse") for at in range(unread))
    return FileReview(path, "generic", 1, found, errors)


@pytest.fixture
def presenter(tmp_path: Path) -> FolderPresenter:
    presenter = FolderPresenter(Options(), Memory(tmp_path / "choices.json"))
    presenter.open(Path("sql"))
    return presenter


def shown(presenter: FolderPresenter, wanted: Filter = ALL) -> list[str]:
    return [node.key for node in presenter.nodes(wanted)]


def test_a_folder_counts_what_is_below_it(presenter: FolderPresenter) -> None:
    error = finding("b", Severity.ERROR)
    files = (file("sql/x/one.sql", finding("a"), error), file("sql/x/y/two.sql", error, unread=2))
    presenter.review = Review(files, 0.0)
    (top,) = presenter.root(ALL).below.values()
    assert dict(+top.counts) == {"warning": 1, "error": 2, "unread": 2}
    (detail,) = presenter.detail(top, 40)
    assert [line.plain.split() for line in detail.lines[1:]] == [
        ["2", "error", "b"],
        ["1", "warning", "a"],
    ]


def test_what_is_clean_is_folded_until_it_is_opened(presenter: FolderPresenter) -> None:
    files = (file("sql/a/one.sql"), file("sql/b/two.sql", finding("a")), file("sql/c.sql"))
    presenter.review = Review(files, 0.0)
    assert shown(presenter) == ["a", "b", "b/two.sql", "c.sql"]
    a, b, *_ = presenter.nodes(ALL)
    assert presenter.fold(a, folded=False)
    assert not presenter.fold(a, folded=False)
    assert presenter.fold(b, folded=True)
    assert shown(presenter) == ["a", "a/one.sql", "b", "c.sql"]


def test_a_filter_leaves_files_in_which_it_finds_something_or_that_were_not_read(
    presenter: FolderPresenter,
) -> None:
    files = (file("sql/a.sql", finding("a")), file("sql/b.sql", unread=1), file("sql/c.sql"))
    presenter.review = Review(files, 0.0)
    assert shown(presenter, Filter(rule="a")) == ["a.sql", "b.sql"]
    assert shown(presenter, Filter(limit=Severity.ERROR)) == ["b.sql"]
    assert presenter.files(ALL) == ["sql/a.sql", "sql/b.sql"]
    assert presenter.file_beside("sql/a.sql", 1, ALL) == "sql/b.sql"
    assert presenter.file_beside("sql/b.sql", 1, ALL) is None
    assert presenter.file_beside("elsewhere.sql", 1, ALL) == "sql/a.sql"


def test_a_large_folder_begins_folded_and_a_very_long_list_is_cut(
    presenter: FolderPresenter,
) -> None:
    many = tuple(
        file(f"sql/a/{number:05}.sql", finding("a")) for number in range(UNFOLDED_UP_TO + 1)
    )
    presenter.review = Review(many, 0.0)
    assert shown(presenter) == ["a"]
    flat = tuple(file(f"sql/{number:05}.sql") for number in range(MOST_FILES + 5))
    presenter.review = Review(flat, 0.0)
    lines = presenter.lines(ALL, 80)
    assert len(lines) == MOST_FILES + 1
    assert str(lines[-1]).startswith("5 more")


def test_a_choice_for_a_folder_counts_below_it_and_a_file_may_choose_otherwise(
    tmp_path: Path,
) -> None:
    memory = Memory(tmp_path / "choices.json")
    query = tmp_path / "sql" / "q.sql"
    memory.choose(tmp_path / "sql", Chosen(dialect="tsql", tables="a.ddl"))
    memory.choose(query, Chosen(dialect="oracle"))
    again = Memory(tmp_path / "choices.json")
    assert again.of(query) == Chosen("oracle", "a.ddl", None)
    assert again.of(tmp_path / "sql" / "other.sql") == Chosen("tsql", "a.ddl", None)
    again.choose(query, Chosen(tables=""))
    assert Memory(tmp_path / "choices.json").of(query) == Chosen("oracle", "", None)
    assert again.of(tmp_path / "elsewhere.sql") == Chosen()


def test_what_is_remembered_has_an_end_and_a_broken_file_is_no_trouble(tmp_path: Path) -> None:
    place = tmp_path / "choices.json"
    place.write_text("{not json", encoding="utf-8")
    memory = Memory(place)
    for number in range(MOST_PLACES + 5):
        memory.choose(tmp_path / f"{number}.sql", Chosen(dialect="tsql"))
    again = Memory(place)
    assert again.of(tmp_path / "4.sql") == Chosen()
    assert again.of(tmp_path / "5.sql") == Chosen(dialect="tsql")
