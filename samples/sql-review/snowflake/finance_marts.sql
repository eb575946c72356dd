-- Marts of a finance team on Snowflake, as they were before their review.

-- Two facts on one customer: both sums are too high.
SELECT c.customer_id, SUM(s.amount) AS sold, SUM(r.amount) AS refunded
FROM core.customers AS c
LEFT JOIN core.sales AS s ON s.customer_id = c.customer_id
LEFT JOIN core.refunds AS r ON r.customer_id = c.customer_id
GROUP BY c.customer_id;

-- Clustered by region first.
SELECT sale_id, amount
FROM core.sales
WHERE sold_on = '2024-05-01' AND status = 'booked';

SELECT customer_id
FROM core.customers
WHERE attributes:plan.name = 'gold' AND attributes:age > 30;

SELECT click_id FROM raw.clicks WHERE click_id = 'c-17';

-- The old way to keep what has no partner.
SELECT c.customer_id, s.sale_id
FROM core.customers AS c, core.sales AS s
WHERE c.customer_id = s.customer_id(+);

SELECT customer_id, region FROM core.sales WHERE region = 'north'
UNION
SELECT customer_id, region FROM core.old_sales WHERE region = 'north';

SELECT sale_id, amount FROM core.sales
UNION ALL
SELECT sale_id, region, amount FROM core.old_sales;

CREATE OR REPLACE TABLE marts.sales_all AS
SELECT * FROM core.sales;

INSERT INTO marts.sales_copy (sale_id, region, amount)
SELECT sale_id, amount FROM core.sales WHERE sold_on = CURRENT_DATE - 1;

-- Ranks and shares.
SELECT customer_id,
       CASE WHEN amount > 100 THEN 'mid' WHEN amount > 1000 THEN 'big' ELSE 'low' END AS size,
       CASE status WHEN 'booked' THEN 'b' WHEN 'open' THEN 'o' END AS short_status,
       amount::NUMBER AS whole_amount,
       SUM(amount) OVER (PARTITION BY customer_id ORDER BY sold_on) AS running,
       RANK() OVER (ORDER BY amount DESC) AS rank_overall
FROM core.sales
WHERE region = 'north' AND sold_on >= '2024-01-01'
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY sold_on DESC) = 1;

WITH latest AS (
    SELECT customer_id, amount,
           ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY sold_on DESC, sale_id) AS n
    FROM core.sales
)
SELECT customer_id, amount FROM latest WHERE n = 1;

WITH north AS (
    SELECT customer_id, SUM(amount) AS amount
    FROM core.sales WHERE region = 'north' GROUP BY customer_id
),
south AS (
    SELECT customer_id, SUM(amount) AS amount
    FROM core.sales WHERE region = 'south' GROUP BY customer_id
)
SELECT n.customer_id, n.amount AS north, s.amount AS south
FROM north AS n
JOIN south AS s ON s.customer_id = n.customer_id;

SELECT c.segment, LISTAGG(c.email, ';') AS emails, COUNT(DISTINCT s.sale_id) AS sales
FROM core.customers AS c
JOIN core.sales AS s ON s.customer_id = c.customer_id
GROUP BY 1;

SELECT o.sale_id, c.segment
FROM core.sales AS o
CROSS JOIN core.customers AS c;

-- Tables of the next release.
CREATE TABLE marts.sale_events (
    event_id NUMBER,
    event_ts TIMESTAMP,
    region VARCHAR,
    price FLOAT
) CLUSTER BY (event_ts, region);

CREATE TABLE marts.work_sales AS SELECT sale_id, amount FROM core.sales WHERE region = 'west';
SELECT COUNT(*) AS n FROM marts.work_sales;
DROP TABLE marts.work_sales;

ALTER TABLE marts.sales_copy RENAME COLUMN amount TO net_amount;
