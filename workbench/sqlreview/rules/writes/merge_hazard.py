"""`merge-hazard`: a MERGE whose source may match a row twice, or that races with others."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import conjuncts, limits_rows, returns_one_row
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.tables import is_scratch
from workbench.sqlreview.uniqueness import unique_on

_KEYS = (
    "CREATE TABLE t (id INT PRIMARY KEY, a INT); CREATE TABLE s (no INT PRIMARY KEY, id INT, a INT)"
)
_SAFE_HINTS = frozenset({"HOLDLOCK", "SERIALIZABLE", "TABLOCKX"})


@rule(
    "merge-hazard",
    nodes=(exp.Merge,),
    severity=Severity.WARNING,
    category="correctness",
    source="load-strategies/upsert-merge",
    why=(
        "A source row that matches twice makes MERGE fail or update by chance; on SQL Server two "
        "sessions can both find no match and both insert."
    ),
    fix="Make the source unique on the join key; on SQL Server add WITH (HOLDLOCK) to the target.",
    impact="Duplicate key errors or duplicate rows under concurrent writes.",
    on={
        **dict.fromkeys(
            ("tsql", "fabric"),
            Texts(
                why="MERGE takes no lock on a key that is not there: two sessions can both find "
                "no match, and both insert.",
                fix="Add WITH (HOLDLOCK) to the target, or use UPDATE and INSERT in a "
                "serialisable transaction.",
                impact="Duplicate key errors, or duplicate rows where no key is declared, under "
                "concurrent writes.",
            ),
        ),
        EngineKind.ROW_STORE: Texts(
            why="Two source rows that match one target row make MERGE fail, and two for a key "
            "that is new are both inserted.",
            fix="Make the source unique on the join key: GROUP BY, or ROW_NUMBER() … = 1.",
            impact="The load fails, or writes duplicates, on the first day that the source holds "
            "a key twice.",
        ),
        "snowflake": Texts(
            why="Two source rows that match one target row make MERGE fail, or take any of them "
            "if ERROR_ON_NONDETERMINISTIC_MERGE is off; two for a key that is new are both "
            "inserted, for keys are not enforced.",
            fix="Make the source unique on the join key: GROUP BY, or QUALIFY ROW_NUMBER() … = 1.",
            impact="The load fails, or writes duplicates, on the first day that the source holds "
            "a key twice.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Two source rows that match one target row make MERGE fail, and two for a key "
            "that is new are both inserted; most such engines do not enforce a key that would "
            "stop it.",
            fix="Make the source unique on the join key: GROUP BY, or ROW_NUMBER() … = 1.",
            impact="The load fails, or writes duplicates, on the first day that the source holds "
            "a key twice.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Two source rows that match one target row make MERGE fail, and two for a key "
            "that is new are both inserted; no key stops it.",
            fix="Make the source unique on the join key: GROUP BY, or ROW_NUMBER() … = 1.",
            impact="The load fails, or writes duplicates, on the first day that the source holds "
            "a key twice.",
        ),
    },
    fires=[
        Example(
            "«MERGE INTO t» USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a "
            "WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.a);",
            "tsql",
        ),
        Example(
            "«MERGE dbo.t» AS x USING s ON x.id = s.id "
            "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);",
            "tsql",
        ),
        Example("«MERGE t» USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;", "tsql"),
        Example("«MERGE t» USING s ON t.id = s.id WHEN MATCHED THEN DELETE;", "fabric"),
        Example(
            "MERGE INTO t USING «(SELECT id, a FROM s) AS q» ON t.id = q.id "
            "WHEN MATCHED THEN UPDATE SET a = q.a",
            "snowflake",
        ),
        Example(
            "MERGE INTO t USING «s» ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a",
            "snowflake",
            _KEYS,
        ),
        Example(
            "MERGE t USING «s AS x» ON t.id = x.id WHEN MATCHED THEN UPDATE SET a = x.a",
            "bigquery",
            _KEYS,
        ),
    ],
    quiet=[
        Example(
            "MERGE INTO t USING s ON t.id = s.no WHEN MATCHED THEN UPDATE SET a = s.a",
            "snowflake",
            _KEYS,
        ),
        Example(
            "MERGE INTO t USING (SELECT no, a FROM s) q ON t.id = q.no "
            "WHEN MATCHED THEN UPDATE SET a = q.a",
            "databricks",
            _KEYS,
        ),
        Example(
            "MERGE INTO t WITH (HOLDLOCK) AS x USING s ON x.id = s.id "
            "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);",
            "tsql",
        ),
        Example("MERGE t USING s ON t.id = s.id WHEN MATCHED THEN DELETE;", "snowflake"),
        Example(
            "MERGE t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a", "databricks"
        ),
        Example(
            "MERGE INTO t USING (SELECT id, MAX(a) AS a FROM s GROUP BY id) q ON t.id = q.id "
            "WHEN MATCHED THEN UPDATE SET a = q.a",
            "bigquery",
        ),
        Example(
            "MERGE INTO t USING (SELECT * FROM s QUALIFY ROW_NUMBER() OVER "
            "(PARTITION BY id ORDER BY at DESC) = 1) q ON t.id = q.id "
            "WHEN MATCHED THEN UPDATE SET a = q.a",
            "snowflake",
        ),
        Example(
            "MERGE t USING (SELECT id FROM s) q ON FALSE WHEN NOT MATCHED THEN INSERT ROW",
            "bigquery",
        ),
        Example(
            "MERGE INTO #t USING s ON #t.id = s.id WHEN NOT MATCHED THEN INSERT (id) "
            "VALUES (s.id);",
            "tsql",
        ),
    ],
)
def merge_hazard(merge: exp.Merge, context: Context) -> Iterator[Remark]:
    """Report an unlocked T-SQL MERGE that inserts, and a source that nothing makes unique."""
    target = merge.this
    if not isinstance(target, exp.Table):
        return
    actions = [when.args.get("then") for when in merge.find_all(exp.When)]
    inserts = any(isinstance(action, exp.Insert) for action in actions)
    if context.dialect in {"tsql", "fabric"} and inserts and not _is_locked(target):
        yield Remark(
            context.ranges.target(merge, TokenType.MERGE),
            f"MERGE into {target.name} without HOLDLOCK: two sessions may insert the same key.",
            confidence=Confidence.LIKELY,
        )
        return
    if context.dialect in {"tsql", "fabric"} and not _is_locked(target):
        yield Remark(
            context.ranges.target(merge, TokenType.MERGE),
            f"MERGE into {target.name} without HOLDLOCK: rows may change between match and write.",
            severity=Severity.INFO,
            confidence=Confidence.POSSIBLE,
        )
        return
    source = merge.args.get("using")
    if not isinstance(source, exp.Expr) or not _updates(actions):
        return
    repeats = _repeats(source, merge.args.get("on"), context)
    unknown = isinstance(source, exp.Subquery) and not _is_deduplicated(source.unnest())
    if repeats or (repeats is None and unknown):
        yield Remark(
            context.ranges.of(source),
            f"Nothing makes the source rows for {target.name} unique on the join key.",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY if repeats else Confidence.POSSIBLE,
        )


def _repeats(source: exp.Expr, on: object, context: Context) -> bool | None:
    """Tell whether several rows of the source may have one key; None if no schema decides."""
    relation = context.scope.by_name.get(source.alias_or_name.lower())
    if context.schema is None or relation is None or not isinstance(on, exp.Expr):
        return None
    columns: set[str] = set()
    for test in conjuncts(on):
        sides = (test.this, test.args.get("expression"))
        own = [
            side
            for side in sides
            if isinstance(side, exp.Column) and side.text("table").lower() == relation.name
        ]
        joins = isinstance(test, exp.EQ) and all(isinstance(side, exp.Column) for side in sides)
        if not joins or len(own) != 1:
            return None
        columns.add(own[0].name.lower())
    unique = unique_on(relation, columns, context)
    return None if unique is None else not unique


def _updates(actions: list[exp.Expr | None]) -> bool:
    return any(isinstance(action, exp.Update) for action in actions)


def _is_locked(target: exp.Table) -> bool:
    hints = target.args.get("hints") or []
    named = {item.name.upper() for hint in hints for item in hint.expressions}
    return bool(named & _SAFE_HINTS) or is_scratch(target)


def _is_deduplicated(query: exp.Expr) -> bool:
    if not isinstance(query, exp.Select) or limits_rows(query) or returns_one_row(query):
        return True
    if query.args.get("group") is not None or query.args.get("distinct") is not None:
        return True
    return query.find(exp.RowNumber) is not None
