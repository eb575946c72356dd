"""A team's own figures and words, laid over the handbook, reach the review."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.errors import InputError
from workbench.findings import Preset
from workbench.sqlreview.one_text import review_one
from workbench.sqlreview.options import Options
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.review_cache import review_key

BY_PLANT = "CREATE TABLE o (plant STRING, n INT) PARTITIONED BY (plant)"
PLANTS = """\
kind: vocabulary
id: layout-words
terms:
  - id: very-many-values
    title: A value for every row
    words: [plant]
    links: [partitioning-rules/low-cardinality]
"""
MANY = "spark.sql.shuffle.partitions 4000\n"
FEWER = """\
kind: figures
id: layout-figures
figures:
  - id: shuffle-partitions
    title: Shuffle partitions
    range: {low: 2, high: 100000}
    unit: partitions
    text: Our cluster is large.
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    return folder


def rules_of(sql: str, knowledge: tuple[str, ...], name: str = "q.sql") -> set[str]:
    options = Options(preset=Preset.STRICT, dialect="spark", knowledge=knowledge)
    return {finding.rule for finding in review_one(sql, name, options).findings}


def test_own_words_decide_about_the_layout_of_a_table(ours: Path) -> None:
    (ours / "words.yaml").write_text(PLANTS, encoding="utf-8")
    assert "partition-by-many-values" not in rules_of(BY_PLANT, ())
    assert "partition-by-many-values" in rules_of(BY_PLANT, (str(ours),))
    assert "partition-by-many-values" not in rules_of(BY_PLANT, ())


def test_own_figures_decide_about_spark(ours: Path) -> None:
    (ours / "figures.yaml").write_text(FEWER, encoding="utf-8")
    own = (str(ours),)
    hint = "SELECT /*+ REPARTITION(90000) */ a FROM t WHERE d = 1"
    assert "spark-risky-hint" in rules_of(hint, ())
    assert "spark-risky-hint" not in rules_of(hint, own)


def test_the_command_line_lays_folders_over_the_handbook(
    ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ours / "words.yaml").write_text(PLANTS, encoding="utf-8")
    query = tmp_path / "q.sql"
    query.write_text(BY_PLANT, encoding="utf-8")
    arguments = ["review", str(query), "--dialect", "spark", "--format", "json"]
    run(["--knowledge", str(ours), *arguments])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert "partition-by-many-values" in {each["rule"] for each in file["findings"]}


def test_a_damaged_page_is_refused_and_other_knowledge_is_not_read(ours: Path) -> None:
    page = ours / "words.yaml"
    page.write_text(PLANTS.replace("words: [plant]", "word: [plant]"), encoding="utf-8")
    with pytest.raises(InputError, match=r"word"):
        Reviewer(knowledge=[str(ours)])
    page.write_text("kind: checklist\nid: [\n", encoding="utf-8")
    assert Reviewer(knowledge=[str(ours)]).recipe.knowledge == ()


def test_a_kept_review_is_found_again_only_with_the_same_pages(ours: Path, tmp_path: Path) -> None:
    (ours / "words.yaml").write_text(PLANTS, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "words.yaml").write_text(PLANTS.replace("plant", "site"), encoding="utf-8")
    job = Job(BY_PLANT, "q.sql", "spark")
    keys = {
        review_key(job, Reviewer(knowledge=folders).recipe)
        for folders in ([], [str(ours)], [str(other)])
    }
    assert len(keys) == 3
