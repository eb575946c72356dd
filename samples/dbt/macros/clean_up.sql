{% macro cents_to_amount(column, decimals=2) %}
    round({{ column }} / 100.0, {{ decimals }})
{% endmacro %}

{% macro drop_old_runs(days) %}
    {% set query %}
        delete from {{ target.schema }}.run_log
        where started_at = null
    {% endset %}
    {% do run_query(query) %}
{% endmacro %}
