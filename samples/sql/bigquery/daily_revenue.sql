-- Revenue per day and country from the raw events, for the finance dashboard.
CREATE OR REPLACE TABLE reporting.daily_revenue
PARTITION BY day AS
WITH purchases AS (
  SELECT
    DATE(event_timestamp) AS day,
    geo.country AS country,
    item.item_id,
    item.price * item.quantity AS revenue
  FROM analytics.events, UNNEST(items) AS item
  WHERE DATE(event_timestamp) = @run_date
    AND event_name = 'purchase'
)
SELECT day, country, COUNT(DISTINCT item_id) AS products, SUM(revenue) AS revenue
FROM purchases
GROUP BY day, country;
