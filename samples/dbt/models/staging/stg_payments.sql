{% set regions = ['eu', 'us', 'apac'] %}

{% for region in regions %}
select
    payment_id,
    order_id,
    method,
    amount,
    '{{ region }}' as region
from {{ source('payments', 'payments_' ~ region) }}
where status = 'settled'
union all
{% endfor %}
