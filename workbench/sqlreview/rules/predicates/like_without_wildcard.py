"""`like-without-wildcard`: a pattern that is a plain text."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.patterns import BRACKETS_MATCH


@rule(
    "like-without-wildcard",
    nodes=(exp.Like, exp.ILike),
    severity=Severity.INFO,
    category="correctness",
    source="sql-checklist/string-operations-in-where",
    why="Without % or _ LIKE is an equality test that says something else, or the % was forgotten.",
    fix="Use = (or <>), or put the wildcard in.",
    impact="Only the exact text matches.",
    fires=[
        Example("SELECT id FROM users WHERE «name LIKE 'son'»"),
        Example("SELECT id FROM users WHERE «name NOT LIKE 'son'» AND a = 1", "postgres"),
        Example("SELECT id FROM users WHERE «name LIKE N'son'»", "tsql"),
        Example("SELECT COUNT(CASE WHEN «x LIKE 'a'» THEN 1 END) AS n FROM t"),
        Example("SELECT id FROM users WHERE «name LIKE 'a!_b' ESCAPE '!'»", "oracle"),
        Example("SELECT id FROM users WHERE «name ILIKE 'son'»", "snowflake"),
        Example("SELECT id FROM users WHERE «id LIKE 12»", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM users WHERE name LIKE 'son%'"),
        Example("SELECT id FROM users WHERE name LIKE 's_n'", "postgres"),
        Example("SELECT id FROM users WHERE name LIKE @pattern", "tsql"),
        Example("SELECT id FROM users WHERE name LIKE '[a-c]x'", "tsql"),
        Example("SELECT id FROM users WHERE name LIKE 'a' || suffix", "oracle"),
        Example("SELECT id FROM users WHERE name LIKE ANY ('a%', 'b%')", "snowflake"),
        Example("SELECT id FROM users WHERE name = 'son'", "bigquery"),
    ],
)
def like_without_wildcard(like: exp.Like | exp.ILike, context: Context) -> Iterator[Remark]:
    """Report LIKE with a literal that holds no wildcard."""
    pattern = like.expression
    if not isinstance(pattern, exp.National) and not isinstance(pattern, exp.Literal):
        return
    around = like.parent if like.parent.__class__ is exp.Escape else None
    if _has_wildcard(pattern.name, _escape_character(around), context.dialect):
        return
    ignores_case = isinstance(like, exp.ILike)
    yield Remark(
        context.ranges.test(around or like),
        f"The pattern '{pattern.name}' has no wildcard.",
        fix="Compare both sides in one case, or put the wildcard in." if ignores_case else "",
        severity=Severity.HINT if ignores_case else None,
    )


def _escape_character(escape: exp.Expr | None) -> str:
    return escape.expression.name if escape is not None else "\\"


def _has_wildcard(pattern: str, escape: str, dialect: str) -> bool:
    bare = pattern.replace(escape + "%", "").replace(escape + "_", "") if escape else pattern
    if dialect in BRACKETS_MATCH and "[" in bare:
        return True
    return "%" in bare or "_" in bare
