"""`nondeterministic-function`: the clock or chance decides which rows a query gives."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.queries import fills_variables
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import filter_around
from workbench.sqlreview.volatile import CLOCK_NODES, RANDOM_NODES, is_clock, is_random

_LIMITS = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_AROUND_TESTS = (exp.And, exp.Or, exp.Not, exp.Where, exp.Join, exp.Having)


@rule(
    "nondeterministic-function",
    nodes=tuple(dict.fromkeys((*RANDOM_NODES, *CLOCK_NODES))),
    severity=Severity.HINT,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="idempotency-rules/external-watermarks",
    why="A run that is repeated tomorrow, or a backfill of last month, gives other rows.",
    fix="Hand the day (or the seed) in as a parameter of the run.",
    impact="A repeated or late run does not give the same result.",
    on={
        "bigquery": Texts(
            impact="A repeated or late run does not give the same result, and no result is taken "
            "from the cache.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE «RAND() < 0.1»", "mysql"),
        Example(
            "INSERT INTO d (id) SELECT id FROM t WHERE «day = CURRENT_DATE - 1»",
            "postgres",
        ),
        Example(
            "CREATE TABLE ds.d AS SELECT id FROM ds.t WHERE «ts > CURRENT_TIMESTAMP()»", "bigquery"
        ),
        Example("SELECT id FROM t WHERE «d > DATEADD(DAY, -7, GETDATE())»", "tsql"),
        Example(
            "INSERT INTO d (id) SELECT id FROM t WHERE «day > CURRENT_DATE» "
            "AND day <= CURRENT_DATE + 30",
            "postgres",
        ),
        Example("CREATE TABLE d AS SELECT «UUID_STRING()» AS id, a FROM t", "snowflake"),
        Example("SELECT a, «RAND()» AS r FROM t", "mysql"),
        Example("SELECT k FROM t WHERE a = 1 GROUP BY k HAVING «MAX(d) < GETDATE()»", "tsql"),
    ],
    quiet=[
        Example("INSERT INTO d (id, at) SELECT id, CURRENT_TIMESTAMP FROM t", "postgres"),
        Example("UPDATE t SET at = NOW() WHERE id = 3", "mysql"),
        Example("INSERT INTO t (id, at) VALUES (3, NOW())", "mysql"),
        Example("SELECT GETDATE() AS now", "tsql"),
        Example("SELECT id FROM t WHERE day = @day", "bigquery"),
        Example("CREATE TABLE t (id INT, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)", "postgres"),
        Example("DELETE FROM sessions WHERE expires_at < NOW()", "postgres"),
        Example("SELECT id FROM t WHERE k = 1 ORDER BY RAND() LIMIT 5", "mysql"),
        Example("INSERT INTO t (a) SELECT a FROM s WHERE UNIX_TIMESTAMP(b) > 1700000000", "mysql"),
    ],
)
def nondeterministic_function(call: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report the clock and chance in filters, and chance in what a query gives out."""
    chance = is_random(call)
    if context.kind is StatementKind.WRITE or not (chance or is_clock(call)):
        return
    loads = context.kind is StatementKind.LOAD and not _is_asked_anew(context.tree)
    if context.dbt is not None and not context.dbt.incremental:
        loads = False  # a model that is built anew each time shows the day on purpose
    if filter_around(call) is not None or _is_in_having(call):
        test = _test_around(call)
        if not chance and _is_second_limit(test):
            return
        what = "Chance decides" if chance else "The time of the run decides"
        yield Remark(
            context.ranges.test(test),
            f"{what} here which rows are read.",
            severity=Severity.INFO if loads else None,
            confidence=None if loads or chance else Confidence.POSSIBLE,
        )
    elif chance and _is_projected(call):
        message = f"Each run {'stores' if loads else 'gives'} other values here."
        yield Remark(context.ranges.of(call), message, confidence=Confidence.POSSIBLE)


def _is_second_limit(test: exp.Expr) -> bool:
    """Tell the end of a range of which the other end is the clock's as well."""
    around = test.parent
    other = around.this if isinstance(around, exp.And) and around.expression is test else None
    if isinstance(other, exp.And):
        other = other.expression
    if not isinstance(other, _LIMITS) or not isinstance(test, _LIMITS):
        return False
    return other.this == test.this and other.expression.find(*CLOCK_NODES) is not None


def _is_asked_anew(tree: exp.Expr) -> bool:
    """Tell a view, or a query that fills variables, which keeps nothing of a run."""
    is_view = isinstance(tree, exp.Create) and tree.args.get("kind") == "VIEW"
    return is_view or fills_variables(tree)


def _is_in_having(call: exp.Expr) -> bool:
    return isinstance(call.find_ancestor(exp.Having, exp.Select), exp.Having)


def _test_around(call: exp.Expr) -> exp.Expr:
    test = call
    while test.parent is not None and not isinstance(test.parent, _AROUND_TESTS):
        test = test.parent
    return test.unnest()


def _is_projected(call: exp.Expr) -> bool:
    """Tell whether the value itself goes into the result of a SELECT, not into its order."""
    around = call.find_ancestor(exp.Select, exp.Values, exp.Order, exp.Window, exp.TableSample)
    return isinstance(around, exp.Select)
