"""`dag-rejoin`: a dbt model reads a table beside a model that is made of it."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.rule import Example, Remark, rule

_BETWEEN = ("between.sql", "SELECT id FROM {{ ref('stage') }}")


@rule(
    "dag-rejoin",
    nodes=(exp.Table,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why=(
        "The rows are read and joined a second time, and the two reads may see different states "
        "of them when the model between was built earlier."
    ),
    fix="Take the columns along in the model between, or move its query into this one.",
    impact="One scan and one join more, and one more way for numbers to differ.",
    fires=[
        Example(
            "SELECT m.id FROM {{ ref('between') }} m JOIN «{{ ref('stage') }}» s ON s.id = m.id",
            "snowflake",
            project=(_BETWEEN,),
        ),
        Example(
            "SELECT id FROM «{{ ref('stage') }}» WHERE id IN (SELECT id FROM {{ ref('between') }})",
            "bigquery",
            project=(_BETWEEN,),
        ),
        Example(
            "WITH b AS (SELECT id FROM {{ ref('between') }}), s AS (SELECT id FROM "
            "«{{ ref('stage') }}») SELECT b.id FROM b JOIN s ON s.id = b.id",
            "duckdb",
            project=(_BETWEEN, ("stage.sql", "SELECT id FROM {{ source('shop', 'a') }}")),
        ),
    ],
    quiet=[
        Example("SELECT m.id FROM {{ ref('between') }} m JOIN {{ ref('stage') }} s ON s.id = m.id"),
        Example(
            "SELECT m.id FROM {{ ref('between') }} m JOIN {{ ref('stage') }} s ON s.id = m.id",
            "snowflake",
            project=(("between.sql", "SELECT id FROM {{ ref('other') }}"),),
        ),
        Example(
            "SELECT m.id FROM {{ ref('between') }} m JOIN {{ ref('stage') }} s ON s.id = m.id",
            "postgres",
            project=(_BETWEEN, ("report.sql", "SELECT id FROM {{ ref('between') }}")),
        ),
        Example(
            "SELECT m.id FROM {{ ref('between') }} m WHERE m.id > 3", "duckdb", project=(_BETWEEN,)
        ),
    ],
)
def dag_rejoin(table: exp.Table, context: Context) -> Iterable[Remark]:
    """Report the upstream model that is read again."""
    return () if context.dbt is None else _report(table, context.dbt, context)


def _report(table: exp.Table, model: DbtModel, context: Context) -> Iterator[Remark]:
    facts = model.facts
    if facts is None:
        return
    name = table.name.lower()
    for parent, between in facts.rejoined:
        at = context.ranges.name(table)
        if parent == name and at.start in model.relations:
            yield Remark(
                at,
                f"{parent} is read again: {between}, which only this model reads, is made of it.",
            )
            return
