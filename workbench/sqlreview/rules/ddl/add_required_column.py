"""`add-required-column`: NOT NULL on a table that has rows already."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.rules.ddl.columns import added_columns, fills_itself, is_required
from workbench.sqlreview.script import Script

_SCANNING = frozenset({"postgres", "generic", "redshift"})


@script_rule(
    "add-required-column",
    severity=Severity.WARNING,
    category="safety",
    source="schema-change/classify",
    why=(
        "Rows that exist have no value for it: the statement fails, or MySQL fills in an implicit "
        "one. SET NOT NULL reads the whole table under an exclusive lock."
    ),
    fix="Add it nullable or with a constant default, fill it in batches, then require it.",
    impact="The migration fails on the first table with rows, or blocks its writers.",
    skips_plain=True,
    on={
        "postgres": Texts(
            why="Rows that exist have no value for it, so the statement fails. SET NOT NULL reads "
            "the whole table under an ACCESS EXCLUSIVE lock.",
            fix="Add it nullable or with a constant default (which from version 11 on rewrites "
            "nothing), fill it in batches, then require it.",
        ),
        "mysql": Texts(
            why="Rows that exist get the implicit value of the type, such as 0 or an empty text, "
            "which nobody chose.",
            fix="Give it a default that is meant, or add it nullable, fill it in batches, then "
            "require it.",
            impact="Invented values in every row that exists; dates fail in strict mode.",
        ),
        "oracle": Texts(
            why="Rows that exist have no value for it, so the statement fails (ORA-01758) unless "
            "the table is empty.",
            impact="The migration fails on the first table with rows.",
        ),
        "tsql": Texts(
            why="Rows that exist have no value for it, so the statement fails unless the table is "
            "empty.",
            fix="Add it with a constant default (WITH VALUES for those that exist), or nullable, "
            "fill it in batches, then require it.",
            impact="The migration fails on the first table with rows.",
        ),
        "sqlite": Texts(
            why="Rows that exist have no value for it, so the statement fails unless the table is "
            "empty; SQLite cannot make a column required afterwards either.",
            fix="Add it with a constant default, or make the table anew and copy the rows.",
            impact="The migration fails on the first table with rows.",
        ),
        "bigquery": Texts(
            why="BigQuery adds no required column to a table that exists, and does not make a "
            "nullable one required later.",
            fix="Add it nullable and test it in the load, or create the table anew with the "
            "column.",
            impact="The migration fails.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Rows that exist have no value for it, so the statement fails on a table with "
            "rows.",
            fix="Add it nullable or with a constant default, fill it, then require it where the "
            "engine can.",
            impact="The migration fails on the first table with rows.",
        ),
        "databricks": Texts(
            why="A Delta table takes no required column once it exists: rows in its files have no "
            "value for it.",
            fix="Add it nullable, fill it with one UPDATE or MERGE, then ALTER COLUMN … SET NOT "
            "NULL, which checks all rows.",
            impact="The migration fails.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The files that exist hold no value for it, so engines refuse it or read NULL "
            "there all the same.",
            fix="Add it nullable, and rewrite the partitions that need a value.",
            impact="The migration fails, or the promise does not hold for old files.",
        ),
    },
    fires=[
        Example("ALTER TABLE orders «ADD COLUMN region INT NOT NULL»", "postgres"),
        Example("ALTER TABLE orders «ADD region INT NOT NULL»", "tsql"),
        Example("ALTER TABLE orders ADD COLUMN a INT, «ADD COLUMN b INT NOT NULL»", "mysql"),
        Example("ALTER TABLE orders «ALTER COLUMN region SET NOT NULL»", "postgres"),
    ],
    quiet=[
        Example("ALTER TABLE orders ADD COLUMN region INT", "postgres"),
        Example("ALTER TABLE orders ADD COLUMN region INT NOT NULL DEFAULT 0", "postgres"),
        Example("ALTER TABLE orders ADD region INT NOT NULL CONSTRAINT d DEFAULT 0", "tsql"),
        Example("ALTER TABLE orders ADD COLUMN id BIGSERIAL NOT NULL", "postgres"),
        Example(
            "ALTER TABLE t ADD COLUMN id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY", "postgres"
        ),
        Example("ALTER TABLE orders ALTER COLUMN region DROP NOT NULL", "postgres"),
        Example("CREATE TABLE t (a INT PRIMARY KEY); ALTER TABLE t ADD COLUMN b INT NOT NULL"),
        Example("CREATE TABLE t (a INT NOT NULL PRIMARY KEY)"),
    ],
)
def add_required_column(script: Script) -> Iterator[Remark]:
    """Report a required column added without a value, and SET NOT NULL."""
    for defined in script.definitions:
        if not isinstance(defined.node, exp.Alter) or defined.is_new:
            continue
        words = defined.step.words
        for column in added_columns(defined.node):
            if is_required(column) and not fills_itself(column):
                yield Remark(
                    words.action(column, {"ADD", "("}),
                    f"{column.name} is required, but rows that exist get no value for it.",
                    severity=Severity.INFO if script.dialect == "mysql" else None,
                )
        for action in defined.node.args.get("actions") or ():
            if not isinstance(action, exp.AlterColumn) or script.dialect not in _SCANNING:
                continue
            if action.args.get("allow_null") is False and action.args.get("dtype") is None:
                yield Remark(
                    words.action(action, {"ALTER"}),
                    f"All rows are read under a lock to check {action.name}.",
                    fix="Add CHECK (… IS NOT NULL) NOT VALID, validate it, then set NOT NULL.",
                    severity=Severity.INFO,
                    confidence=Confidence.LIKELY,
                )
