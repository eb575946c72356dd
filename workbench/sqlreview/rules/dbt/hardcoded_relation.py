"""`hardcoded-relation`: a dbt model names a table itself, past ref() and source()."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.stand_in_names import is_stand_in

_CATALOGUES = ("information_schema", "pg_catalog", "account_usage", "sys", "system", "svv")


@rule(
    "hardcoded-relation",
    nodes=(exp.Table,),
    severity=Severity.WARNING,
    category="correctness",
    source="idempotency-rules/run-twice",
    why=(
        "dbt knows only ref() and source(): it cannot order the runs, draw the lineage or switch "
        "to a development schema for a table that is written out."
    ),
    fix="Read a model with {{ ref('…') }}, any other table with {{ source('…', '…') }}.",
    impact="The model may run before its input, or read production from a development run.",
    fires=[
        Example(
            "SELECT a.id FROM {{ ref('a') }} a JOIN «raw.shop.b» b ON b.id = a.id", "snowflake"
        ),
        Example(
            "{{ config(materialized='table') }}\nSELECT id FROM «`p.shop.orders`» WHERE id > 3",
            "bigquery",
        ),
        Example(
            "WITH o AS (SELECT id FROM {{ ref('o') }}) SELECT o.id FROM o, «prices» p", "duckdb"
        ),
    ],
    quiet=[
        Example(
            "SELECT a.id FROM {{ ref('a') }} a JOIN {{ source('shop', 'b') }} b ON b.id = a.id",
            "snowflake",
        ),
        Example("WITH b AS (SELECT id FROM {{ ref('a') }}) SELECT id FROM b", "bigquery"),
        Example("SELECT id FROM raw.shop.b WHERE id = 3", "snowflake"),
        Example("SELECT max(id) FROM {{ this }} WHERE id IN (SELECT id FROM {{ ref('a') }})"),
        Example("SELECT x FROM {{ ref('a') }} a, UNNEST(a.items) AS x", "bigquery"),
        Example("SELECT id FROM {{ ref('a') }} UNION ALL SELECT 0 FROM dual", "snowflake"),
        Example("SELECT id FROM {{ ref('a') }} WHERE id IN (SELECT id FROM {{ my_macro() }})"),
        Example(
            "SELECT id FROM {{ target.schema }}.b WHERE id IN (SELECT id FROM {{ ref('a') }})",
            "postgres",
        ),
        Example(
            "SELECT c.x FROM information_schema.columns c JOIN {{ ref('a') }} a ON a.x = c.x",
            "snowflake",
        ),
    ],
)
def hardcoded_relation(table: exp.Table, context: Context) -> Iterable[Remark]:
    """Report a table of a dbt model that no expression names."""
    return () if context.dbt is None else _report(table, context.dbt, context)


def _report(table: exp.Table, model: DbtModel, context: Context) -> Iterator[Remark]:
    if not model.is_model or not isinstance(table.this, exp.Identifier):
        return
    at = context.ranges.name(table)
    if at.start in model.relations or any(is_stand_in(part.name) for part in table.parts):
        return
    relation = context.scope.by_name.get(table.alias_or_name.lower())
    if relation is None or relation.node is not table or relation.kind is not RelationKind.TABLE:
        return
    name = relation.table_name
    if name == "dual" or any(part in _CATALOGUES for part in name.split(".")):
        return
    written = ".".join(part.name for part in table.parts)
    yield Remark(
        at,
        f"{written} is read without ref() or source().",
        confidence=None if table.args.get("db") else Confidence.LIKELY,
    )
