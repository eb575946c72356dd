-- The marts of the finance team on Snowflake, put right; nothing to remark.

-- Each fact is summed before it meets the customer.
WITH sold AS (
    SELECT customer_id, SUM(amount) AS sold
    FROM core.sales
    WHERE region = 'north'
    GROUP BY customer_id
),
refunded AS (
    SELECT customer_id, SUM(amount) AS refunded
    FROM core.refunds
    GROUP BY customer_id
)
SELECT c.customer_id, s.sold, r.refunded
FROM core.customers AS c
LEFT JOIN sold AS s ON s.customer_id = c.customer_id
LEFT JOIN refunded AS r ON r.customer_id = c.customer_id;

SELECT sale_id, amount
FROM core.sales
WHERE region = 'north' AND sold_on = '2024-05-01' AND status = 'booked';

SELECT customer_id
FROM core.customers
WHERE attributes:plan.name::VARCHAR = 'gold' AND attributes:age::NUMBER > 30;

SELECT c.customer_id, s.sale_id
FROM core.customers AS c
LEFT JOIN core.sales AS s ON s.customer_id = c.customer_id AND s.region = 'north';

SELECT customer_id, region FROM core.sales WHERE region = 'north'
UNION ALL
SELECT customer_id, region FROM core.old_sales WHERE region = 'north';

SELECT sale_id, region, amount FROM core.sales WHERE region = 'north'
UNION ALL
SELECT sale_id, region, amount FROM core.old_sales WHERE region = 'north';

CREATE OR REPLACE TABLE marts.sales_north AS
SELECT sale_id, customer_id, sold_on, amount
FROM core.sales
WHERE region = 'north';

DELETE FROM marts.sales_copy WHERE region = 'north';
INSERT INTO marts.sales_copy (sale_id, region, amount)
SELECT sale_id, region, amount FROM core.sales WHERE region = 'north';

-- Ranks and shares: the last sale of each customer.
SELECT
    customer_id,
    CASE WHEN amount > 1000 THEN 'big' WHEN amount > 100 THEN 'mid' ELSE 'low' END AS size,
    CASE status WHEN 'booked' THEN 'b' WHEN 'open' THEN 'o' ELSE '?' END AS short_status,
    amount::NUMBER(12, 2) AS amount
FROM core.sales
WHERE region = 'north' AND sold_on >= '2024-01-01'
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY sold_on DESC, sale_id DESC) = 1;

-- Both regions in one scan.
SELECT
    customer_id,
    SUM(IFF(region = 'north', amount, 0)) AS north,
    SUM(IFF(region = 'south', amount, 0)) AS south
FROM core.sales
WHERE region IN ('north', 'south')
GROUP BY customer_id;

SELECT c.segment, COUNT(s.sale_id) AS sales
FROM core.customers AS c
INNER JOIN core.sales AS s ON s.customer_id = c.customer_id
WHERE s.region = 'north'
GROUP BY c.segment;

-- Tables of the next release.
CREATE TABLE IF NOT EXISTS marts.sale_events (
    event_id NUMBER NOT NULL,
    event_ts TIMESTAMP NOT NULL,
    region VARCHAR NOT NULL,
    price NUMBER(12, 2),
    PRIMARY KEY (event_id)
) CLUSTER BY (region, TO_DATE(event_ts));

CREATE TEMPORARY TABLE work_sales AS
SELECT sale_id, amount FROM core.sales WHERE region = 'west';
SELECT COUNT(*) AS n, SUM(amount) AS amount FROM work_sales;
