-- The ad hoc questions over the web catalog with Trino, asked well; nothing to remark.

-- Which visitors of the web became customers? The orders were copied into the same catalog.
SELECT v.visitor_id, o.order_id, o.amount
FROM hive.web.visits AS v
INNER JOIN hive.web.orders AS o ON o.visitor_id = v.visitor_id
WHERE v.visited_on = DATE '2024-05-01' AND o.ordered_on = DATE '2024-05-01';

SELECT visitor_id, device
FROM hive.web.visits
WHERE visited_on = DATE '2024-05-01'
ORDER BY visited_at DESC, visitor_id DESC
LIMIT 100;

SELECT visitor_id, device FROM hive.web.visits WHERE visited_on = DATE '2024-05-01'
UNION ALL
SELECT visitor_id, device FROM hive.web.visits_archive WHERE visited_on = DATE '2024-05-01';

SELECT device, COUNT(*) AS n
FROM hive.web.visits
WHERE visited_on = DATE '2024-05-01'
GROUP BY device
ORDER BY n DESC;

SELECT visitor_id
FROM hive.web.visits
WHERE visited_on = DATE '2024-05-01'
  AND device = 'phone'
  AND (country = 'AT' OR country = 'DE')
ORDER BY visitor_id
LIMIT 1000;

SELECT v.visitor_id, v.country, p.title
FROM hive.web.visits AS v
INNER JOIN hive.web.pages AS p ON p.page_id = v.page_id
WHERE v.visited_on = DATE '2024-05-01';

SELECT v.visitor_id, s.site_name
FROM hive.web.visits AS v
INNER JOIN hive.web.pages AS p ON p.page_id = v.page_id
INNER JOIN hive.web.sites AS s ON s.site_id = p.site_id
WHERE v.visited_on = DATE '2024-05-01';

-- The scores lie in a table of their own, one row per rule of the score.
SELECT v.visitor_id, SUM(r.points) AS score
FROM hive.web.visits AS v
INNER JOIN hive.web.score_rules AS r ON r.device = v.device AND r.country = v.country
WHERE v.visited_on = DATE '2024-05-01'
GROUP BY v.visitor_id;

WITH per_page AS (
    SELECT page_id, COUNT(*) AS n
    FROM hive.web.visits
    WHERE visited_on = DATE '2024-05-01'
    GROUP BY page_id
)
SELECT page_id, n - LEAD(n) OVER (ORDER BY page_id) AS ahead
FROM per_page;

SELECT
    visitor_id,
    APPROX_PERCENTILE(seconds, 0.5) AS median_seconds,
    APPROX_DISTINCT(page_id) AS pages
FROM hive.web.visits
WHERE visited_at >= TIMESTAMP '2024-05-01 00:00:00'
  AND visited_at < TIMESTAMP '2024-05-02 00:00:00'
GROUP BY visitor_id;

INSERT INTO hive.web.visits_archive (visitor_id, device, country, visited_on)
SELECT visitor_id, device, country, visited_on
FROM hive.web.visits
WHERE visited_on = DATE '2023-05-01';
