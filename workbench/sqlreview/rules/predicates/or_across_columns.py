"""`or-across-columns`: alternatives about different columns."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import clause_of
from workbench.sqlreview.rules.predicates.joined_tests import is_whole, joined, operands
from workbench.sqlreview.value_sets import column_key

_MOST_ALTERNATIVES = 200


_FILTER_FOR_ALL = (
    "In WHERE, add a filter that holds for all alternatives, such as a range of days; in ON, "
    "join once for each key and put the results together."
)


@rule(
    "or-across-columns",
    nodes=(exp.Or,),
    yields_to=("partition-filter-not-prunable",),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why="An index on one column finds only a part of the rows, and a join on OR cannot be hashed.",
    fix="Use UNION ALL of two queries, the second one without the rows of the first.",
    impact="A scan instead of index look-ups; a nested loop instead of a hash join.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="An index finds the rows of one alternative only: unless each has one of its own, "
            "the whole table is read. A join on OR can be neither hashed nor merged.",
            fix="Index the column of each alternative, or use UNION ALL of two queries, the second "
            "one without the rows of the first.",
            impact="A scan instead of index look-ups; in ON, a nested loop over both tables.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A block is skipped only if no alternative can match in it. A join on OR has no "
            "key that could be hashed.",
            fix=_FILTER_FOR_ALL,
            impact="More blocks are read; in ON, each row of one side is tested against each of "
            "the other.",
        ),
        "clickhouse": Texts(
            why="A granule is skipped only if no alternative can match in it. In ON, each "
            "alternative needs a hash table of the right-hand side of its own.",
            fix=_FILTER_FOR_ALL,
            impact="More granules are read; the memory of a join grows with each alternative.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A row group is skipped only if no alternative can match in it. A join on OR has "
            "no key by which rows could be sent to workers, so one side is copied to all of them.",
            fix=_FILTER_FOR_ALL,
            impact="More row groups are read; in ON, each row of one side is tested against each "
            "of the other.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE «a = 1 OR b = 2»"),
        Example("SELECT id FROM t WHERE «a IS NOT NULL OR b <> 0»", "tsql"),
        Example("SELECT a.id FROM a JOIN b ON «a.x = b.x OR a.y = b.y»", "postgres"),
        Example("SELECT a.id FROM a JOIN b ON a.k = b.k WHERE «a.x = 1 OR b.y = 2»", "tsql"),
        Example("SELECT id FROM t WHERE «name = 'x' OR email = 'y' OR phone = 'z'»", "mysql"),
        Example("SELECT a.id FROM ds.a JOIN ds.b ON «a.x = b.x OR a.x = b.y»", "bigquery"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a = 1 OR a = 2"),
        Example("SELECT id FROM t WHERE a IS NULL OR a > 5", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 AND b = 2 OR c = 3", "postgres"),
        Example("SELECT id FROM t WHERE (@p IS NULL OR a = @p)", "tsql"),
        Example("SELECT id FROM t WHERE d > 3 OR (d = 3 AND id > 7)", "mysql"),
        Example("SELECT CASE WHEN a = 1 OR b = 2 THEN 1 ELSE 0 END AS f FROM t WHERE id = 3"),
        Example("WITH u AS (SELECT a, b FROM t WHERE d = 1) SELECT a FROM u WHERE a = 1 OR b = 2"),
        Example("SELECT k FROM t WHERE d = 1 GROUP BY k HAVING MIN(a) = 1 OR MAX(b) = 2"),
    ],
)
def or_across_columns(or_: exp.Or, context: Context) -> Iterable[Remark]:
    """Report an OR whose alternatives have no column in common."""
    if or_.parent.__class__ is _Or or not is_whole(or_):
        return ()
    alternatives = joined(or_)
    if len(alternatives) > _MOST_ALTERNATIVES or _are_about_one(alternatives):
        return ()
    clause = clause_of(or_)
    if clause is None or any(part.__class__ is exp.And for part in operands(or_)):
        return ()
    columns = [{_name(column): column for column in _columns_of(part)} for part in alternatives]
    joins = isinstance(clause, exp.Join)
    if not all(columns) or _have_column_in_common(columns, joins=joins):
        return ()
    everything = [column for names in columns for column in names.values()]
    stored = joins or all(context.scope.reads_base_table(column) for column in everything)
    return _report(or_, alternatives, context, joins=joins) if stored else ()


_Or, _Column, _Literal = exp.Or, exp.Column, exp.Literal


def _report(
    or_: exp.Or, alternatives: list[exp.Expr], context: Context, *, joins: bool
) -> Iterator[Remark]:
    severity = _severity(or_, context, joins=joins)
    if not joins and any(isinstance(part, (exp.NEQ, exp.Not)) for part in alternatives):
        severity = Severity.HINT  # no index finds those rows by itself either
    yield Remark(
        context.ranges.test(or_),
        f"The alternatives are about {_listed(alternatives)}.",
        severity=severity,
        confidence=Confidence.POSSIBLE if severity is Severity.HINT else None,
    )


def _columns_of(part: exp.Expr) -> Iterable[exp.Expr]:
    """Return the columns in an alternative; of the plainest without a search."""
    if part.this.__class__ is _Column and part.args.get("expression").__class__ is _Literal:
        return (part.this,)
    return columns_in(part)


def _are_about_one(alternatives: list[exp.Expr]) -> bool:
    """Tell whether all compare the same column with a value, as in most ORs."""
    names: set[str] = set()
    for part in alternatives:
        column = part.args.get("this")
        if column.__class__ is not _Column or part.args.get("expression").__class__ is not _Literal:
            return False
        names.add(_name(column))
        if len(names) > 1:
            return False
    return True


def _have_column_in_common(columns: list[dict[str, exp.Expr]], *, joins: bool) -> bool:
    """Tell whether one column can narrow the rows for all alternatives; in ON it takes all."""
    if joins:
        return all(names.keys() == columns[0].keys() for names in columns)
    return bool(set.intersection(*(set(names) for names in columns)))


def _severity(or_: exp.Or, context: Context, *, joins: bool) -> Severity:
    """Judge by what else narrows the rows: nothing in ON, other filters or no index in WHERE."""
    around = or_.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if joins:
        return Severity.WARNING if isinstance(around, exp.Join) else Severity.HINT
    alone = isinstance(around, exp.Where)
    return Severity.INFO if alone and not context.column_store else Severity.HINT


def _name(column: exp.Expr) -> str:
    return column_key(column)


def _listed(alternatives: list[exp.Expr]) -> str:
    columns = (column for part in alternatives for column in part.find_all(exp.Column))
    names = list(dict.fromkeys(_name(column) for column in columns))
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:3])} …"
