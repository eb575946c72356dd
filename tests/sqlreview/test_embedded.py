"""SQL in the strings of Python files and in the cells of notebooks."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.review import FileReview, Reviewer

BAD = "x = NULL"


def review(text: str, name: str = "job.py") -> FileReview:
    return Reviewer(select=["null-comparison"]).review(text, name, "postgres")


@pytest.mark.parametrize(
    "text",
    [
        'q = "select a from t where x = NULL"',
        'def f():\n\tq = """\n\t  select a\r\n  from t where x = NULL\n"""',
        'q = "日本🎉"; r = f"select {a}, {b!r} from {t} where x = NULL"',
        'q = ("select a, "\n     f"{b} "  # why\n     "from t where x = NULL")',
        "q = 'select \\'a\\' from t\\nwhere x = NULL'",
        "q = rb''; r = r'select a from t where b ~ \"\\d\" and x = NULL'",
        'q = "delete from t where x = NULL and b = %s and c = %(c)s"',
        'q = "delete from {table} where x = NULL".format(table=1)',
        "q = \"select a from t where d = '{{ ds }}' and x = NULL\"",
        "run(f'''with a as (select {','.join(c)} from t) select b from a where x = NULL''')",
    ],
)
def test_strings_are_reviewed_in_place(text: str) -> None:
    before = text[: text.index(BAD)].replace("\r\n", "\n")
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    found = review(text).findings
    assert [(each.place.line, each.place.column) for each in found] == [place]
    assert found[0].place.end_column == place[1] + len(BAD)


@pytest.mark.parametrize(
    "text",
    [
        'def f():\n    """select a from t where x = NULL"""',
        'print("Select a row from the table where x is NULL")',
        'q = "select a from t where x = NULL ("',
        'q = "and x = NULL"',
        "q = 1",
        "",
    ],
)
def test_other_strings_are_left_alone(text: str) -> None:
    result = review(text)
    assert (result.findings, result.errors) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        'cur.execute("select a from t where (x = 1")',
        'cur.executemany("insert into t values (1", rows)',
        'pd.read_sql(f"select {a} frm t where", con)',
        'pd.read_sql(sql="select a from t where (x = 1", con=con)',
        'q = "select a from t where (x = 1"\ndb.query(q)',
        'con.execute(text("delete from t where x = (" + y))',
        'con.execute("select a from t where (x = {}".format(1))',
    ],
)
def test_a_string_that_is_run_but_does_not_parse_is_told(text: str) -> None:
    result = review(text)
    assert [error.broken for error in result.errors] == [False]
    assert result.errors[0].message.startswith("not understood: this SQL does not parse")
    assert result.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        'log("select a from t where (x = 1")',
        'q = "select a from t where (x = 1"',
        'df.query("a > 1 and (b")',
        'con.execute(f"{statement}")',
        'con.execute("select a from t where x = 1", ("select (",))',
    ],
)
def test_a_string_that_nothing_runs_as_sql_is_not_spoken_of(text: str) -> None:
    result = review(text)
    assert (result.findings, result.errors) == ((), ())


def test_what_can_be_read_of_several_statements_is_reviewed() -> None:
    result = review('con.executescript("delete from t where x = NULL; select a from t where (")')
    assert [finding.place.column for finding in result.findings] == [40]
    assert [(error.line, error.column) for error in result.errors] == [(1, 72)]


def test_python_that_cannot_be_read_is_told() -> None:
    (error,) = review("def (:\n").errors
    assert (error.line, error.broken) == (1, False)


def test_long_blanks_in_a_string_take_no_time() -> None:
    started = time.process_time()
    assert review(f'q = """{" " * 5000}{{x}} {" " * 5000}-- a"""').findings == ()
    assert time.process_time() - started < 2.0


def test_a_comment_of_python_silences() -> None:
    text = 'q = "delete from t where x = NULL"  # workbench: ignore[null-comparison] known'
    assert review(text).findings == ()


def test_folders_are_searched_on_request(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["select a from t where x = NULL"]},
        {"cell_type": "code", "source": ["%%sql db\n", "select a\n", "from t where x = NULL"]},
        {"cell_type": "code", "source": "%matplotlib inline\nq = 'select a from t where x = NULL'"},
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "b.py").write_text('q = "select a from t where x = NULL"', encoding="utf-8")
    (tmp_path / "c.sql").write_text("select a from t", encoding="utf-8")
    rules = ("null-comparison",)
    assert [file.path for file in review_paths([tmp_path]).files] == [str(tmp_path / "c.sql")]
    result = review_paths([tmp_path], Options(select=rules, embedded=True))
    found = {
        (Path(file.path).name, each.place.line, each.place.column)
        for file in result.files
        for each in file.findings
    }
    assert found == {("a.ipynb, cell 2", 3, 14), ("a.ipynb, cell 3", 2, 28), ("b.py", 1, 28)}


PARTS = st.sampled_from(
    [
        *("f'", 'f"""', "r'", "'", '"', '"""', "{", "}", "{{", "}}", "{x}", "\\", "\\'", "%s"),
        *("select a from t where x = NULL", "\n", "\r\n", "q = ", "(", ")", "é🎉", "%%sql", "{y}"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS | st.text(max_size=3), max_size=20).map("".join))
def test_any_text_is_reviewed_without_an_exception(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in review(text).findings:
        line = lines[found.place.line - 1].removeprefix("\ufeff")
        assert 1 <= found.place.column <= len(line)
