-- The nightly load of a click stream into Redshift and the first reports on it.
CREATE TABLE stage_clicks (
    click_id BIGINT,
    session_id BIGINT,
    clicked_on DATE,
    status VARCHAR(20),
    price REAL
)
DISTSTYLE KEY DISTKEY (clicked_on)
COMPOUND SORTKEY (click_id, clicked_on);

CREATE TABLE fact_orders (
    order_id BIGINT,
    customer_id BIGINT,
    ordered_on DATE
)
DISTSTYLE ALL;

CREATE TABLE click_status (click_id BIGINT, status VARCHAR(20)) DISTKEY (status);

DELETE FROM stage_clicks;

INSERT INTO stage_clicks VALUES (1, 10, '2024-05-01', 'ok', 1.5);
INSERT INTO stage_clicks VALUES (2, 10, '2024-05-01', 'ok', 2.5);
INSERT INTO stage_clicks VALUES (3, 11, '2024-05-01', 'bad', 0.5);

INSERT INTO stage_clicks (click_id, session_id, clicked_on)
SELECT click_id, session_id, status, clicked_on FROM raw_clicks;

BEGIN;
DELETE FROM fact_orders WHERE ordered_on = '2024-05-01';
INSERT INTO fact_orders (order_id, customer_id, ordered_on)
SELECT order_id, customer_id, ordered_on
FROM stage_orders
WHERE ordered_on = CURRENT_DATE - 1;

-- Sessions per day, several times over.
WITH sessions AS (
    SELECT session_id, clicked_on, COUNT(*) AS clicks
    FROM stage_clicks
    GROUP BY session_id, clicked_on
)
SELECT a.clicked_on, a.clicks, b.clicks AS clicks_before
FROM sessions AS a
LEFT JOIN sessions AS b ON b.session_id = a.session_id AND b.clicked_on = a.clicked_on - 1
WHERE a.clicked_on >= '2024-05-01';

SELECT s.session_id, o.order_id
FROM stage_clicks AS s, fact_orders AS o, customers AS c
WHERE s.session_id = o.session_id AND o.customer_id = c.customer_id;

SELECT session_id, SUM(price) / COUNT(*) AS price_per_click,
       COUNT(order_id) / COUNT(*) AS order_rate
FROM stage_clicks
GROUP BY session_id;

SELECT s.click_id
FROM stage_clicks AS s
JOIN fact_orders AS o ON o.ordered_on BETWEEN s.clicked_on AND s.clicked_on + 7;

SELECT DISTINCT status, COUNT(*) AS n FROM stage_clicks GROUP BY status;

SELECT session_id FROM stage_clicks WHERE status = 'ok' OR status = 'late' OR status = 'slow';

COPY stage_clicks FROM 's3://clicks/2024/05/01/' CREDENTIALS 'aws_access_key_id=AKIAEXAMPLEKEY;aws_secret_access_key=notarealsecretkey' CSV;
