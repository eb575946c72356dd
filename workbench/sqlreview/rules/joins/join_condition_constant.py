"""`join-condition-constant`: ON 1 = 1, or a column compared with itself."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.join_graph import disconnected
from workbench.sqlreview.queries import conjuncts, is_constant, returns_one_row
from workbench.sqlreview.references import columns_in, joined_by
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.joins.spines import is_spine

# What one row is looked up by.
_KEY = re.compile(r"(?i)(^|_|(?<=[a-z]))(id|key|code|name|no|nr|number)$")
_COMPARISONS = frozenset({exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ})


@rule(
    "join-condition-constant",
    nodes=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why="A condition that does not depend on both sides connects every row with every row.",
    fix="Compare the key of one side with the key of the other, or write CROSS JOIN.",
    impact="Rows of one side times rows of the other, or none at all.",
    fires=[
        Example("SELECT a.x FROM a JOIN b ON «1 = 1»"),
        Example("SELECT a.x FROM a LEFT JOIN b ON «1 = 1»", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON «b.id = b.id»", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON «1 = 0»", "snowflake"),
        Example("SELECT a.x FROM a JOIN b ON «a.id = a.id AND 1 = 1»", "bigquery"),
        Example("SELECT a.x FROM a JOIN b ON «b.kind = 'x' AND b.live» WHERE a.y > 3", "postgres"),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id AND 1 = 1"),
        Example("SELECT a.x FROM a LEFT JOIN LATERAL (SELECT 1 AS y) z ON 1 = 1", "postgres"),
        Example("SELECT a.x, m.y FROM a JOIN (SELECT MAX(y) AS y FROM b) m ON 1 = 1"),
        Example("SELECT a.x, p FROM a LEFT JOIN UNNEST(a.ps) AS p ON 1 = 1", "bigquery"),
        Example("SELECT a.x FROM a JOIN a AS b ON a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON b.kind = 'x' WHERE a.id = b.id", "mysql"),
        Example("SELECT a.x FROM a JOIN b ON b.kind = 'x' JOIN c ON c.i = a.i AND c.k = b.k"),
        Example("SELECT a.x, b.rate FROM a JOIN b ON b.currency_code = 'EUR'"),
        Example("SELECT a.x FROM a JOIN calendar AS b ON b.day > '2024-01-01'"),
        Example("SELECT a.x FROM a JOIN b ON b.kind = 'x' AND y = z"),
    ],
)
def join_condition_constant(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report an ON clause in which no test depends on what is joined."""
    on = join.args.get("on")
    if not isinstance(on, exp.Expr) or any(map(_compares_two, conjuncts(on))):
        return ()
    if not (_is_constant(on) or _is_about_one(on)):
        return ()
    return _constant(join, on, context)


def _compares_two(test: exp.Expr) -> bool:
    """Tell whether a test compares columns with two qualifiers, as nearly all of ON do."""
    if test.__class__ is not exp.EQ:
        return False
    one, other = test.this, test.args["expression"]
    if one.__class__ is not exp.Column or other.__class__ is not exp.Column:
        return False
    left, right = one.args.get("table"), other.args.get("table")
    if left is None or right is None:
        return False
    different: bool = left.name.lower() != right.name.lower()
    return different


def _is_constant(on: exp.Expr) -> bool:
    return all(map(_is_constant_test, conjuncts(on)))


def _constant(join: exp.Join, on: exp.Expr, context: Context) -> Iterator[Remark]:
    parts = list(conjuncts(on))
    is_constant_for_all = _is_constant(on)
    relation = joined_by(join, context.scope)
    if relation is None or relation.kind is RelationKind.FUNCTION:
        return
    if returns_one_row(relation.query) or returns_one_row(context.scope.relations[0].query):
        return
    if not is_constant_for_all:
        if _is_only_filtered(relation, on, parts, context):
            yield Remark(
                context.ranges.test(on),
                f"This condition filters {relation.label}, but connects it with nothing.",
                severity=Severity.INFO,
                confidence=Confidence.POSSIBLE,
            )
        return
    own = any(_compares_with_itself(part) for part in parts)
    message = (
        f"The condition for {relation.label} compares a column with itself."
        if own
        else f"The condition for {relation.label} is the same for every pair of rows."
    )
    yield Remark(context.ranges.test(on), message, confidence=None if own else Confidence.LIKELY)


def _is_about_one(on: exp.Expr) -> bool:
    """Tell whether all columns of a condition are written with one qualifier."""
    qualifiers = {column.text("table").lower() for column in columns_in(on)}
    return len(qualifiers) == 1 and "" not in qualifiers and on.find(exp.Query) is None


def _is_only_filtered(
    relation: Relation, on: exp.Expr, parts: list[exp.Expr], context: Context
) -> bool:
    """Tell whether a condition names the joined relation only, and nothing else connects it."""
    column = on.find(exp.Column)
    if column is None or context.scope.relation_of(column) is not relation:
        return False
    if relation.kind is not RelationKind.TABLE or is_spine(relation):
        return False
    looks_up = any(
        isinstance(part, exp.EQ) and _KEY.search(side.name)
        for part in parts
        for side in (part.this, part.args.get("expression"))
        if isinstance(side, exp.Column)
    )
    return not looks_up and relation in disconnected(context.scope)


def _is_constant_test(part: exp.Expr) -> bool:
    if part.__class__ not in _COMPARISONS:
        return False
    if part.this.__class__ is exp.Column:
        return _compares_with_itself(part)
    return is_constant(part)


def _compares_with_itself(part: exp.Expr) -> bool:
    one, other = part.this, part.args.get("expression")
    if not isinstance(one, exp.Column) or not isinstance(other, exp.Column):
        return False
    # The names are compared first: to compare trees takes long.
    return one.table.lower() == other.table.lower() and one == other
