"""`add-required-column`: NOT NULL on a table that has rows already."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
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
