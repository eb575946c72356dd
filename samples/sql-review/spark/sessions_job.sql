-- A Spark job that makes sessions of page views, before anybody looked at its file layout.
CREATE TABLE views_by_user (view_id BIGINT, url STRING) USING parquet PARTITIONED BY (user_id BIGINT);

CREATE TABLE view_log (view_id BIGINT, seen_at TIMESTAMP) USING parquet PARTITIONED BY (seen_at);

CREATE TABLE view_hours (view_id BIGINT, seen_at TIMESTAMP) USING iceberg PARTITIONED BY (hours(seen_at), bucket(32, view_id));

CREATE TABLE country_rates (country STRING, rate DOUBLE, valid_on DATE) USING parquet PARTITIONED BY (valid_on);

CREATE TABLE fct_page_views (view_id BIGINT, user_id BIGINT, seen_at TIMESTAMP, price FLOAT) USING parquet;

-- Everything is written anew, by one task.
INSERT OVERWRITE TABLE fct_page_views
SELECT /*+ COALESCE(1) */ view_id, user_id, seen_at, price FROM stage_views;

SELECT /*+ BROADCAST(fct_page_views) */ c.country, f.view_id
FROM fct_page_views AS f
JOIN countries AS c ON c.country_id = f.country_id;

SELECT view_id, url FROM raw_views WHERE ds > '2024-05-01';

SELECT user_id, url FROM raw_views WHERE YEAR(ds) = 2024 AND url LIKE '%checkout%';

SELECT * FROM raw_views LIMIT 20;

-- Sessions: the whole table in one window.
SELECT view_id,
       SUM(new_session) OVER (ORDER BY seen_at) AS session_number,
       COLLECT_LIST(url) OVER (PARTITION BY user_id) AS urls
FROM stage_views;

SELECT v.user_id, COUNT(v.view_id) AS views, COUNT(o.order_id) AS orders
FROM stage_views AS v
LEFT JOIN stage_orders AS o ON o.user_id = v.user_id
LEFT JOIN stage_tickets AS t ON t.user_id = v.user_id
GROUP BY v.user_id;

SELECT v.view_id
FROM stage_views AS v
JOIN stage_orders AS o ON o.user_id = v.user_id OR o.device_id = v.device_id;

SELECT v.view_id
FROM stage_views AS v
WHERE v.user_id NOT IN (SELECT user_id FROM bots);

SELECT u.user_id FROM users AS u JOIN countries AS c ON 1 = 1;

SELECT s.user_id, b.reason
FROM stage_views AS s
LEFT JOIN bots AS b ON s.kind = 'bot';

WITH buyers AS (SELECT user_id, MAX(order_id) AS last_order, COUNT(*) AS n FROM stage_orders GROUP BY user_id),
visitors AS (SELECT user_id FROM stage_views)
SELECT user_id, n FROM buyers WHERE n > 3;

DROP TABLE stage_orders_old;
TRUNCATE TABLE stage_tickets;

INSERT INTO job_log VALUES ('sessions', 'start');
INSERT INTO job_log VALUES ('sessions', 'write');
INSERT INTO job_log VALUES ('sessions', 'end');
INSERT INTO job_log VALUES ('sessions', 'mail');
