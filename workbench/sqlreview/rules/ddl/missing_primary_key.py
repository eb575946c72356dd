"""`missing-primary-key`: a table in which nothing tells one row from another."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.rules.ddl.columns import constraints
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.tables import (
    created_table,
    has_property,
    is_scratch,
    is_staging,
    is_temporary,
    new_name,
)

_KEYS = (exp.PrimaryKey, exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint)
_TAKEN_OVER = (
    exp.ExternalProperty,
    exp.InheritsProperty,
    exp.LikeProperty,
    exp.PartitionedOfProperty,
)
_SORTING_KEYS = (exp.Order, exp.PrimaryKey)
"""Properties that give a table of ClickHouse its primary key."""
_KEYLESS = frozenset({EngineKind.COLUMN_STORE, EngineKind.DISTRIBUTED})


@script_rule(
    "missing-primary-key",
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/uniqueness",
    why="Duplicates go in unnoticed, single rows cannot be addressed, replication needs a key.",
    fix="Declare a PRIMARY KEY, or a UNIQUE constraint on the business key.",
    skips_plain=True,
    yields_to=("temp-table-lifecycle",),
    on={
        "duckdb": Texts(
            why="Duplicates go in unnoticed, and an upsert (INSERT … ON CONFLICT) has nothing to "
            "go by.",
            fix="Declare a PRIMARY KEY or UNIQUE, which DuckDB enforces, or test for duplicates "
            "after each load if loading must be quick.",
        ),
        "clickhouse": Texts(
            why="Duplicates go in unnoticed. A primary key here is the order in which rows are "
            "stored and found, and does not keep them unique.",
            fix="Choose an ORDER BY key that queries filter by, and test for duplicates after "
            "each load.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Duplicates go in unnoticed. A key is mostly a promise here, which is not "
            "enforced: it tells readers, tools and the planner what one row is.",
            fix="Declare the key (NOT ENFORCED where that must be said) and test after each load "
            "that it is unique.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Duplicates go in unnoticed, and files have no key that could stop them: only a "
            "test can.",
            fix="Write down what makes a row unique, load with MERGE or by whole partitions, and "
            "test it after each load.",
        ),
        "mysql": Texts(
            why="Duplicates go in unnoticed, InnoDB stores the rows by a hidden number that no "
            "query can use, and row-based replication searches the table for each change.",
        ),
        "postgres": Texts(
            why="Duplicates go in unnoticed, single rows cannot be addressed, and logical "
            "replication cannot publish UPDATE or DELETE.",
        ),
    },
    fires=[
        Example("«CREATE TABLE orders» (id INT, status TEXT)"),
        Example("«CREATE TABLE IF NOT EXISTS sales.orders» (id INT NOT NULL)", "postgres"),
        Example("«CREATE TABLE dbo.orders» (id INT NOT NULL)", "tsql"),
        Example("«CREATE TABLE orders» (id INT, KEY i (id))", "mysql"),
    ],
    quiet=[
        Example("CREATE TABLE t (id INT PRIMARY KEY)"),
        Example(
            "CREATE TABLE t (id INT NOT NULL, CONSTRAINT pk PRIMARY KEY CLUSTERED (id))", "tsql"
        ),
        Example("CREATE TABLE t (a INT, b INT, UNIQUE (a, b))", "postgres"),
        Example("CREATE TABLE t AS SELECT 1 AS a"),
        Example("CREATE TEMP TABLE t (a INT)", "postgres"),
        Example("CREATE TABLE t (a INT, b DATE) ENGINE = MergeTree ORDER BY (a, b)", "clickhouse"),
        Example("CREATE TABLE #t (a INT)", "tsql"),
        Example("CREATE TABLE t PARTITION OF p FOR VALUES FROM (1) TO (2)", "postgres"),
        Example("CREATE TABLE t (a INT); ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a)"),
        Example("CREATE TABLE t (a INT); CREATE UNIQUE INDEX i ON t (a)", "postgres"),
        Example("CREATE TABLE t (a INT, CONSTRAINT u UNIQUE (a))", "postgres"),
        Example("CREATE TABLE t (a INT); ALTER TABLE public.t ADD PRIMARY KEY (a)", "postgres"),
        Example(
            "CREATE TABLE t (a INT); ALTER TABLE t RENAME TO u; ALTER TABLE u ADD PRIMARY KEY (a)",
            "postgres",
        ),
    ],
)
def missing_primary_key(script: Script) -> Iterator[Remark]:
    """Report new tables without key, unless the script adds it later; hint on analytic stores."""
    every = script.definitions
    renamed = {name: defined.table for defined in every if (name := new_name(defined.node))}
    keyed = {defined.table for defined in every if _adds_key(defined.node)}
    keyed |= {renamed[name] for name in keyed if name in renamed}
    keyed |= {name.rpartition(".")[2] for name in keyed}
    for defined in every:
        table = created_table(defined.node)
        if table is None or defined.table in keyed or not _needs_key(defined):
            continue
        if is_temporary(defined.node) or is_scratch(table):
            continue
        mild = script.engine in _KEYLESS or is_staging(table)
        yield Remark(
            defined.step.words.reaching(table, {"CREATE"}),
            f"{table.name} has neither a primary key nor a unique constraint.",
            severity=Severity.HINT if mild else None,
        )


def _needs_key(defined: Defined) -> bool:
    schema = defined.node.this
    if not isinstance(schema, exp.Schema) or defined.node.args.get("expression") is not None:
        return False
    if has_property(defined.node, *_TAKEN_OVER, *_SORTING_KEYS):
        return False
    columns = [part for part in schema.expressions if isinstance(part, exp.ColumnDef)]
    if not columns or any(isinstance(part, exp.LikeProperty) for part in schema.expressions):
        return False
    return not any(_is_key(part) for part in schema.expressions)


def _is_key(part: exp.Expr) -> bool:
    if isinstance(part, exp.ColumnDef):
        return any(isinstance(kind, _KEYS) for kind in constraints(part))
    if isinstance(part, exp.Constraint):
        return any(isinstance(kind, _KEYS) for kind in part.expressions)
    return isinstance(part, _KEYS)


def _adds_key(node: exp.Expr) -> bool:
    if isinstance(node, exp.Create):
        return isinstance(node.this, exp.Index) and bool(node.args.get("unique"))
    if not isinstance(node, exp.Alter):
        return False
    actions = node.args.get("actions") or ()
    added = (part for action in actions for part in (action, *action.expressions))
    return any(_is_key(part) for part in added)
