"""`missing-tests`: nothing checks that a dbt model has one row per key."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.rule import Example, Remark, rule

_UNTESTED = frozenset({"ephemeral"})
_UNDESCRIBED = (("schema.yml", "models: []"),)
_DESCRIBED = "models:\n  - name: example\n    columns:\n      - name: id\n"


@rule(
    "missing-tests",
    nodes=(exp.Select,),
    severity=Severity.INFO,
    category="correctness",
    source="dbt-tests/model-tests",
    why=(
        "A join that repeats rows, or a load that runs twice, breaks no model: only a test of "
        "uniqueness on its key notices."
    ),
    fix="Describe the model in a .yml file with the tests unique and not_null on its key.",
    impact="Duplicates reach every model and report downstream before anybody sees them.",
    fires=[
        Example("«SELECT» id, x FROM {{ ref('a') }}", "snowflake", project=_UNDESCRIBED),
        Example(
            "«select» id from {{ ref('a') }} where id > 3",
            "bigquery",
            project=(("schema.yml", _DESCRIBED),),
        ),
        Example(
            "WITH a AS (SELECT id FROM {{ ref('a') }}) «SELECT» id FROM a",
            "duckdb",
            project=(("schema.yml", _DESCRIBED + "        tests: [not_null]\n"),),
        ),
    ],
    quiet=[
        Example("SELECT id, x FROM {{ ref('a') }}", "snowflake"),
        Example("SELECT id FROM a", "postgres"),
        Example(
            "SELECT id FROM {{ ref('a') }}",
            "snowflake",
            project=(
                (
                    "schema.yml",
                    _DESCRIBED + "        data_tests:\n          - unique\n          - not_null\n",
                ),
            ),
        ),
        Example(
            "SELECT id, day FROM {{ ref('a') }}",
            "bigquery",
            project=(
                (
                    "m/schema.yml",
                    "models:\n  - name: example\n    tests:\n"
                    "      - dbt_utils.unique_combination_of_columns:\n"
                    "          combination_of_columns: [id, day]\n",
                ),
            ),
        ),
        Example(
            "{{ config(materialized='ephemeral') }} SELECT id FROM {{ ref('a') }}",
            "snowflake",
            project=_UNDESCRIBED,
        ),
    ],
)
def missing_tests(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the query of a model, once, if no test of a key is on it."""
    return () if context.dbt is None else _report(select, context.dbt, context)


def _report(select: exp.Select, model: DbtModel, context: Context) -> Iterator[Remark]:
    facts = model.facts
    if facts is None or facts.tested or select is not _last_query(context.tree):
        return
    if model.materialized in _UNTESTED:
        return
    message = f"No test says that {facts.name} has one row per key."
    yield Remark(context.ranges.select_keyword(select), message)


def _last_query(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.SetOperation | exp.Subquery):
        tree = tree.this
    return tree
