"""SQL conditions and values in the calls of a PySpark program."""

import pytest

from workbench.findings import Finding
from workbench.sqlreview.review import FileReview, Reviewer

HEAD = 'from pyspark.sql import functions as F\ndf = spark.table("db.orders")\n'


def review(program: str, *rules: str) -> FileReview:
    return Reviewer(select=rules).review(HEAD + program, "job.py", "generic")


def marked(program: str, found: tuple[Finding, ...]) -> str:
    """Return a program of one line with «…» round what the findings mark."""
    for each in reversed(found):
        start, end = each.place.column - 1, each.place.end_column - 1
        program = f"{program[:start]}«{program[start:end]}»{program[end:]}"
    return program


@pytest.mark.parametrize(
    ("rule", "program"),
    [
        ("function-on-column", 'a = df.filter("«year(day)» = 2024 and b = 1")'),
        ("function-on-column", "a = df.where(F.expr(\"«upper(name)» = 'ANN'\"))"),
        ("function-on-column", "c = \"«upper(name)» = 'ANN'\"; a = df.where(c)"),
        ("null-comparison", "a = df.filter(f\"day = '{day}' and «x = NULL»\")"),
        ("null-comparison", "a = df.where(\"日本 = '🎉' and «x <> NULL»\")"),
        ("null-comparison", 'a = df.selectExpr("a", "CASE WHEN «x = NULL» THEN 1 END AS y")'),
        ("null-comparison", 'a = df.selectExpr(["a", "CASE WHEN «x = NULL» THEN 1 END AS y"])'),
        ("null-comparison", 'a = df.join(b, F.expr("x = y and «z = NULL»"), "left")'),
        ("null-comparison", 'a = df.withColumn("k", F.when(F.expr("«z = NULL»"), 1))'),
        ("null-comparison", 'a = df.filter(F.expr("«z = NULL»") & (F.col("x") > 1))'),
        ("null-in-list", 'a = df.filter("«id not in (1, NULL)»")'),
        ("like-leading-wildcard", "a = df.where(\"«name LIKE '%x'» AND a > 5\")"),
        ("contradictory-predicates", 'a = df.where("a > 5 AND «a < 3»")'),
        ("or-chain-to-in", 'a = df.withColumn("k", F.expr("«a = 1 or a = 2 or a = 3»"))'),
    ],
)
def test_predicates_are_reviewed_in_place(rule: str, program: str) -> None:
    plain = program.replace("«", "").replace("»", "")
    result = review(plain, rule)
    assert marked(plain, result.findings) == program
    assert result.errors == ()


@pytest.mark.parametrize(
    "program",
    [
        'a = df.groupBy("b").count().filter("abs(count) > 5")',
        'a = other.join(df, "x = NULL")',
        'a = people.filter("x = NULL")',
        'a = df.join(b, F.expr("upper(x) = y"))',
        'a = df.filter(f"{condition}")',
        'a = df.filter(f"{column} = 1 AND {other} IN ({values})")',
        'a = df.filter("{} > 5".format(column)).where("%s > 5" % column)',
        'a = df.selectExpr(f"{column} AS c", f"CAST({column} AS INT) AS d")',
        'a = df.selectExpr("*", "a AS b", "count(*) OVER (PARTITION BY z) AS n")',
    ],
)
def test_what_is_no_such_predicate_is_left_alone(program: str) -> None:
    result = review(program, "null-comparison", "function-on-column")
    assert (result.findings, result.errors) == ((), ())


def test_no_rule_over_whole_queries_speaks_of_a_part_of_one() -> None:
    program = 'a = df.filter("b = 1").selectExpr("*", "a + b", "c AS c").where("a = b")'
    sql = {each.rule for each in review(program).findings if not each.rule.startswith("spark-")}
    assert sql == set()


def test_a_condition_that_does_not_parse_is_told() -> None:
    (error,) = review('a = df.filter("(a = 1")', "null-comparison").errors
    assert error.message.startswith("not understood")
    assert (error.line, error.broken) == (3, False)


def test_a_comment_of_python_silences_a_condition() -> None:
    program = 'a = df.filter("x = NULL")  # workbench: ignore[null-comparison] known'
    assert review(program, "null-comparison").findings == ()
