"""Spark programs: what is followed through them, what is silenced, and what cannot be read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import FileReview, Reviewer
from workbench.sqlreview.rule import Rule

RECOMPUTED = ("spark-recomputed-frame",)
SPARK = tuple(rule.slug for rule in all_rules() if rule.subject in {"pyspark", "configuration"})


def review(text: str, *rules: str, name: str = "job.py") -> FileReview:
    return Reviewer(select=rules or SPARK).review(text, name, "generic")


def lines(text: str, rule: str, name: str = "job.py") -> list[int]:
    return [finding.place.line for finding in review(text, rule, name=name).findings]


def test_a_comment_of_python_silences() -> None:
    text = 'df = spark.table("t")\nrows = df.collect()  # workbench: ignore[spark-collect] tiny\n'
    assert review(text).findings == ()


def test_sql_in_a_spark_program_is_read_as_spark() -> None:
    text = 'd = spark.sql("SELECT a FROM t LATERAL VIEW explode(b) x AS y WHERE a = NULL")'
    result = Reviewer(select=["null-comparison"]).review(text, "job.py", "generic")
    assert [finding.rule for finding in result.findings] == ["null-comparison"]
    assert (result.errors, result.dialect) == ((), "spark")


def test_columns_count_characters_behind_wide_ones() -> None:
    text = 'x = "日本🎉"; n = len(spark.table("表").collect())'
    (finding,) = review(text, "spark-collect").findings
    assert text[finding.place.column - 1 : finding.place.end_column - 1] == "collect()"


def test_frames_are_followed_through_functions_and_annotations() -> None:
    text = (
        "from pyspark.sql import DataFrame\n"
        "import pandas as pd\n"
        "def load(spark) -> DataFrame:\n"
        "    return spark.table('t')\n"
        "def local(frame: pd.DataFrame):\n"
        "    return frame.collect()\n"
        "def main(spark):\n"
        "    data = load(spark)\n"
        "    return data.collect()\n"
    )
    assert lines(text, "spark-collect") == [9]


def test_other_data_frames_are_left_alone() -> None:
    text = (
        "import polars as pl\nfrom pyspark.sql import SparkSession\n"
        "df = pl.scan_parquet('x').collect()\nlf = pl.LazyFrame()\nlf.collect()\n"
    )
    assert review(text).findings == ()


def test_arms_that_exclude_each_other_count_once() -> None:
    head = 'j = spark.table("a").join(spark.table("b"), "id")\n'
    early = "if x:\n    j.write.parquet('p')\n    sys.exit()\nj.write.parquet('q')\n"
    inside = "def f(j=None):\n" + "".join(f"    {line}\n" for line in (head + early).splitlines())
    returned = inside.replace("sys.exit()", "return")
    assert lines(returned, "spark-recomputed-frame") == []
    both = head + "if x:\n    j.write.parquet('p')\nj.write.parquet('q')\n"
    assert lines(both, "spark-recomputed-frame") == [1]


def test_a_cell_of_a_notebook_may_cache_for_the_next_one() -> None:
    text = 'df = spark.table("t").distinct().cache()\ndf.write.parquet("p")\n'
    assert lines(text, "spark-unused-cache") == [1]
    assert lines(text, "spark-unused-cache", "n.ipynb, cell 1") == []


def test_python_that_cannot_be_read_is_told_once() -> None:
    result = review("from pyspark.sql import (:\n")
    assert (len(result.errors), result.errors[0].broken, result.findings) == (1, False, ())


def test_a_very_long_chain_is_read() -> None:
    chain = "".join(f'.withColumn("c{n}", F.lit({n}))' for n in range(60))
    text = f"from pyspark.sql import functions as F\ndf = spark.table('t'){chain}\n"
    assert lines(text, "spark-plan-growth") == [2]


def test_many_statements_and_long_lineages_take_no_long_time() -> None:
    started = time.process_time()
    text = 'a = spark.table("t").join(spark.table("u"), "id")\n' + "".join(
        f'b{n} = a.filter("x = {n}")\nb{n}.write.parquet("p{n}")\n' for n in range(1500)
    )
    assert lines(text, "spark-recomputed-frame") == [1]
    steps = 'd = d.join(spark.table("u"), "id")\n' * 500
    assert lines(f'd = spark.table("t")\n{steps}d.count()\nd.write.save("p")\n', *RECOMPUTED) == [
        501
    ]
    assert time.process_time() - started < 20.0


def test_settings_of_a_program_may_be_completed_where_it_is_started() -> None:
    text = 'spark.conf.set("spark.dynamicAllocation.enabled", "true")\n'
    assert review(text).findings == ()
    whole = "spark.dynamicAllocation.enabled true\n"
    found = review(whole, name="spark-defaults.conf").findings
    assert [finding.rule for finding in found] == ["spark-conf-conflict"] * 2


def test_a_secret_is_not_repeated() -> None:
    text = "spark.hadoop.fs.s3a.secret.key abcSECRETdef\n"
    (finding,) = review(text, "spark-conf-plain-secret", name="x.conf").findings
    assert "SECRETdef" not in finding.message + finding.fix + finding.impact


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.slug in SPARK], ids=lambda r: r.slug)
def test_every_rule_for_spark_leads_to_one_of_the_problems(rule: Rule) -> None:
    first = rule.source.partition("/")[0]
    assert first in {"spark-checklist", "spark-properties", "partitioning-rules", "pii-rules"}


CALLS = st.sampled_from(
    [
        *("df", "spark", ".table('t')", ".filter(x)", ".join(df, 'id')", ".cache()", ".count()"),
        *(".write", ".parquet('p')", ".collect()", "for x in df:\n ", "if x:\n ", "\n", " = "),
        *("lambda x: ", "(", ")", "[", "]", "import pyspark\n", "spark.sql.x 1\n", "def f():\n "),
        *("spark.executor.memory", " 4g\n", "😀", "\t", "F.udf(", "SET spark.a.b = c;", "'"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CALLS | st.text(max_size=3), max_size=25).map("".join), st.sampled_from("psq"))
def test_any_text_is_reviewed_without_an_exception(text: str, kind: str) -> None:
    name = {"p": "a.py", "s": "a.conf", "q": "<stdin>"}[kind]
    result = review(text, name=name)
    assert not any("failed" in error.message for error in result.errors), result.errors
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in result.findings:
        line = written[finding.place.line - 1].removeprefix("\ufeff")
        assert 1 <= finding.place.column <= len(line) + 1
