"""`inefficient-join-condition`: a join that no hash table or index can answer."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import condition_of, conjuncts, returns_one_row
from workbench.sqlreview.references import joined_by, path
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.functions import FUNCTIONS
from workbench.sqlreview.scopes import Scope

_EQUALITIES = (exp.EQ, exp.NullSafeEQ, exp.In)
_UNEQUAL = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ, exp.Between, exp.Like, exp.ILike)
_PATTERNS = (
    exp.Like,
    exp.ILike,
    exp.RegexpLike,
    exp.RegexpILike,
    exp.StartsWith,
    exp.EndsWith,
    exp.Contains,
)
_ALIGNED = (exp.Cast, exp.Convert, exp.Coalesce, exp.Collate, exp.Paren)
"""What only brings a key into the type or form of the other."""
_PATHS = (exp.Column, exp.Dot, exp.Bracket, exp.JSONExtract, exp.JSONExtractScalar)
_OWN_RULE = (exp.Cast, exp.Coalesce, exp.Concat, exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Div)
"""Calculations on a column that have a rule of their own."""


_ONLY_EQUAL = (
    "Only an equality of keys can be hashed; anything else is tested for every pair of rows."
)
_NEAREST = (
    "Add an equality of keys (a day, a region, a prefix) that narrows the pairs, or use ASOF "
    "JOIN where the nearest row is meant."
)


@rule(
    "inefficient-join-condition",
    nodes=(exp.Join,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/large-joins",
    why=(
        "Only an equality of plain keys can be looked up in a hash table or an index; anything "
        "else is tested for every pair of rows."
    ),
    fix="Add an equality of keys (a day, a region, a prefix) that narrows the pairs first.",
    impact="Rows of one side times rows of the other, tested one by one.",
    on={
        EngineKind.COLUMN_STORE: Texts(why=_ONLY_EQUAL),
        "snowflake": Texts(
            why=_ONLY_EQUAL,
            fix=_NEAREST,
        ),
        "clickhouse": Texts(
            why=_ONLY_EQUAL,
            fix=_NEAREST,
        ),
        "duckdb": Texts(
            why="Only an equality can be hashed; ranges are joined by sorting both sides, and "
            "anything else is tested for every pair of rows.",
            fix=_NEAREST,
            impact="Sorting of both sides; without a range, rows of one side times rows of the "
            "other.",
        ),
        "databricks": Texts(
            why=_ONLY_EQUAL,
            fix="Add an equality of keys (a day, a region, a prefix) that narrows the pairs, or "
            "give a range a RANGE_JOIN hint with a bin size.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Only an equality of keys lets rows be sent to workers by key; without one, one "
            "side is copied to every worker and each pair of rows is tested.",
            impact="Rows of one side times rows of the other; the copied side must fit into the "
            "memory of a worker.",
        ),
    },
    fires=[
        Example("SELECT a.x FROM a JOIN b ON «a.t BETWEEN b.s AND b.e»"),
        Example("SELECT a.x FROM a JOIN b ON «a.v > b.v AND a.w < b.w»", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON «IF(a.v > 1, a.k, a.l)» = b.k", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON «a.url LIKE b.pattern»", "bigquery"),
        Example("SELECT a.x FROM a JOIN b ON «a.id <> b.id»", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON «a.x = b.x OR a.y = b.y»", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON «LOWER(a.k)» = b.k AND b.v > 1", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON a.k = «b.k + 1»", "snowflake"),
        Example("SELECT a.x FROM a JOIN b ON «STARTS_WITH(a.url, b.stem)»", "bigquery"),
        Example(
            "SELECT a.x FROM (SELECT k FROM b) q JOIN a ON a.k = «IF(q.k > 1, q.k, 0)»", "mysql"
        ),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k AND a.t BETWEEN b.s AND b.e", "snowflake"),
        Example("SELECT a.x FROM a JOIN b ON a.t > b.t WHERE a.k = b.k", "postgres"),
        Example("SELECT a.x FROM a ASOF JOIN b ON a.k = b.k AND a.t >= b.t", "duckdb"),
        Example("SELECT a.x FROM a JOIN b ON a.i = b.i AND CAST(a.k AS CHAR) = b.k", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k AND b.day = DATE_TRUNC('day', NOW())"),
        Example("SELECT a.x FROM a JOIN (SELECT MIN(d) AS d FROM p) m ON a.t >= m.d", "spark"),
        Example("SELECT a.x FROM a JOIN calendar c ON c.day BETWEEN a.s AND a.e", "redshift"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k AND (a.x = b.x OR a.y = b.y)", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k AND LOWER(a.x) = b.x", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON CAST(a.k AS INT) = COALESCE(b.k, 0)", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k COLLATE Latin1_General_CI_AS", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON a.v:k::string = b.k", "snowflake"),
        Example("SELECT a.x FROM a JOIN b ON a.k = b.k AND (b.v = 1 OR b.w = 2)", "mysql"),
        Example("SELECT a.x FROM a LEFT JOIN UNNEST(a.xs) AS u ON u.v > a.v", "bigquery"),
    ],
)
def inefficient_join_condition(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report an ON clause without any equality, or one whose key is worked out."""
    on = join.args.get("on")
    if not isinstance(on, exp.Expr) or _is_plain(on):
        return ()
    tests = list(conjuncts(on))
    if all(map(_is_plain, tests)):
        return ()
    return _inefficient(join, on, tests, context)


