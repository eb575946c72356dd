-- The Spark job that makes sessions of page views, with a layout that lasts; nothing to remark.
CREATE TABLE IF NOT EXISTS views_by_day (
    view_id BIGINT NOT NULL,
    user_id BIGINT,
    url STRING,
    seen_on DATE NOT NULL
) USING parquet PARTITIONED BY (seen_on);

CREATE TABLE IF NOT EXISTS view_days (
    view_id BIGINT NOT NULL,
    seen_at TIMESTAMP NOT NULL
) USING iceberg PARTITIONED BY (days(seen_at));

CREATE TABLE IF NOT EXISTS dim_country (country_id BIGINT NOT NULL, country STRING) USING parquet;

CREATE TABLE IF NOT EXISTS fct_page_views (
    view_id BIGINT NOT NULL,
    user_id BIGINT,
    country_id BIGINT,
    price DECIMAL(12, 2),
    seen_on DATE NOT NULL
) USING parquet PARTITIONED BY (seen_on);

-- One day is written anew, evenly over the tasks.
INSERT OVERWRITE TABLE fct_page_views PARTITION (seen_on = '2024-05-01')
SELECT /*+ REPARTITION(40, user_id) */ view_id, user_id, country_id, price
FROM stage_views
WHERE seen_on = '2024-05-01';

SELECT /*+ BROADCAST(c) */ c.country, f.view_id
FROM fct_page_views AS f
INNER JOIN dim_country AS c ON c.country_id = f.country_id
WHERE f.seen_on = '2024-05-01';

SELECT user_id, url
FROM views_by_day
WHERE seen_on >= '2024-05-01' AND seen_on < '2024-06-01';

-- Sessions: one window per user.
SELECT
    view_id,
    SUM(new_session) OVER (
        PARTITION BY user_id
        ORDER BY seen_at, view_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS session_number
FROM stage_views
WHERE seen_on = '2024-05-01';

-- Views and orders are counted before they meet.
WITH views AS (
    SELECT user_id, COUNT(*) AS views
    FROM stage_views
    WHERE seen_on = '2024-05-01'
    GROUP BY user_id
),
orders AS (
    SELECT user_id, COUNT(*) AS orders
    FROM stage_orders
    WHERE ordered_on = '2024-05-01'
    GROUP BY user_id
)
SELECT v.user_id, v.views, o.orders
FROM views AS v
LEFT JOIN orders AS o ON o.user_id = v.user_id;

SELECT v.view_id
FROM stage_views AS v
LEFT ANTI JOIN bots AS b ON b.user_id = v.user_id
WHERE v.seen_on = '2024-05-01';

SELECT user_id, COUNT(*) AS n
FROM stage_orders
WHERE ordered_on = '2024-05-01'
GROUP BY user_id
HAVING COUNT(*) > 3;

INSERT INTO job_log (job, step)
VALUES ('sessions', 'start'), ('sessions', 'write'), ('sessions', 'end');
