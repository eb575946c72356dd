"""`like-leading-wildcard`: a pattern that starts with a wildcard."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.filters import conditions, may_belong
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import clause_of
from workbench.sqlreview.rules.predicates.origins import Origin, origin
from workbench.sqlreview.rules.predicates.patterns import BRACKETS_MATCH

_OPEN = ("%", "_", "[")
_CHOOSES = frozenset({exp.EQ, exp.In, exp.Between, exp.GT, exp.GTE, exp.LT, exp.LTE})


_SORTED_BY_START = (
    "An index is sorted by the beginning of the text; without it every entry or row is compared."
)
_NO_LIMITS = (
    "Blocks are skipped by the smallest and largest text in each; without a beginning there is "
    "nothing to compare with them."
)
_OTHERWISE = (
    "Anchor the pattern at the start, narrow the rows by another filter first, or keep the part "
    "that is searched in a column of its own."
)


@rule(
    "like-leading-wildcard",
    nodes=(exp.Like, exp.ILike),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why="Without a known beginning no index and no block statistics can narrow the search.",
    fix="Anchor the pattern at the start, or use a full-text or trigram index.",
    impact="Every row that the other filters leave is read and compared.",
    on={
        EngineKind.ROW_STORE: Texts(
            why=_SORTED_BY_START,
        ),
        "postgres": Texts(
            why=_SORTED_BY_START,
            fix="Anchor the pattern at the start, or use a trigram index (pg_trgm).",
        ),
        "mysql": Texts(
            why=_SORTED_BY_START,
            fix="Anchor the pattern at the start, or use a FULLTEXT index with MATCH … AGAINST.",
        ),
        "tsql": Texts(
            why=_SORTED_BY_START,
            fix="Anchor the pattern at the start, or use a full-text index with CONTAINS, which "
            "finds words and their beginnings.",
        ),
        "oracle": Texts(
            why=_SORTED_BY_START,
            fix="Anchor the pattern at the start, or use an Oracle Text index with CONTAINS.",
        ),
        "sqlite": Texts(
            why=_SORTED_BY_START,
            fix="Anchor the pattern at the start, or use an FTS5 table with MATCH.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why=_NO_LIMITS,
            fix=_OTHERWISE,
            impact="Every block that the other filters leave is read and searched.",
        ),
        "snowflake": Texts(
            why="Micro-partitions are skipped by the smallest and largest text in each; without a "
            "beginning there is nothing to compare with them.",
            fix="Anchor the pattern at the start, or add search optimization ON SUBSTRING(…) for "
            "the column.",
            impact="Every micro-partition that the other filters leave is read and searched.",
        ),
        "clickhouse": Texts(
            why="The sorting key finds granules by the beginning of the text; without it every "
            "granule is searched.",
            fix="Anchor the pattern at the start, or add a skip index for parts of texts "
            "(ngrambf_v1).",
            impact="Every granule that the other filters leave is read and searched.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Row groups of Parquet and ORC files are skipped by the smallest and largest text "
            "in each; without a beginning there is nothing to compare with them.",
            fix=_OTHERWISE,
            impact="Every row group that the other filters leave is read and searched.",
        ),
    },
    fires=[
        Example("SELECT id FROM users WHERE «name LIKE '%son'»"),
        Example("SELECT id FROM users WHERE a = 1 AND «name ILIKE '%son%'»", "postgres"),
        Example("SELECT id FROM users WHERE «LOWER(name) LIKE '%son%'»", "mysql"),
        Example("SELECT id FROM users WHERE «name LIKE '%' + @q + '%'»", "tsql"),
        Example("SELECT id FROM ds.users WHERE «url LIKE '%/cart'»", "bigquery"),
        Example("SELECT id FROM users WHERE «code LIKE '_7'»", "oracle"),
        Example("SELECT id FROM users WHERE «url LIKE ANY ('%/cart', '%/pay')»", "snowflake"),
        Example("SELECT id FROM users WHERE «name LIKE N'%son'»", "tsql"),
        Example("SELECT id FROM users WHERE a = 1 AND «name NOT LIKE '%test%'»", "postgres"),
        Example("SELECT id FROM users WHERE «code LIKE '[A-C]7'»", "tsql"),
        Example("SELECT n FROM (SELECT n FROM t) u WHERE «n LIKE '%x'»", "mysql"),
        Example('SELECT id FROM users WHERE «name LIKE "%son"»'),
    ],
    quiet=[
        Example("SELECT id FROM users WHERE name LIKE 'son%'"),
        Example("SELECT CASE WHEN name LIKE '%x' THEN 1 END AS f FROM users WHERE id = 1"),
        Example("WITH u AS (SELECT MIN(n) AS n FROM t) SELECT n FROM u WHERE n LIKE '%x'"),
        Example("SELECT id FROM users WHERE name LIKE '%'"),
        Example("SELECT id FROM users WHERE name LIKE @pattern", "tsql"),
    ],
)
def like_leading_wildcard(like: exp.Like | exp.ILike, context: Context) -> Iterable[Remark]:
    """Report LIKE on a stored column when the pattern begins with a wildcard."""
    pattern = _first_literal(like.expression)
    if not pattern.startswith(_OPEN) or not _is_wildcard(pattern, context):
        return ()
    matches_all = isinstance(like.expression, exp.Literal) and not pattern.strip("%")
    return () if matches_all else _report(like, pattern, context)


def _report(like: exp.Like | exp.ILike, pattern: str, context: Context) -> Iterator[Remark]:
    test = like.parent if isinstance(like.parent, exp.Not) else like
    negated = test is not like or bool(like.args.get("negate"))
    if clause_of(test) is None:
        return
    tested = like.this
    column = tested if isinstance(tested, exp.Column) else tested.find(exp.Column)
    comes_from = origin(column, context) if column is not None else Origin.MADE
    if column is None or comes_from is Origin.MADE:
        return
    # Most rows pass NOT LIKE, which no beginning of the pattern would change.
    doubtful = negated or comes_from is Origin.HANDED_ON
    severity = Severity.HINT if doubtful else None
    if severity is None and context.column_store:
        severity = _severity(pattern, like.expression)
    elif severity is None and _is_narrowed(like, column, context):
        severity = Severity.HINT
    yield Remark(
        context.ranges.test(test),
        f"The pattern for {column.name} starts with a wildcard.",
        severity=severity,
        confidence=Confidence.POSSIBLE if doubtful else None,
    )


def _is_wildcard(pattern: str, context: Context) -> bool:
    """Tell whether a bracket at the start stands for a set of characters, as it does in T-SQL."""
    return not pattern.startswith("[") or context.dialect in BRACKETS_MATCH


def _is_narrowed(like: exp.Expr, column: exp.Expr, context: Context) -> bool:
    """Tell whether another test chooses the rows of the table first, so that few are compared."""
    scope = context.scope
    relation = scope.relation_of(column)
    for test in conditions(scope):
        if test is like or test.__class__ not in _CHOOSES or test.args.get("negate"):
            continue
        if relation is None and len(scope.relations) > 1:
            return True
        for side in (test.this, test.args.get("expression")):
            if side.__class__ is exp.Column and (
                relation is None or may_belong(side, relation, scope)
            ):
                return True
    return False


def _severity(pattern: str, whole: exp.Expr) -> Severity:
    """Return how much a pattern matters without indexes: text in the middle has no better form."""
    in_middle = isinstance(whole, exp.Literal) and pattern.endswith("%")
    return Severity.HINT if in_middle else Severity.INFO


def _first_literal(pattern: exp.Expr) -> str:
    """Return the text a pattern begins with, or nothing where it is not known."""
    node: exp.Expr | None = pattern
    if pattern.__class__ is exp.Literal:
        return pattern.name if pattern.args.get("is_string") else ""
    while isinstance(node, (exp.DPipe, exp.Add, exp.Paren, exp.Concat, exp.Any, exp.Tuple)):
        parts = node.expressions
        node = parts[0] if isinstance(node, (exp.Concat, exp.Tuple)) and parts else node.this
    if isinstance(node, exp.National):
        return str(node.name)
    if isinstance(node, exp.Column):
        # No column is called '%…': these quotes were meant for a text.
        return str(node.name) if node.name.startswith("%") else ""
    return node.name if isinstance(node, exp.Literal) and node.is_string else ""
