"""Reviewing dbt models and other Jinja templates without running them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sqlreview.dbt_config import model_of
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.jinja import choices, read_template
from workbench.sqlreview.jinja_mask import mask
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.review import FileReview, Reviewer

BAD = "x = NULL"


def review(text: str, *rules: str, dialect: str = "bigquery") -> FileReview:
    return Reviewer(select=rules or ["null-comparison"]).review(text, "m.sql", dialect)


def places(result: FileReview) -> list[tuple[str, int, int]]:
    return [(found.rule, found.place.line, found.place.column) for found in result.findings]


def test_findings_of_the_sample_project(samples: Path) -> None:
    folder = samples / "dbt"
    rules = ("null-comparison", "not-in-nullable", "left-join-nullified")
    found = {
        (Path(file.path).relative_to(folder).as_posix(), f.place.line, f.place.column, f.rule)
        for file in review_paths([folder], Options(select=rules)).files
        for f in file.findings
    }
    assert found == {
        ("macros/clean_up.sql", 8, 15, "null-comparison"),
        ("models/marts/customer_value.sql", 8, 7, "not-in-nullable"),
        ("models/marts/fct_orders.sql", 20, 11, "null-comparison"),
        ("models/marts/fct_orders.sql", 48, 7, "left-join-nullified"),
    }


def test_every_model_of_the_sample_project_is_understood(samples: Path) -> None:
    result = review_paths([samples / "dbt"], Options(dialect="bigquery"))
    assert [error.message for file in result.files for error in file.errors] == []
    assert all(file.statements for file in result.files)


@pytest.mark.parametrize(
    "text",
    [
        "select a from {{ ref('orders') }} where x = NULL",
        "{{ q.prefix() }}SELECT{{ q.modifier('t') }} COUNT(*) AS n FROM{{ t }}WHERE x = NULL",
        "{{ q.prefix() }}INSERT INTO {{ r }} (a) SELECT a FROM t WHERE x = NULL",
        "CREATE {{ 'TEMP ' if temp }}TABLE u AS SELECT a FROM t WHERE x = NULL",
        "select a from {{ source('shop', 'order') }} o where x = NULL",
        "select a from {{ ref('pkg', 'my-model', v=2) }} where x = NULL",
        "select {{ dbt_utils.star(from=ref('a'), except=['b']) }} from a where x = NULL",
        "select a, {{ adapter.quote('b') }}, {{ m }} as c from t where x = NULL",
        "select {% for c in cs %}{{ c }}{% if not loop.last %}, {% endif %}{% endfor %} from t"
        " where x = NULL",
        "select a, {% for c in cs -%} sum({{ c }}) as {{ c }}_sum, {%- endfor %} from t"
        " where x = NULL",
        "{% for t in ts %}select a from {{ t }} where x = NULL union all {% endfor %}",
        "{% for t in ts %}select a from {{ t }} where x = NULL\n"
        '{{ "union all" if not loop.last }}{% endfor %}',
        "with u as ({% for t in ts %}select a from t where x = NULL union all{% endfor %})"
        " select a from u",
        "with u as ({{ dbt_utils.union_relations([ref('a')]) }}) select a from u where x = NULL",
        "select a from t where x = NULL {{ limit_in_dev() }}",
        "select a from t where x = NULL and b in {{ ids }} limit {{ n }}",
        "select cast(a as {{ dbt.type_string() }}) from t where x = NULL",
        "select a from t where d > '{{ var(\"start\") }}' and x = NULL",
        "select a from t_{{ env }}.u where x = NULL",
        "{#- a comment -#}{%- set x = 1 -%}select a from t where x = NULL",
        "select a, '{% raw %}{{ no }}{% endraw %}' as b from t where x = NULL",
        "{{ config(partition_by={'field': 'd', 'range': {'start': 0}}) }}"
        "select a from t where x = NULL",
        "select a from t -- {{ not_sql }} 'n\nwhere x = NULL",
        "{% macro m(a) %}select a from {{ a }} where x = NULL{% endmacro %}",
        "{% set q %}delete from {{ this }} where x = NULL{% endset %}select 1 as a",
        "{{ simple_cte([('orders', 'orders')]) }}, final as (select a from orders where x = NULL)"
        " {{ audited(cte_ref='final', by='me') }}",
        "{% test a(model) %}select a from {{ model }} where x = NULL{% endtest %}\n"
        "{% test b(model) %}select b from {{ model }}{% endtest %}",
        "select a from t where x = NULL group by {{ dbt_utils.star(from=ref('t'), except=['b']) }}",
        "{{ config(post_hook='{{ expose(\\'[\"a\"]\\') }}') }} select a from t where x = NULL",
        "-- depends_on {{ ref('b') }}\nwith r as ({% for c in cs %}"
        "select * from {{ f }}('{{ c }}', 'p') where x = NULL {% if not loop.last %} union all"
        " {% endif %}{% endfor %}) select * from r",
        "select * from `{{ p }}.{{ a['id'] }}_derived.live` where x = NULL",
        "{% snapshot s %}select a from t where x = NULL{% endsnapshot %}",
        "select a from t {% if a %}where x = NULL{% elif b %}where b{% else %}where c{% endif %}",
        "select a from t {% if a %}where b{% elif b %}where x = NULL{% else %}where c{% endif %}",
        "select a from t {% if a %}where b{% else %}where x = NULL{% endif %}",
        "select a from t {% if not is_incremental() %}where x = NULL{% endif %}",
    ],
)
def test_templates_are_understood_and_places_kept(text: str) -> None:
    result = review(text)
    before = text[: text.index(BAD)]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert places(result) == [("null-comparison", *place)]
    assert result.errors == ()


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_places_behind_wide_characters_tabs_and_line_breaks(breaks: str) -> None:
    text = f"\ufeff{{# 日本🎉 #}}{breaks}\tselect '🎉', {{{{ a }}}} from t{breaks}\twhere x = NULL"
    assert places(review(text)) == [("null-comparison", 3, 8)]


def test_messages_speak_of_what_the_author_wrote() -> None:
    (found,) = review("select a from t where {{ column }} = NULL").findings
    assert "{{ column }} = NULL" in found.message
    assert (found.place.column, found.place.end_column) == (23, 42)


def test_a_finding_ends_with_the_expression_that_it_reaches() -> None:
    text = "select a from {{ ref('orders') }} cross join {{ ref('customers') }}"
    (found,) = review(text, "cartesian-join").findings
    assert text[found.place.column - 1 : found.place.end_column - 1].endswith("}}")
    assert "customers" in found.message


def test_nothing_is_said_of_what_only_stands_in_for_a_call() -> None:
    text = "select {{ dbt_utils.star(ref('orders')) }} from {{ ref('orders') }}"
    assert review(text, "select-star").findings == ()


def test_a_branch_that_is_left_out_makes_no_finding_elsewhere() -> None:
    text = (
        "with a as (select 1 as x), b as (select 2 as x) "
        "select x from {% if is_incremental() %}a{% else %}b{% endif %}"
    )
    assert review(text, "unused-cte").findings == ()


def test_a_model_is_a_load_and_a_plain_template_is_not() -> None:
    rule = "unbounded-result"
    assert review("select a from {{ ref('orders') }} where b = 1", rule).findings == ()
    assert len(review("select a from {{ table }} where b = 1", rule).findings) == 1


def test_a_model_that_macros_make_is_not_called_clean() -> None:
    (error,) = review("{{ dbt_utils.union_relations([ref('a'), ref('b')]) }}").errors
    assert (error.line, error.column, error.broken) == (1, 1, False)
    assert "macros" in error.message


def test_sql_that_does_not_parse_is_told_in_the_first_reading_and_noted_in_others() -> None:
    (error,) = review("select a from {{ ref('a') }} where (").errors
    assert error.broken
    (error,) = review("select 1 as a {% if a %}{% else %}from from{% endif %}").errors
    assert not error.broken


def test_findings_are_silenced_in_comments_of_sql_and_of_jinja() -> None:
    sql = "select a from {{ ref('t') }} where x = NULL -- workbench: ignore[null-comparison] known"
    jinja = "{# workbench: ignore[null-comparison] known #}\nselect a from t where x = NULL"
    assert review(sql).findings == ()
    assert review(jinja).findings == ()


def test_the_configuration_of_a_model() -> None:
    text = (
        "{{ config(materialized='incremental', unique_key=['a', 'b'], cluster_by='c', "
        "partition_by={'field': 'd'}, incremental_strategy='merge', tags=var('t')) }} select 1"
    )
    expected = DbtModel("incremental", True, "merge", ("a", "b"), ("d",), ("c",))
    assert model_of(read_template(text)) == expected
    assert model_of(read_template("select {{ ds }}")) is None


FRAGMENTS = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{#", "#}", "{{ ref('a') }}", "{% if x %}", "{% else %}"),
        *("{% elif y %}", "{% endif %}", "{% for x in y %}", "{% endfor %}", "{% raw %}"),
        *("{% endraw %}", "{% macro m() %}", "{% endmacro %}", "{% set q %}", "{% endset %}"),
        *("{{ f(\n{'a': {}}) }}", "{{ ',' if not loop.last }}", "select", " from t", "'", '"'),
        *("--", "/*", "*/", "(", ")", ",", " union all ", ";", "\r\n", "\n", "é🎉", "_j1_", "with"),
    ]
)
TEMPLATES = st.lists(FRAGMENTS | st.text(max_size=4), max_size=30).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEMPLATES, st.sampled_from(["bigquery", "tsql", "generic"]))
def test_the_mask_keeps_length_and_line_breaks(text: str, dialect: str) -> None:
    template = read_template(text)
    assert "".join(text[piece.start : piece.end] for piece in template.pieces) == text
    for choice in choices(template):
        masked = mask(template, choice, dialect).text
        assert len(masked) == len(text)
        kept = [at for at, character in enumerate(text) if character in "\r\n"]
        assert [at for at, character in enumerate(masked) if character in "\r\n"] == kept


@settings(max_examples=60, deadline=None)
@given(TEMPLATES)
def test_any_template_is_reviewed_without_an_exception(text: str) -> None:
    lines = text.removeprefix("\ufeff").splitlines() or [""]
    for found in review(text, "null-comparison", "select-star", "dml-without-where").findings:
        assert 1 <= found.place.line <= found.place.end_line <= len(lines) + 1


def test_what_an_expression_names_may_be_read_by_another() -> None:
    query = "WITH x AS (SELECT {{ keys }}, b, s FROM t) SELECT {{ others }}, b FROM x"
    found = review(query, "unused-column-in-cte").findings
    assert [finding.message for finding in found if "keys" in finding.message] == []
