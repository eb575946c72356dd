{{ config(materialized='table') }}

select
    customer_id,
    count(distinct order_id) as orders,
    max(ordered_at) as last_ordered_at
from {{ ref('fct_orders') }}
where customer_id not in (select customer_id from {{ ref('blocked_customers') }})
  and comment like '%refund%'
group by customer_id
order by orders desc
