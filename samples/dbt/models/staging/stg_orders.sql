{#- Orders as the shop sends them, one row for each. -#}
with source as (

    select * from {{ source('shop', 'orders') }}

),

renamed as (

    select
        id as order_id,
        customer_id,
        cast(ordered_at as {{ dbt.type_timestamp() }}) as ordered_at,
        status,
        amount_cents / 100.0 as amount
    from source
    where not _deleted
    {%- if target.name == 'dev' %}
      and ordered_at >= {{ dbt.dateadd('day', -var('dev_days', 3), dbt.current_timestamp()) }}
    {%- endif %}

)

select * from renamed
