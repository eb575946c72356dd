-- The queries of the web shop on MySQL, put right; nothing to remark.

-- The product list: the next page starts after the last product seen.
SELECT p.product_id, p.name, p.price
FROM products AS p
WHERE p.active = 1 AND p.product_id > 48210
ORDER BY p.product_id
LIMIT 30;

SELECT COUNT(*) AS n FROM products WHERE active = 1;

SELECT product_id FROM products WHERE price > 10 AND price < 50;

SELECT p.product_id, p.name
FROM products AS p
WHERE p.category_id IN (4, 9);

-- Names of customers, by what the clerk typed.
SELECT c.customer_id
FROM customers AS c
WHERE c.first_name = 'Ann' AND c.last_name = 'Lee';

SELECT CONCAT_WS(' ', first_name, last_name) AS full_name
FROM customers
WHERE created_at >= '2024-01-01' AND created_at < '2025-01-01';

SELECT DISTINCT city, country FROM customers WHERE country = 'AT';

-- Revenue per month.
SELECT MONTH(paid_at) AS month_paid, SUM(total) AS revenue
FROM orders
WHERE paid_at >= '2024-01-01' AND paid_at < '2025-01-01'
GROUP BY month_paid;

SELECT status, COUNT(*) AS n
FROM orders
WHERE status <> 'cart'
GROUP BY status
HAVING COUNT(*) > 100;

SELECT order_id, total * 1.19 AS gross FROM orders WHERE total > 500 / 1.19;

SELECT order_id, GROUP_CONCAT(sku ORDER BY sku) AS skus
FROM order_lines
WHERE order_id BETWEEN 1000 AND 1999
GROUP BY order_id;

SELECT customer_id, SUM(total) AS spent
FROM orders
WHERE country = 'AT'
GROUP BY customer_id
HAVING SUM(total) > 1000;

SELECT l.sku, p.name
FROM order_lines AS l
INNER JOIN products AS p ON p.sku = l.sku
WHERE l.order_id = 1001;

SELECT o.order_id, t.tracking_code
FROM orders AS o
INNER JOIN parcels AS t ON t.order_id = o.order_id
WHERE o.customer_id = 17 AND t.carrier = 'post';

SELECT c.customer_id
FROM customers AS c
WHERE EXISTS (SELECT 1 FROM newsletter_optins AS n WHERE n.customer_id = c.customer_id);

SELECT CAST(price AS DECIMAL(12, 2)) AS price FROM products WHERE product_id = 3;

SELECT product_id FROM products WHERE name IS NOT NULL;

-- Three groups for a test of the checkout: the same customer is always in the same one.
SELECT customer_id,
       CASE customer_id % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END AS test_group
FROM customers
WHERE customer_id > 1000;

-- Nightly jobs.
UPDATE products SET price = 12.50, active = 1 WHERE product_id = 88;

DELETE FROM carts WHERE updated_at < NOW() - INTERVAL 30 DAY;

DELETE s
FROM sessions AS s
INNER JOIN customers AS c ON c.customer_id = s.customer_id
WHERE c.closed = 1;

INSERT INTO product_stock (product_id, pieces)
VALUES (88, 14)
ON DUPLICATE KEY UPDATE pieces = 14;

UPDATE customers SET newsletter = 0 WHERE bounced_at IS NOT NULL;

SELECT job_id
FROM mail_jobs
WHERE done = 0
ORDER BY job_id
LIMIT 1
FOR UPDATE SKIP LOCKED;

GRANT SELECT, INSERT, UPDATE ON orders TO shop;
