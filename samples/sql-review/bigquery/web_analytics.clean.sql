-- The analytics of the web shop on BigQuery, put right; nothing to remark.
SELECT e.user_id, APPROX_COUNT_DISTINCT(e.session_id) AS sessions
FROM web.events AS e
WHERE e.event_name = 'purchase' AND DATE(e.event_ts) = @run_date
GROUP BY e.user_id;

SELECT event_name, COUNT(*) AS n
FROM web.events
WHERE event_ts >= TIMESTAMP('2024-01-01') AND event_ts < TIMESTAMP('2025-01-01')
GROUP BY event_name;

-- The bound is a constant by the time the table is read.
DECLARE loaded_until TIMESTAMP;
SET loaded_until = (SELECT MAX(loaded_until) FROM web.load_log WHERE table_name = 'events');
SELECT event_id FROM web.events WHERE event_ts > loaded_until AND event_name = 'purchase';

-- The last event of each user.
SELECT user_id, page_path
FROM web.events
WHERE DATE(event_ts) = @run_date
QUALIFY ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY event_ts DESC, event_id) = 1;

-- Three counts, one scan.
SELECT
  COUNTIF(page_path = '/') AS home,
  COUNTIF(page_path = '/cart') AS cart,
  COUNTIF(page_path = '/done') AS done
FROM web.events
WHERE DATE(event_ts) = '2024-05-01';

-- Week over week.
WITH weekly AS (
  SELECT channel, DATE_TRUNC(DATE(ordered_at), WEEK) AS week, SUM(amount) AS revenue
  FROM web.orders
  WHERE ordered_at >= TIMESTAMP('2024-01-01')
  GROUP BY channel, week
)
SELECT
  channel,
  week,
  revenue - LAG(revenue) OVER (PARTITION BY channel ORDER BY week) AS growth
FROM weekly;

SELECT event_id
FROM web.events
WHERE DATE(event_ts) = '2024-05-01'
  AND event_name = 'visit'
  AND REGEXP_CONTAINS(referrer, r'search[.](a|b)');

SELECT order_id, amount
FROM web.orders
WHERE ordered_at >= TIMESTAMP('2024-01-01') AND ordered_at < TIMESTAMP('2024-02-01');

SELECT channel, SUM(amount) AS revenue
FROM web.orders
WHERE ordered_at >= TIMESTAMP('2024-05-01') AND ordered_at < TIMESTAMP('2024-06-01')
GROUP BY channel;

SELECT
  LOWER(u.email) AS address,
  ROW_NUMBER() OVER (PARTITION BY LOWER(u.email) ORDER BY u.created_at, u.user_id) AS n
FROM web.users AS u
WHERE u.country = 'AT';

-- Both sides are brought to one row per channel before they meet.
WITH costs AS (
  SELECT channel, SUM(cost) AS cost
  FROM web.campaign_costs
  WHERE day >= '2024-05-01' AND day < '2024-06-01'
  GROUP BY channel
),
revenues AS (
  SELECT channel, SUM(amount) AS revenue
  FROM web.orders
  WHERE ordered_at >= TIMESTAMP('2024-05-01') AND ordered_at < TIMESTAMP('2024-06-01')
  GROUP BY channel
)
SELECT c.channel, c.cost, r.revenue
FROM costs AS c
LEFT JOIN revenues AS r ON r.channel = c.channel;

CREATE TEMP TABLE buyers AS
SELECT DISTINCT user_id
FROM web.orders
WHERE DATE(ordered_at) = @run_date AND user_id IS NOT NULL;
SELECT COUNT(*) AS buyers FROM buyers;

CREATE TABLE IF NOT EXISTS web.page_events (
  event_id STRING NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  page_path STRING
) PARTITION BY DATE(seen_at);

INSERT INTO web.campaign_costs (day, channel, cost)
VALUES
  ('2024-05-01', 'search', 120),
  ('2024-05-01', 'social', 80),
  ('2024-05-01', 'mail', 15);
