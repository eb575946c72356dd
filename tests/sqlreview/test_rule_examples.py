"""Every rule's examples: what must fire fires exactly where marked, the rest stays quiet."""

from pathlib import Path

import pytest
from sqlglot import exp

from workbench.findings import Preset
from workbench.reading import SourceText
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import FileReview, Reviewer
from workbench.sqlreview.rule import Example, Rule
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.information_schema import read_information_schema
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.source import SqlSource

FIRES = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.fires)
]
QUIET = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in all_rules()
    for number, example in enumerate(rule.quiet)
]


@pytest.mark.parametrize(("rule", "example"), FIRES)
def test_fires_exactly_at_the_marked_places(rule: Rule, example: Example, tmp_path: Path) -> None:
    review = reviewed(rule, example, tmp_path)
    assert unexpected(review, rule) == []
    source = SqlSource(example.plain)
    expected = [source.place(span) for span in example.marked]
    found = [finding.place for finding in review.findings]
    assert found == expected, [source.text[slice(*_offsets(source, f))] for f in found]


@pytest.mark.parametrize(("rule", "example"), QUIET)
def test_stays_quiet(rule: Rule, example: Example, tmp_path: Path) -> None:
    review = reviewed(rule, example, tmp_path)
    assert unexpected(review, rule) == []
    assert review.findings == ()


def reviewed(rule: Rule, example: Example, folder: Path) -> FileReview:
    """Return the review of an example, with the files round it where the rule asks them."""
    if rule.subject != "files":
        name = name_of(example, folder)
        return reviewer_for(rule, example).review(example.plain, name, example.dialect)
    for name, text in ((example.name, example.plain), *example.project):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    options = Options(Preset.STRICT, select=(rule.slug,), dialect=example.dialect)
    by_name = {Path(file.path).name: file for file in review_paths([folder], options).files}
    review = by_name.pop(example.name)
    assert [file.findings for file in by_name.values() if file.findings] == []
    return review


def name_of(example: Example, folder: Path) -> str:
    """Return the name to review an example under, in a dbt project if it has files round it."""
    if not example.project:
        return "example"
    (folder / "dbt_project.yml").write_text("name: a", encoding="utf-8")
    for name, text in (("example.sql", example.plain), *example.project):
        file = folder / "models" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return str(folder / "models" / "example.sql")


def reviewer_for(rule: Rule, example: Example) -> Reviewer:
    """Return a reviewer with one rule, and the tables of the example where it has some."""
    schema = Schema()
    if example.schema:
        text = SourceText("schema", example.schema)
        read = read_ddl if "CREATE" in example.schema else read_information_schema
        read(text, example.dialect, schema)
    return Reviewer(select=[rule.slug], schema=schema)


def unexpected(review: FileReview, rule: Rule) -> list[str]:
    """Return the errors; rules that read words may have examples that the parser cannot read."""
    reads_words = not rule.nodes or exp.Command in rule.nodes
    return [
        error.message
        for error in review.errors
        if not (reads_words and error.message.startswith(("not understood", "does not parse")))
    ]


def _offsets(source: SqlSource, place: object) -> tuple[int, int]:
    line, column = getattr(place, "line", 1), getattr(place, "column", 1)
    end_line, end_column = getattr(place, "end_line", 1), getattr(place, "end_column", 1)
    return source.offset(line, column), source.offset(end_line, end_column - 1) + 1
