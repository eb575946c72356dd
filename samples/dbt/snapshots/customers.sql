{% snapshot customers_snapshot %}
{{ config(target_schema='snapshots', unique_key='customer_id', strategy='check', check_cols='all') }}
select customer_id, email, segment from {{ source('shop', 'customers') }}
{% endsnapshot %}
