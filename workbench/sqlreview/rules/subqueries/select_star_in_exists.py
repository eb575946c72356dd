"""`select-star-in-exists`: columns listed where only existence is asked."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "select-star-in-exists",
    nodes=(exp.Exists,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/select-star",
    why=(
        "EXISTS looks for a row, never at its columns; a list of columns makes the reader think "
        "that they matter. Every engine ignores it, so this is a matter of style."
    ),
    fix="Write SELECT 1 inside EXISTS.",
    impact="None at run time.",
    fires=[
        Example("SELECT id FROM a WHERE EXISTS (SELECT «*» FROM b WHERE b.id = a.id)"),
        Example("SELECT id FROM a WHERE NOT EXISTS (SELECT «b.*» FROM b WHERE b.i = a.i)", "tsql"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT «b.id» FROM b WHERE b.i = a.i)", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id)"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT NULL FROM b WHERE b.id = a.id)", "oracle"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT MAX(x) FROM b HAVING MAX(x) > 1)"),
        Example("SELECT EXISTS(xs, x -> x > 1) AS e FROM a", "spark"),
        Example("SELECT * FROM a WHERE id IN (SELECT id FROM b)", "mysql"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT x FROM b INTERSECT SELECT x FROM c)"),
    ],
)
def select_star_in_exists(exists: exp.Exists, context: Context) -> Iterator[Remark]:
    """Report the first column or star that a subquery of EXISTS selects."""
    query = exists.this.unnest() if isinstance(exists.this, exp.Subquery) else exists.this
    if not isinstance(query, exp.Select) or not query.expressions:
        return
    first = query.expressions[0].unalias()
    if isinstance(first, exp.Star | exp.Column):
        written = "*" if first.is_star else first.name
        message = f"EXISTS does not look at {written}: it only asks whether there is a row."
        yield Remark(context.ranges.of(first), message)
