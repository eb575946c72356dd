-- Ad hoc questions over two catalogs with Trino, copied from the notes of a busy month.

-- Which visitors of the web became customers of the shop?
SELECT v.visitor_id, o.order_id, o.amount
FROM hive.web.visits AS v
JOIN postgresql.shop.orders AS o ON o.visitor_id = v.visitor_id
WHERE v.visited_on >= DATE '2016-01-01' AND v.visited_on < DATE '2024-06-01';

SELECT visitor_id, device FROM hive.web.visits ORDER BY visited_on DESC;

SELECT visitor_id, device FROM hive.web.visits WHERE visited_on = DATE '2024-05-01'
UNION
SELECT visitor_id, device, country FROM hive.web.visits_archive;

SELECT x.device, COUNT(*) AS n
FROM hive.web.visits AS x
GROUP BY x.device
ORDER BY 7;

SELECT visitor_id
FROM hive.web.visits
WHERE device = 'phone' AND country = 'AT' OR referrer LIKE '%search%'
LIMIT 1000;

SELECT v.visitor_id, country, p.title
FROM hive.web.visits AS v, hive.web.pages AS p
WHERE v.page_id = p.page_id AND p.page_id = p.page_id;

SELECT v.visitor_id
FROM hive.web.visits AS v
JOIN hive.web.pages AS p ON v.page_id = p.page_id
JOIN hive.web.sites AS s ON v.page_id = p.page_id;

SELECT v.visitor_id, orders.order_id
FROM hive.web.visits AS v
JOIN postgresql.shop.orders AS o ON o.visitor_id = v.visitor_id;

-- One score per visitor, with every wish that came up on the way.
SELECT
    v.visitor_id,
    CASE WHEN v.device = 'phone' OR v.device = 'tablet' THEN 1 WHEN v.device = 'watch' THEN 2 END AS s1,
    CASE WHEN v.country = 'AT' OR v.country = 'DE' THEN 1 WHEN v.country = 'CH' THEN 2 END AS s2,
    CASE WHEN v.source = 'mail' OR v.source = 'ad' THEN 1 WHEN v.source = 'web' THEN 2 END AS s3,
    CASE WHEN v.pages > 10 OR v.seconds > 600 THEN 3 WHEN v.pages > 3 THEN 2 ELSE 1 END AS s4,
    CASE WHEN v.hour > 18 AND v.weekend THEN 3 WHEN v.hour > 18 THEN 2 ELSE 1 END AS s5,
    CASE WHEN p.kind = 'shop' AND v.pages > 3 THEN 3 WHEN p.kind = 'blog' THEN 2 ELSE 1 END AS s6,
    CASE WHEN s.name = 'main' OR s.name = 'new' THEN 3 WHEN s.name = 'old' THEN 2 ELSE 1 END AS s7,
    CASE WHEN o.amount > 100 OR o.pieces > 9 THEN 3 WHEN o.amount > 10 THEN 2 ELSE 1 END AS s8,
    CASE WHEN o.paid AND o.shipped THEN 3 WHEN o.paid THEN 2 ELSE 1 END AS s9,
    CASE WHEN c.tier = 'gold' OR c.tier = 'vip' THEN 3 WHEN c.tier = 'new' THEN 2 ELSE 1 END AS s10,
    CASE WHEN c.age > 60 AND c.optin THEN 3 WHEN c.age > 30 THEN 2 ELSE 1 END AS s11,
    CASE WHEN t.open OR t.escalated THEN 3 WHEN t.closed THEN 2 ELSE 1 END AS s12
FROM hive.web.visits AS v
LEFT JOIN hive.web.pages AS p ON p.page_id = v.page_id AND p.live
LEFT JOIN hive.web.sites AS s ON s.site_id = p.site_id AND s.live
LEFT JOIN hive.web.orders AS o ON o.visitor_id = v.visitor_id AND o.amount > 0
LEFT JOIN hive.web.customers AS c ON c.customer_id = o.customer_id AND c.active
LEFT JOIN hive.web.tickets AS t ON t.customer_id = c.customer_id AND t.kind = 'web'
WHERE (v.device = 'phone' OR v.pages > 2)
  AND (v.country = 'AT' OR p.kind = 'shop')
  AND EXISTS (SELECT 1 FROM hive.web.consents AS k WHERE k.visitor_id = v.visitor_id AND k.given);

WITH per_page AS (SELECT page_id, COUNT(*) AS n FROM hive.web.visits GROUP BY page_id)
SELECT a.page_id, a.n - b.n AS lead
FROM per_page AS a
JOIN per_page AS b ON b.page_id = a.page_id + 1;

SELECT
    visitor_id,
    APPROX_PERCENTILE(seconds, 0.5),
    COUNT(DISTINCT page_id) AS pages
FROM hive.web.visits
WHERE date_trunc('day', visited_at) = DATE '2024-05-01'
GROUP BY visitor_id;

INSERT INTO hive.web.visits_archive
SELECT * FROM hive.web.visits;
