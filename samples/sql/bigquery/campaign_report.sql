-- Written in a hurry: what a review should find.
WITH clicks AS (
  SELECT * FROM marketing.clicks WHERE day >= '2024-01-01'
)
SELECT *
FROM clicks
WHERE LOWER(channel) = 'email';

SELECT c.campaign_id,
       (SELECT COUNT(*) FROM marketing.orders AS o WHERE o.campaign_id = c.campaign_id) AS orders
FROM marketing.campaigns AS c
WHERE c.active;

SELECT 'email' AS channel, COUNT(*) AS n FROM marketing.clicks WHERE channel = 'email'
UNION ALL
SELECT 'search' AS channel, COUNT(*) AS n FROM marketing.clicks WHERE channel = 'search';

SELECT event_id, user_id FROM marketing.clicks WHERE day = '2024-05-01' ORDER BY ts;
