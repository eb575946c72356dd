"""`column-type-change`: a column of another type, which rewrites or refuses rows."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import GENERIC, EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Script

_ANALYTIC = frozenset({EngineKind.COLUMN_STORE, EngineKind.DISTRIBUTED})

_NO_TYPE = frozenset(
    {"", "NOT", "NULL", "DEFAULT", "CONSTRAINT", "CHECK", "ENCRYPT", "DECRYPT", "INVISIBLE"}
    | {"VISIBLE", "PRIMARY", "UNIQUE", "REFERENCES", "GENERATED", "DROP", ")", ","}
)
"""What MODIFY may change of a column beside its type."""


@script_rule(
    "column-type-change",
    severity=Severity.WARNING,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/classify",
    why=(
        "Row stores rewrite the table and its indexes under an exclusive lock unless the new type "
        "only widens the old; a narrower type fails or cuts values, and readers see another type."
    ),
    fix="Add a column of the new type, fill it in batches, switch readers, drop the old one.",
    impact="A rewrite of the table; nothing where the new type has the same storage.",
    skips_plain=True,
    on={
        "mysql": Texts(
            why="MySQL copies the whole table while writers wait, unless a VARCHAR only grows "
            "within the same number of length bytes; a narrower type fails or cuts values, and "
            "readers see another type.",
            fix="Use an online tool (gh-ost, pt-online-schema-change), or add a column of the new "
            "type, fill it in batches, switch readers, drop the old one.",
        ),
        "oracle": Texts(
            why="Oracle widens a type at once, narrows it only if every value fits, and gives it "
            "another kind only while the column is empty; readers see another type.",
            impact="The statement fails on a column with values, or views and packages that use "
            "it must be compiled again.",
        ),
        "postgres": Texts(
            why="PostgreSQL rewrites the table and its indexes under an ACCESS EXCLUSIVE lock "
            "unless the stored form stays the same; a narrower type fails, and readers see "
            "another type.",
            impact="Readers and writers wait for a rewrite of the table; nothing where the stored "
            "form stays, as from VARCHAR to TEXT.",
        ),
        "clickhouse": Texts(
            why="ClickHouse rewrites this column in every part, fails on values that do not "
            "convert, and readers see another type.",
            fix="Add a column of the new type, fill it with ALTER TABLE … UPDATE, switch readers, "
            "drop the old one.",
            impact="One column of every part is rewritten, as a mutation.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Warehouses widen a type without touching the rows and refuse most other changes; "
            "readers see another type at once.",
            fix="Add a column of the new type, fill it with one UPDATE, switch readers, drop the "
            "old one; or build the table anew.",
            impact="Nothing for a wider type but readers that do not expect it; else the "
            "statement fails.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Only the definition changes, the files keep the old type: reading them fails or "
            "gives NULL where the engine does not convert. Iceberg and Delta allow a few wider "
            "types.",
            fix="Write the rows into a table with the new type and swap the two, or add a column "
            "of the new type.",
            impact="Old partitions may no longer be readable, though the statement succeeds.",
        ),
    },
    fires=[
        Example("ALTER TABLE orders «ALTER COLUMN id TYPE BIGINT»", "postgres"),
        Example(
            "ALTER TABLE orders «ALTER COLUMN amount SET DATA TYPE INT USING amount::INT»",
            "postgres",
        ),
        Example("ALTER TABLE orders «ALTER COLUMN code VARCHAR(10)»", "tsql"),
        Example("ALTER TABLE orders «MODIFY COLUMN code VARCHAR(10)»", "mysql"),
        Example("ALTER TABLE orders «ALTER COLUMN code TYPE VARCHAR(10)»", "snowflake"),
        Example("ALTER TABLE orders «MODIFY code VARCHAR2(10)»", "oracle"),
        Example("ALTER TABLE orders «MODIFY (code VARCHAR2(10), note CLOB)»", "oracle"),
    ],
    quiet=[
        Example("ALTER TABLE orders ADD COLUMN c INT", "postgres"),
        Example("ALTER TABLE orders ALTER COLUMN c SET DEFAULT 0", "postgres"),
        Example("ALTER TABLE orders ALTER COLUMN c SET NOT NULL", "postgres"),
        Example("CREATE TABLE t (a INT PRIMARY KEY); ALTER TABLE t ALTER COLUMN a TYPE BIGINT"),
        Example("SELECT CAST(a AS BIGINT) FROM orders"),
        Example("ALTER TABLE orders MODIFY (code NOT NULL)", "oracle"),
        Example("ALTER TABLE orders MODIFY code DEFAULT 'x'", "oracle"),
    ],
)
def column_type_change(script: Script) -> Iterator[Remark]:
    """Report a new type for a column; only hint where the engine changes metadata alone."""
    if script.dialect == "oracle":
        yield from _modified(script)
    spoken = "" if script.dialect == GENERIC else script.dialect
    for defined in script.definitions:
        if not isinstance(defined.node, exp.Alter) or defined.is_new:
            continue
        for action in defined.node.args.get("actions") or ():
            column, kind = _retyped(action)
            if kind is None:
                continue
            mild = script.engine in _ANALYTIC or _is_free_text(kind, script.dialect)
            # Mostly a list of values gets one more at its end, which MySQL does in place.
            mild = mild or kind.this is exp.DType.ENUM
            modifies = isinstance(action, exp.ModifyColumn)
            table = defined.node.this.name or defined.table
            yield Remark(
                defined.step.words.action(action, {"ALTER", "MODIFY", "CHANGE"}),
                f"{column} of {table} gets the type {kind.sql(spoken, comments=False)}.",
                severity=Severity.HINT if mild else Severity.INFO if modifies else None,
            )


def _modified(script: Script) -> Iterator[Remark]:
    """Report MODIFY of Oracle, which the parser leaves as text."""
    for step in script.steps:
        words = step.words
        if step.tree is not None or not words.starts("ALTER", "TABLE"):
            continue
        index = words.find("MODIFY")
        column = index + 2 if words.at(index + 1) in {"(", "COLUMN"} else index + 1
        if index < 0 or words.at(column + 1) in _NO_TYPE:
            continue
        last = words.closing(index + 1) if words.at(index + 1) == "(" else len(words) - 1
        name, table = words.tokens[column].text, words.name(2)[0]
        kind = words.tokens[column + 1].text
        yield Remark(words.span(index, last), f"{name} of {table} gets the type {kind}.")


def _retyped(action: exp.Expr) -> tuple[str, exp.DataType | None]:
    if isinstance(action, exp.AlterColumn):
        kind = action.args.get("dtype")
        return action.name, kind if isinstance(kind, exp.DataType) else None
    if isinstance(action, exp.ModifyColumn) and isinstance(action.this, exp.ColumnDef):
        kind = action.this.args.get("kind")
        return action.this.name, kind if isinstance(kind, exp.DataType) else None
    return "", None


def _is_free_text(kind: exp.DataType, dialect: str) -> bool:
    """Tell whether the new type takes any text, which PostgreSQL need not rewrite."""
    text = {exp.DType.TEXT, exp.DType.VARCHAR}
    return dialect == "postgres" and kind.this in text and not kind.expressions
