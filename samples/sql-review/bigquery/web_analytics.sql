-- Analytics of a web shop on BigQuery; each of these costs more than it should, or lies.

-- Reads every day there is.
SELECT e.user_id, COUNT(DISTINCT e.session_id) AS sessions
FROM web.events AS e
WHERE e.event_name = 'purchase'
GROUP BY e.user_id;

SELECT event_name, COUNT(*) AS n
FROM web.events
WHERE EXTRACT(YEAR FROM event_ts) = 2024
GROUP BY 1;

SELECT event_id
FROM web.events
WHERE event_ts > (SELECT MAX(loaded_until) FROM web.load_log);

-- The last event of each user.
SELECT user_id, page_path
FROM (
  SELECT user_id, page_path,
         ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY event_ts DESC) AS rn
  FROM web.events
  WHERE event_ts >= TIMESTAMP('2024-05-01')
)
WHERE rn = 1;

-- Three counts, three scans.
SELECT 'home' AS page, COUNT(*) AS n
FROM web.events WHERE DATE(event_ts) = '2024-05-01' AND page_path = '/'
UNION ALL
SELECT 'cart' AS page, COUNT(*) AS n
FROM web.events WHERE DATE(event_ts) = '2024-05-01' AND page_path = '/cart'
UNION ALL
SELECT 'done' AS page, COUNT(*) AS n
FROM web.events WHERE DATE(event_ts) = '2024-05-01' AND page_path = '/done';

-- Week over week; the CTE is computed for each place that names it.
WITH weekly AS (
  SELECT channel, DATE_TRUNC(DATE(ordered_at), WEEK) AS week, SUM(amount) AS revenue,
         MAX(order_id) AS last_order
  FROM web.orders
  WHERE ordered_at >= TIMESTAMP('2024-01-01')
  GROUP BY channel, week
),
costs AS (
  SELECT channel, SUM(cost) AS cost FROM web.campaign_costs GROUP BY channel
)
SELECT now.channel, now.week, now.revenue - before.revenue AS growth
FROM weekly AS now
JOIN weekly AS before ON before.channel = now.channel
 AND before.week = DATE_SUB(now.week, INTERVAL 1 WEEK)
ORDER BY now.channel, now.week DESC;

SELECT user_id
FROM web.users
WHERE created_at > (SELECT AVG(x.created_at) FROM (SELECT created_at FROM web.users) AS x)
   OR country IN (SELECT country FROM web.users WHERE email IS NULL)
   OR country IN (SELECT country FROM web.users WHERE email IS NULL);

SELECT event_id
FROM web.events
WHERE REGEXP_CONTAINS(referrer, r'search[.](a|b)') AND event_name = 'visit'
  AND DATE(event_ts) = '2024-05-01';

SELECT order_id, amount
FROM web.orders
WHERE ordered_at BETWEEN TIMESTAMP('2024-01-01') AND TIMESTAMP('2024-01-31');

SELECT channel, SUM(amount) AS revenue
FROM web.orders
WHERE ordered_at >= TIMESTAMP('2015-01-01')
GROUP BY channel;

SELECT LOWER(email) AS email,
       ROW_NUMBER() OVER (PARTITION BY email ORDER BY created_at) AS n,
       COUNT(*) OVER () AS total
FROM web.users;

SELECT u.user_id
FROM (SELECT user_id FROM web.users ORDER BY created_at) AS u
WHERE u.user_id > 100;

SELECT c.channel,
       (SELECT SUM(o.amount) FROM web.orders AS o WHERE o.channel = c.channel) AS revenue
FROM web.campaign_costs AS c;

-- A step table that nobody sees afterwards.
CREATE TABLE web.tmp_buyers AS
SELECT DISTINCT user_id FROM web.orders WHERE ordered_at >= CURRENT_TIMESTAMP();
SELECT COUNT(*) AS buyers FROM web.tmp_buyers;
DROP TABLE web.tmp_buyers;

CREATE TABLE web.page_events (event_id STRING, seen_at TIMESTAMP, page_path STRING);

INSERT INTO web.campaign_costs (day, channel, cost) VALUES ('2024-05-01', 'search', 120);
INSERT INTO web.campaign_costs (day, channel, cost) VALUES ('2024-05-01', 'social', 80);
INSERT INTO web.campaign_costs (day, channel, cost) VALUES ('2024-05-01', 'mail', 15);
