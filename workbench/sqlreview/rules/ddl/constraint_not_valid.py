"""`constraint-not-valid`: a constraint that checks every row under a lock."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.ddl.columns import added_columns, constraints
from workbench.sqlreview.rules.scripts.transactions import steps_inside
from workbench.sqlreview.script import Script
from workbench.sqlreview.tables import created_table
from workbench.sqlreview.words import Words

_EXCLUSIONS = (exp.ExcludeColumnConstraint,)
_VALIDATED = (exp.ForeignKey, exp.Reference, exp.CheckColumnConstraint)
_INDEXED = (exp.PrimaryKey, exp.UniqueColumnConstraint, exp.PrimaryKeyColumnConstraint)


@script_rule(
    "constraint-not-valid",
    severity=Severity.WARNING,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/deploy",
    why="All rows are checked, or an index is built, while the table is locked against writes.",
    fix=(
        "Foreign key, check: add it NOT VALID, then VALIDATE CONSTRAINT. Unique, primary key: "
        "build the index CONCURRENTLY, then ADD CONSTRAINT … USING INDEX."
    ),
    impact="Writers wait for a full scan of the table; nothing on a small or new table.",
    skips_plain=True,
    fires=[
        Example(
            "ALTER TABLE orders «ADD CONSTRAINT fk FOREIGN KEY (customer_id) "
            "REFERENCES customers (id)»",
            "postgres",
        ),
        Example("ALTER TABLE orders «ADD CONSTRAINT c CHECK (amount > 0)»", "postgres"),
        Example("ALTER TABLE orders «ADD CONSTRAINT u UNIQUE (number)»", "postgres"),
        Example("ALTER TABLE orders «ADD PRIMARY KEY (id)»", "postgres"),
        Example("ALTER TABLE orders «ADD COLUMN c INT UNIQUE»", "postgres"),
        Example("ALTER TABLE t «ADD CONSTRAINT x EXCLUDE USING gist (a WITH =)»", "postgres"),
        Example("ALTER TABLE orders «ADD CHECK (amount > 0)»", "postgres"),
        Example("ALTER TABLE orders «ADD COLUMN c INT CHECK (c > 0)»", "postgres"),
        Example(
            "BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; "
            "ALTER TABLE t «VALIDATE CONSTRAINT c»; COMMIT",
            "postgres",
        ),
    ],
    quiet=[
        Example("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", "postgres"),
        Example(
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) NOT VALID", "postgres"
        ),
        Example("ALTER TABLE t VALIDATE CONSTRAINT c", "postgres"),
        Example(
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; "
            "ALTER TABLE t VALIDATE CONSTRAINT c",
            "postgres",
        ),
        Example("BEGIN; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT", "postgres"),
        Example("ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "postgres"),
        Example("ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i", "postgres"),
        Example("CREATE TABLE t (a INT); ALTER TABLE t ADD PRIMARY KEY (a)", "postgres"),
        Example("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", "snowflake"),
        Example("ALTER TABLE t ADD COLUMN c INT", "postgres"),
    ],
)
def constraint_not_valid(script: Script) -> Iterator[Remark]:
    """Report constraints added to a table of unknown size at once (PostgreSQL)."""
    if script.dialect != "postgres":
        return
    for defined in script.definitions:
        if not isinstance(defined.node, exp.Alter) or defined.is_new:
            continue
        words = defined.step.words
        for action in defined.node.args.get("actions") or ():
            if isinstance(action, exp.AddConstraint):
                yield from _added(action, words)
        for column in added_columns(defined.node):
            if any(isinstance(kind, _INDEXED) for kind in constraints(column)):
                at = words.action(column, {"ADD"})
                yield Remark(at, f"A unique index on {column.name} is built under a lock.")
            elif any(isinstance(kind, exp.Reference) for kind in constraints(column)):
                message = f"Both tables are locked while {column.name} is tied to the other."
                yield Remark(words.action(column, {"ADD"}), message, severity=Severity.INFO)
            elif any(isinstance(kind, exp.CheckColumnConstraint) for kind in constraints(column)):
                message = f"Every row is checked against the condition of {column.name}."
                yield Remark(words.action(column, {"ADD"}), message, severity=Severity.INFO)
    yield from _spelled(script)


def _spelled(script: Script) -> Iterator[Remark]:
    """Report ADD CHECK and VALIDATE CONSTRAINT, which the parser leaves as text."""
    made = {defined.table for defined in script.definitions if created_table(defined.node)}
    inside: set[int] | None = None
    unchecked: dict[str, int] = {}
    for position, step in enumerate(script.steps):
        words = step.words
        if not words.starts("ALTER", "TABLE"):
            continue
        not_valid = words.find("NOT", "VALID") >= 0
        if not_valid and words.find("CONSTRAINT") >= 0:
            unchecked[words.at(words.find("CONSTRAINT") + 1)] = position
        index = words.find("VALIDATE", "CONSTRAINT")
        if index >= 0 and words.at(index + 2) in unchecked:
            inside = steps_inside(script) if inside is None else inside
            since = script.steps[unchecked[words.at(index + 2)] : position + 1]
            if all(id(one) in inside for one in since):
                message = "All rows are checked while the lock of ADD CONSTRAINT is still held."
                fix = "Commit before VALIDATE CONSTRAINT: it needs a transaction of its own."
                yield Remark(words.span(index, index + 2), message, fix=fix)
        index = words.find("ADD", "CHECK") if step.tree is None else -1
        if index >= 0 and not not_valid and words.name(2)[0].lower() not in made:
            at = words.span(index, words.closing(index + 2))
            yield Remark(at, "Every row is checked against the constraint while writers wait.")


def _added(action: exp.AddConstraint, words: Words) -> Iterator[Remark]:
    for constraint in action.expressions:
        named = isinstance(constraint, exp.Constraint)
        kinds = constraint.expressions if named else [constraint]
        name = constraint.name if named else "the constraint"
        at = words.action(constraint, {"ADD"})
        if any(isinstance(kind, _INDEXED) for kind in kinds):
            yield Remark(at, f"The index of {name} is built while writers wait.")
        elif any(isinstance(kind, _EXCLUSIONS) for kind in kinds):
            yield Remark(
                at,
                f"The index of {name} is built under a lock; an exclusion cannot be added later.",
                fix="Create the table anew with the constraint, or add it while nobody writes.",
            )
        elif any(isinstance(kind, _VALIDATED) for kind in kinds):
            parent = action.parent
            if parent is None or not parent.args.get("not_valid"):
                yield Remark(at, f"Every row is checked against {name} while writers wait.")
