{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='order_id',
        partition_by={'field': 'ordered_at', 'data_type': 'timestamp', 'granularity': 'day'},
        cluster_by=['customer_id'],
        on_schema_change='append_new_columns'
    )
}}

{%- set methods = ['card', 'transfer', 'voucher'] %}

with orders as (

    select * from {{ ref('stg_orders') }}
    {% if is_incremental() %}
    where ordered_at >= (select max(ordered_at) from {{ this }})
    {% else %}
    where closed_at = null
    {% endif %}

),

payments as (

    select
        order_id,
        {% for method in methods -%}
        sum(case when method = '{{ method }}' then amount else 0 end) as {{ method }}_amount,
        {% endfor %}
        sum(amount) as paid_amount
    from {{ ref('stg_payments') }}
    {{ dbt_utils.group_by(1) }}

)

select
    {{ dbt_utils.generate_surrogate_key(['orders.order_id', 'orders.ordered_at']) }} as order_key,
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    {% for method in methods %}
    payments.{{ method }}_amount{{ "," if not loop.last }}
    {% endfor %}
from orders
left join payments on payments.order_id = orders.order_id
where payments.paid_amount > {{ var('minimum_paid', 0) }}
