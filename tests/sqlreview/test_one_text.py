"""One text is reviewed as the command line reviews the file that holds it."""

import os
from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.findings import Preset
from workbench.settings import PathReview, ReviewSettings
from workbench.sqlreview import one_text
from workbench.sqlreview.baseline import Baseline
from workbench.sqlreview.one_text import review_one
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.schema.nearby import MOST, schema_files_near

SQL = "SELECT * FROM orders WHERE a = NULL;\nDELETE FROM orders;\nSELEC 1 FROM;\n"
DDL = "CREATE TABLE orders (id INT PRIMARY KEY, a INT);"


@pytest.fixture
def query(tmp_path: Path) -> Path:
    folder = tmp_path / "legacy"
    folder.mkdir()
    path = folder / "q.bigquery.sql"
    path.write_text(SQL, encoding="utf-8")
    return path


@pytest.mark.parametrize("preset", list(Preset))
def test_it_finds_what_the_review_of_the_file_finds(query: Path, preset: Preset) -> None:
    narrower = PathReview(match=str(query), ignore=("dml-without-where",))
    options = Options(preset=preset, settings=ReviewSettings(paths=(narrower,)))
    (expected,) = review_paths([query], options).files
    assert review_one(SQL, str(query), options) == expected
    assert expected.dialect == "bigquery"
    assert "dml-without-where" not in {each.rule for each in expected.findings}


def test_a_long_text_is_reviewed_in_a_process_to_the_same_end(
    query: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = review_one(SQL, str(query), Options())
    monkeypatch.setattr(one_text, "OWN_PROCESS_FROM", 0)
    assert review_one(SQL, str(query), Options()) == here


def test_a_schema_counts_and_is_read_again_when_it_changed(tmp_path: Path) -> None:
    schema = tmp_path / "tables.sql"
    schema.write_text(DDL, encoding="utf-8")
    options = Options(preset=Preset.STRICT, schema=(str(schema),))
    unknown = "SELECT id, colour FROM orders"
    before = review_one(unknown, "q.sql", options)
    schema.write_text(DDL.replace("a INT", "colour INT"), encoding="utf-8")
    os.utime(schema, (1, 1))
    assert review_one(unknown, "q.sql", options) != before


def test_a_baseline_leaves_out_what_it_holds(query: Path, tmp_path: Path) -> None:
    options = Options(preset=Preset.STRICT)
    file = tmp_path / "known.json"
    whole = review_paths([query], options)
    Baseline(file).take(whole, options.runs).write()
    assert whole.files[0].findings
    assert review_one(SQL, str(query), options, str(file)).findings == ()
    new = "".join([SQL, "DELETE FROM customers;\n"])
    found = review_one(new, str(query), options, str(file)).findings
    assert {each.place.line for each in found} == {4}


def test_a_statement_that_reads_what_an_earlier_one_dropped_is_seen(tmp_path: Path) -> None:
    text = "ALTER TABLE t DROP COLUMN c;\nSELECT 1 AS one;\nCREATE VIEW v AS SELECT c FROM t;\n"
    options = Options(preset=Preset.STRICT, select=("breaking-change-downstream",))
    review = review_one(text, "q.sql", options)
    assert [each.message for each in review.findings] == [
        "t.c is dropped, and line 3 still reads it."
    ]
    assert review.findings[0].place.line == 1
    path = tmp_path / "q.sql"
    path.write_text(text, encoding="utf-8")
    assert review_paths([path], options).files[0].findings == review.findings
    earlier = "SELECT c FROM t;\nALTER TABLE t DROP COLUMN c;\n"
    assert review_one(earlier, "q.sql", options).findings == ()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no such file"):
        review_one(SQL, "q.sql", Options(schema=(missing,)))
    with pytest.raises(InputError, match="no such file"):
        review_one(SQL, "q.sql", Options(), missing)


def test_files_that_may_be_a_schema_are_found_beside_and_above(tmp_path: Path) -> None:
    models = tmp_path / "project" / "models"
    models.mkdir(parents=True)
    target = tmp_path / "project" / "target"
    target.mkdir()
    for path in (target / "manifest.json", models / "tables.ddl", models / "orders.sql"):
        path.touch()
    assert schema_files_near(models) == [models / "tables.ddl", target / "manifest.json"]
    for number in range(20):
        (models / f"t{number}.parquet").touch()
    assert len(schema_files_near(models)) == MOST
