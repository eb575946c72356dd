"""What is told from a name and a text: SQL, a Spark program, settings of Spark."""

import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.reports.rule import rule_markdown
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.spark.languages import Language, language_of

PROGRAM = 'df = spark.table("t")\nrows = df.collect()\n'
SETTINGS = "spark.sql.adaptive.enabled false\n"


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("<stdin>", PROGRAM, Language.PYSPARK),
        ("job.py", PROGRAM, Language.PYSPARK),
        ("<stdin>", "import pandas as pd\n", Language.SQL),
        ("job.py", "import pandas as pd\n", Language.SQL),
        ("<stdin>", SETTINGS, Language.SPARK_CONF),
        ("<stdin>", f"# why\n\n{SETTINGS}", Language.SPARK_CONF),
        ("spark.conf", "spark.executor.memory=4g", Language.SPARK_CONF),
        ("<stdin>", "spark-submit --conf spark.executor.memory=4g job.py", Language.SPARK_CONF),
        ("nginx.conf", "worker_processes 4;", Language.SQL),
        ("q.sql", "SELECT spark.table FROM spark", Language.SQL),
        ("unnamed.sql", PROGRAM, Language.PYSPARK),
        ("unnamed.sql", SETTINGS, Language.SPARK_CONF),
        ("<stdin>", "SELECT a FROM spark.table", Language.SQL),
        ("<stdin>", "SET spark.sql.shuffle.partitions = 1; SELECT 1", Language.SQL),
        ("n.ipynb, cell 1", "%%sql\nSELECT a FROM spark.table", Language.SQL),
        ("<stdin>", "SELECT a FROM t WHERE b = 'spark.sql(x)'", Language.SQL),
    ],
)
def test_the_language_of_a_text(name: str, text: str, language: Language) -> None:
    assert language_of(name, text) is language


def test_folders_show_spark_on_request_and_no_other_settings(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "spark-defaults.conf").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text("worker_processes 4;\n", encoding="utf-8")
    (tmp_path / "q.sql").write_text("SELECT a FROM t", encoding="utf-8")
    alone = [Path(file.path).name for file in review_paths([tmp_path]).files]
    both = review_paths([tmp_path], Options(embedded=True)).files
    assert alone == ["q.sql"]
    assert {Path(file.path).name: len(file.findings) for file in both} == {
        "job.py": 1,
        "q.sql": 0,
        "spark-defaults.conf": 1,
    }


def test_a_file_that_is_named_is_reviewed_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "job.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "spark.conf").write_text(SETTINGS, encoding="utf-8")
    assert run(["review", str(tmp_path / "job.py"), str(tmp_path / "spark.conf")]) == 1
    told = capsys.readouterr().out
    assert "[spark-collect]" in told
    assert "[spark-conf-risky-value]" in told


@pytest.mark.parametrize(
    ("rule", "fence"),
    [
        ("spark-collect", "```python"),
        ("spark-conf-repeated-property", "```properties"),
        ("select-star", "```sql"),
    ],
)
def test_examples_are_shown_in_their_language(rule: str, fence: str) -> None:
    (found,) = (each for each in all_rules() if each.slug == rule)
    assert fence in rule_markdown(found)


def test_sql_alone_loads_no_rule_of_spark(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("SELECT id FROM t WHERE id = 1", encoding="utf-8")
    script = (
        "import sys; from workbench.cli.main import run; assert run(['review', 'q.sql']) == 0; "
        "print('MODULES', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = done.stdout.rpartition("MODULES")[2].split()
    assert not [name for name in loaded if name.startswith("workbench.sqlreview.rules.spark.")]


def test_a_rule_of_spark_can_be_silenced_in_sql_and_left_out(tmp_path: Path) -> None:
    text = "SET spark.sql.shuffle.partitions = 1; -- workbench: ignore[spark-conf-risky-value]\n"
    assert Reviewer().review(text, "q.sql", "spark").findings == ()
    told = [each.rule for each in Reviewer().review(text[:37], "q.sql", "spark").findings]
    assert told == ["spark-conf-risky-value"]
    without = Reviewer(ignore=["spark-conf-risky-value"])
    assert without.review(text[:37], "q.sql", "spark").findings == ()
