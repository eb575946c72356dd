"""`natural-or-using-join`: a join on whatever columns happen to share a name."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "natural-or-using-join",
    nodes=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "NATURAL compares every column that both sides happen to share, so a new column such as "
        "updated_at silently becomes part of the key; USING hides which side a column is from."
    ),
    fix="Write the key out: ON a.id = b.id.",
    impact="Rows disappear without an error after a change to either table.",
    fires=[
        Example("SELECT a.x FROM a «NATURAL JOIN b»"),
        Example("SELECT a.x FROM a «NATURAL LEFT JOIN b»", "postgres"),
        Example("SELECT a.x FROM a «JOIN b» USING (id)", "mysql"),
        Example("SELECT a.x FROM a «LEFT JOIN b» USING (id, day)", "bigquery"),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id"),
        Example("SELECT a.x FROM a CROSS JOIN b"),
        Example("SELECT a.x FROM a, b WHERE a.id = b.id", "postgres"),
        Example("DELETE FROM a USING b WHERE a.id = b.id", "postgres"),
        Example("SELECT natural FROM a", "snowflake"),
    ],
)
def natural_or_using_join(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report NATURAL as a risk and USING as a matter of style."""
    is_natural = join.args.get("method") == "NATURAL"
    columns = join.args.get("using")
    if not is_natural and not columns:
        return ()
    name = join.this.alias_or_name or "the subquery"
    if is_natural:
        message = f"NATURAL joins {name} on every column name that both sides share."
        return [Remark(context.ranges.join(join), message)]
    names = ", ".join(column.name for column in columns or ())
    message = f"USING ({names}) joins {name} without saying whose columns are meant later."
    return [Remark(context.ranges.join(join), message, severity=Severity.HINT)]
