-- The same shop in its warehouse.
CREATE TABLE shop.events (
    event_id STRING NOT NULL,
    customer_id INT64,
    event_name STRING NOT NULL,
    event_at TIMESTAMP NOT NULL,
    payload JSON
)
PARTITION BY DATE(event_at)
CLUSTER BY customer_id, event_name
OPTIONS (partition_expiration_days = 730);

CREATE TABLE shop.daily_revenue (
    day DATE NOT NULL,
    country_code STRING NOT NULL,
    revenue NUMERIC NOT NULL
)
PARTITION BY day
OPTIONS (require_partition_filter = true);
