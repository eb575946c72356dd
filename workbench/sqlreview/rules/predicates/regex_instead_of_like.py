"""`regex-instead-of-like`: a regular expression that only says "contains" or "starts with"."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import filter_around
from workbench.sqlreview.stand_in_names import holds_stand_in

_PLAIN = re.compile(r"(\^?)((?:\.\*)?)([\w\s/:@#%&=,;<>!'\"~`-]|\\[.\-/_+$()])+((?:\.\*)?)(\$?)")
_LIKE = re.compile(r"[\w\s/:@#%&=,;<>!'\"~`.-]*")
_PATTERNS = (exp.Literal, exp.RawString)


_STARTS = {
    **dict.fromkeys(("generic", "bigquery", "postgres", "duckdb"), "STARTS_WITH"),
    **dict.fromkeys(("trino", "presto", "athena", "doris", "starrocks"), "STARTS_WITH"),
    **dict.fromkeys(("snowflake", "spark", "databricks"), "STARTSWITH"),
    "clickhouse": "startsWith",
}
_ENDS = {
    **dict.fromkeys(("generic", "bigquery", "duckdb"), "ENDS_WITH"),
    **dict.fromkeys(("snowflake", "spark", "databricks"), "ENDSWITH"),
    "clickhouse": "endsWith",
}
"""Functions that search for a plain text, by dialect; the others have none."""


@rule(
    "regex-instead-of-like",
    nodes=(exp.RegexpLike, exp.RegexpILike, exp.SimilarTo),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist/string-operations-in-where",
    why=(
        "A regular expression is run over each value; LIKE with a known beginning can use an index "
        "or block statistics, and a plain search is cheaper in any case."
    ),
    fix="Use LIKE, or the engine's own STARTS_WITH or CONTAINS.",
    impact="More processor time per row; no index even where the beginning is known.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="A regular expression is run over each value; LIKE with a known beginning can be "
            "looked up in an index, and a plain search is cheaper in any case.",
        ),
        "postgres": Texts(
            why="A regular expression is compiled and run over each value; LIKE is cheaper. By a "
            "B-tree index only a pattern that starts with ^ is found, as LIKE 'text%' is.",
            impact="More processor time per row.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A regular expression is run over each value; LIKE with a known beginning lets "
            "blocks be skipped, and a plain search is cheaper in any case.",
            impact="More processor time per row; no block is skipped even where the beginning is "
            "known.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A regular expression is run over each value; LIKE with a known beginning can be "
            "handed down to the files, and a plain search is cheaper in any case.",
            impact="More processor time per row; no row group is skipped even where the beginning "
            "is known.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE «name ~ '^son'»", "postgres"),
        Example("SELECT id FROM t WHERE «REGEXP_CONTAINS(name, r'google')»", "bigquery"),
        Example("SELECT id FROM t WHERE a = 1 AND «name REGEXP 'son$'»", "mysql"),
        Example("SELECT id FROM t WHERE «REGEXP_LIKE(name, '.*son.*')»", "snowflake"),
        Example("SELECT id FROM t WHERE «name RLIKE '^abc.*'»", "spark"),
        Example("SELECT id FROM t WHERE «name SIMILAR TO 'abc%'»", "postgres"),
        Example("SELECT «REGEXP_CONTAINS(name, r'abc')» AS f FROM t", "bigquery"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE name ~ '^s[aeiou]n'", "postgres"),
        Example("SELECT id FROM t WHERE REGEXP_CONTAINS(name, r'google|bing')", "bigquery"),
        Example("SELECT id FROM t WHERE name REGEXP '[0-9]+'", "mysql"),
        Example("SELECT id FROM t WHERE REGEXP_LIKE(name, :pattern)", "oracle"),
        Example("SELECT id FROM t WHERE REGEXP_LIKE(name, 'son', 'i')", "oracle"),
        Example("SELECT id FROM t WHERE name LIKE 'son%'", "tsql"),
        Example(r"SELECT id FROM t WHERE REGEXP_CONTAINS(name, r'(?i)son\d')", "bigquery"),
        Example("SELECT id FROM t WHERE name SIMILAR TO '(a|b)%'", "postgres"),
        Example("SELECT id FROM t WHERE REGEXP_CONTAINS(name, '{{ p }}')", "bigquery"),
        Example("SELECT name REGEXP '^A' AS f FROM t WHERE id = 1", "mysql"),
        Example("SELECT id FROM t WHERE id > 1 ORDER BY name REGEXP '^abc'", "mysql"),
    ],
)
def regex_instead_of_like(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report a regular expression without anything that LIKE could not say."""
    if context.row_store and filter_around(test) is None:
        return
    if isinstance(test, exp.SimilarTo):
        yield from _similar(test, context)
        return
    pattern = test.args.get("expression")
    if not isinstance(pattern, _PATTERNS) or test.args.get("flag") is not None:
        return
    match = _PLAIN.fullmatch(pattern.name)
    if match is None or holds_stand_in(pattern.name):
        return
    starts = bool(match[1] or test.args.get("full_match")) and not match[2]
    ends = bool(match[5] or test.args.get("full_match")) and not match[4]
    yield Remark(
        context.ranges.test(test),
        f"The pattern '{pattern.name}' needs no regular expression.",
        fix=_fix(context.dialect, starts=starts, ends=ends),
    )


def _similar(test: exp.SimilarTo, context: Context) -> Iterator[Remark]:
    pattern = test.expression
    if isinstance(pattern, exp.Literal) and _LIKE.fullmatch(pattern.name):
        yield Remark(
            context.ranges.test(test),
            f"The pattern '{pattern.name}' means the same to LIKE.",
            fix="Use LIKE with the same pattern.",
        )


def _fix(dialect: str, *, starts: bool, ends: bool) -> str:
    if starts and ends:
        return "Compare with =."
    if starts:
        return _like("text%", _STARTS.get(dialect, ""))
    if ends:
        return _like("%text", _ENDS.get(dialect, ""))
    return _like("%text%", "a search for a plain text")


def _like(pattern: str, or_use: str) -> str:
    other = f" or {or_use}" if or_use else ""
    return f"Use LIKE '{pattern}' (with _ and % in the text escaped){other}."
