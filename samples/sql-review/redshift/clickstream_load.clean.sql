-- The nightly load of the click stream into Redshift, put right; nothing to remark.
CREATE TABLE IF NOT EXISTS stage_clicks (
    click_id BIGINT NOT NULL,
    session_id BIGINT NOT NULL,
    clicked_on DATE NOT NULL,
    status VARCHAR(20),
    price DECIMAL(12, 2),
    PRIMARY KEY (click_id)
)
DISTSTYLE KEY DISTKEY (session_id)
COMPOUND SORTKEY (clicked_on, session_id);

CREATE TABLE IF NOT EXISTS fact_orders (
    order_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    session_id BIGINT,
    ordered_on DATE NOT NULL,
    PRIMARY KEY (order_id)
)
DISTSTYLE KEY DISTKEY (customer_id)
COMPOUND SORTKEY (ordered_on);

INSERT INTO stage_clicks (click_id, session_id, clicked_on, status, price)
VALUES
    (1, 10, '2024-05-01', 'ok', 1.5),
    (2, 10, '2024-05-01', 'ok', 2.5),
    (3, 11, '2024-05-01', 'bad', 0.5);

-- One day is replaced as a whole, so that a second run changes nothing.
BEGIN;
DELETE FROM fact_orders WHERE ordered_on = '2024-05-01';
INSERT INTO fact_orders (order_id, customer_id, session_id, ordered_on)
SELECT order_id, customer_id, session_id, ordered_on
FROM stage_orders
WHERE ordered_on = '2024-05-01';
COMMIT;

-- Sessions per day beside the day before.
WITH sessions AS (
    SELECT session_id, clicked_on, COUNT(*) AS clicks
    FROM stage_clicks
    WHERE clicked_on >= '2024-05-01'
    GROUP BY session_id, clicked_on
)
SELECT
    session_id,
    clicked_on,
    clicks,
    LAG(clicks) OVER (PARTITION BY session_id ORDER BY clicked_on) AS clicks_before
FROM sessions;

SELECT o.session_id, o.order_id, c.country
FROM fact_orders AS o
INNER JOIN customers AS c ON c.customer_id = o.customer_id
WHERE o.ordered_on = '2024-05-01';

SELECT session_id,
       SUM(price) / COUNT(*) AS price_per_click,
       COUNT(order_id)::DECIMAL(12, 4) / COUNT(*) AS order_rate
FROM stage_clicks
WHERE clicked_on = '2024-05-01'
GROUP BY session_id;

SELECT status, COUNT(*) AS n
FROM stage_clicks
WHERE clicked_on = '2024-05-01'
GROUP BY status;

SELECT session_id
FROM stage_clicks
WHERE clicked_on = '2024-05-01' AND status IN ('ok', 'late', 'slow');

COPY stage_clicks FROM 's3://clicks/2024/05/01/' IAM_ROLE 'arn:aws:iam::123456789012:role/loader' CSV;