def _inefficient(
    join: exp.Join, on: exp.Expr, tests: list[exp.Expr], context: Context
) -> Iterator[Remark]:
    relation = joined_by(join, context.scope)
    if relation is None or not _is_large(relation, context.scope):
        return
    if not any(isinstance(test, (*_EQUALITIES, exp.Or, exp.Not)) for test in tests):
        if not all(isinstance(test, (*_UNEQUAL, *_PATTERNS)) for test in tests):
            return
        if any(_ties(test) for test in tests) and not _is_tied_by_where(relation, context.scope):
            message = f"No equality joins {relation.label}: every pair of rows is tested."
            yield Remark(context.ranges.test(on), message)
        return
    for test in tests:
        key = _worked_out_key(test) if isinstance(test, exp.EQ) and _ties(test) else None
        if key is None:
            continue
        owner = _owner(key, context.scope) or relation
        unindexed = context.column_store or owner.query is not None
        yield Remark(
            context.ranges.of(key),
            f"The join key of {owner.label} is worked out for every row.",
            fix="Store the key in the form that is joined, on both sides.",
            impact="It is worked out for each row before the rows are hashed."
            if unindexed
            else "No index can be used; a hash join still can.",
            severity=Severity.HINT if unindexed else None,
        )
        return
    if not any(_is_plain(test) for test in tests):
        yield from _also_told_elsewhere(tests, relation, context)


def _owner(key: exp.Expr, scope: Scope) -> Relation | None:
    """Return the relation that the columns of a worked out key are of, if it is one."""
    names = {path(column)[-1:] for column in key.find_all(exp.Column)}
    name = names.pop() if len(names) == 1 else ()
    return scope.by_name.get(name[0]) if name else None


def _also_told_elsewhere(
    tests: list[exp.Expr], relation: Relation, context: Context
) -> Iterator[Remark]:
    """Report the only tie of a join where a rule about tests in general speaks up as well."""
    for test in tests:
        if isinstance(test, exp.Or) and _ties(test):
            at = context.ranges.test(test)
            message = f"{relation.label} is joined by one of several tests, so by no key."
        elif isinstance(test, exp.EQ) and _ties(test):
            side = next((one for one in (test.this, test.expression) if _is_computed(one)), None)
            if side is None:
                continue
            at = context.ranges.operand(side)
            message = f"The join key of {relation.label} is worked out for every row."
        else:
            continue
        yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)
        return


def _is_computed(side: exp.Expr) -> bool:
    side = _aligned(side)
    if not isinstance(side, exp.Func | exp.Binary) or isinstance(side, _PATHS):
        return False
    return side.find(exp.Column) is not None and side.find(exp.Query) is None


def _is_plain(test: exp.Expr) -> bool:
    """Tell whether a test is an equality of two columns, as nearly all are."""
    if test.__class__ is not exp.EQ or test.this.__class__ is not exp.Column:
        return False
    return test.args["expression"].__class__ is exp.Column


def _is_large(relation: Relation, scope: Scope) -> bool:
    """Tell whether many rows may meet many: no array, no single row, no calendar."""
    join = relation.join
    if relation.kind is RelationKind.FUNCTION or (join and join.args.get("method")):
        return False
    if returns_one_row(relation.query) or returns_one_row(scope.relations[0].query):
        return False
    names = f"{relation.node.name} {scope.relations[0].node.name}".lower()
    return not any(word in names for word in ("calendar", "date", "spine", "numbers", "series"))


def _ties(test: exp.Expr) -> bool:
    """Tell whether a test compares columns of different relations."""
    owners = {path(column)[-1:] for column in test.find_all(exp.Column)}
    return len(owners - {()}) > 1


def _is_tied_by_where(relation: Relation, scope: Scope) -> bool:
    where = condition_of(scope.root.args.get("where"))
    for test in conjuncts(where):
        named = {name for column in test.find_all(exp.Column) for name in path(column)[-1:]}
        if isinstance(test, exp.EQ) and relation.name in named and len(named) > 1:
            return True
    return False


def _worked_out_key(test: exp.Expr) -> exp.Expr | None:
    """Return the side of an equality that is a call on a column."""
    sides: tuple[exp.Expr, exp.Expr] = (test.this, test.expression)
    for written in sides:
        side = _aligned(written)
        if not isinstance(side, exp.Func | exp.Case) or isinstance(side, (*_OWN_RULE, *FUNCTIONS)):
            continue
        if (
            not isinstance(side, _PATHS)
            and side.find(exp.Column) is not None
            and side.find(exp.Query) is None
        ):
            return written
    return None


def _aligned(side: exp.Expr) -> exp.Expr:
    """Return what is inside a cast, a default for NULL or a collation."""
    while isinstance(side, _ALIGNED):
        inner = side.expression if isinstance(side, exp.Convert) else side.this
        if not isinstance(inner, exp.Expr):
            break
        side = inner
    return side
