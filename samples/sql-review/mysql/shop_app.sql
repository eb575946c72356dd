-- Queries of a web shop on MySQL, collected from its models and its cron jobs.

-- The product list with its page counter.
SELECT SQL_CALC_FOUND_ROWS p.product_id, p.name, p.price
FROM products AS p
WHERE p.active = 1
ORDER BY p.product_id
LIMIT 30000, 30;

SELECT product_id FROM products WHERE 10 < price < 50;

SELECT p.product_id, p.name
FROM products AS p FORCE INDEX (idx_category)
WHERE p.category_id = 4 OR p.category_id = 9;

-- Names of customers, by what the clerk typed.
SELECT c.customer_id
FROM customers AS c
WHERE CONCAT(c.first_name, ' ', c.last_name) = 'Ann Lee';

SELECT CONCAT(first_name, ' ', last_name) AS full_name
FROM customers
WHERE YEAR(created_at) = 2024;

SELECT DISTINCT (city), country FROM customers;

SELECT DISTINCT name FROM products ORDER BY created_at;

-- Revenue per month.
SELECT MONTH(paid_at), SUM(total), customer_id
FROM orders
WHERE paid_at BETWEEN '1/1/2024' AND '31/12/2024'
GROUP BY MONTH(paid_at);

SELECT status, COUNT(*) AS n
FROM orders
GROUP BY status
HAVING status <> 'cart' AND COUNT(*) > 100;

SELECT order_id, total * 1.19 AS gross FROM orders HAVING gross > 500;

SELECT order_id, GROUP_CONCAT(sku) AS skus
FROM order_lines
GROUP BY order_id
ORDER BY 'skus';

SELECT q.customer_id, q.spent
FROM (SELECT customer_id, country, SUM(total) AS spent FROM orders GROUP BY customer_id, country) AS q
WHERE q.country = 'AT' AND q.spent > 1000;

SELECT l.sku, p.name
FROM order_lines AS l
NATURAL JOIN products AS p;

SELECT o.order_id, t.tracking_code
FROM shop.orders AS o
JOIN logistics.parcels AS t ON t.order_id = o.order_id
WHERE t.carrier NOT IN ('pickup', 'letter');

SELECT customer_id FROM customers WHERE customer_id IN (SELECT customer_id FROM newsletter_optins);

SELECT CAST(price AS DECIMAL) AS whole_price FROM products WHERE product_id = 3;

SELECT product_id, price <> price AS changed FROM products WHERE name != NULL;

-- Three groups for a test of the checkout.
SELECT customer_id,
       CASE WHEN RAND() < 0.33 THEN 'a' WHEN RAND() < 0.66 THEN 'b' ELSE 'c' END AS test_group
FROM customers
WHERE customer_id > 1000;

SELECT customer_id FROM customers WHERE RAND() < 0.05;

SELECT product_id FROM products ORDER BY RAND() LIMIT 5;

-- Nightly jobs.
UPDATE products SET price = 12.50 AND active = 1 WHERE product_id = 88;

DELETE FROM carts WHERE updated_at < NOW() - INTERVAL 30 DAY LIMIT 1000;

DELETE FROM sessions WHERE customer_id IN (SELECT customer_id FROM customers WHERE closed = 1);

INSERT IGNORE INTO newsletter_optins (customer_id) VALUES (17);
REPLACE INTO product_stock (product_id, pieces) VALUES (88, 14);

UPDATE customers SET newsletter = 0;

SELECT job_id FROM mail_jobs WHERE done = 0 FOR UPDATE;

GRANT ALL ON orders TO shop;

ALTER TABLE products CHANGE descr description TEXT;
