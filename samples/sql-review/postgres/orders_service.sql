-- Queries of an order service as they were found in its repository; many of them bite.

-- The account page.
SELECT * FROM customers WHERE LOWER(email) = $1;

SELECT order_id, total
FROM orders
WHERE placed_at::date = CURRENT_DATE AND shipped_at = NULL;

-- Orders older than a week that nobody packed.
SELECT order_id
FROM orders
WHERE placed_at + INTERVAL '7 days' < NOW()
  AND status IN ('new', 'paid', NULL);

-- Who may still order: an empty page whenever one row has no customer.
SELECT customer_id, email
FROM customers
WHERE customer_id NOT IN (SELECT customer_ref FROM blocked_customers);

-- The column is called customer_ref there.
SELECT email
FROM customers
WHERE customer_id IN (SELECT customer_id FROM blocked_customers);

-- Search box of the back office.
SELECT customer_id, email
FROM customers
WHERE full_name ILIKE '%' || 'smith' || '%' OR email LIKE '%@example.org'
LIMIT 50;

SELECT customer_id FROM customers WHERE tier LIKE 'gold';

SELECT customer_id, full_name
FROM customers
WHERE full_name ~ '^Mc' AND COALESCE(tier, 'none') = 'gold';

-- The list of a shop, all filters optional.
SELECT order_id, total
FROM orders
WHERE ($1::int IS NULL OR store_id = $1)
  AND status = 'paid' OR status = 'packed' AND item_count > 3
ORDER BY placed_at
LIMIT 25 OFFSET 40000;

SELECT order_id, total FROM orders WHERE placed_at > $1 ORDER BY placed_at DESC LIMIT 20;

-- The reference is text.
SELECT order_id FROM orders WHERE external_ref = 900187;

SELECT order_id FROM orders WHERE store_id = 7 OR customer_id = 12;

SELECT order_id
FROM orders
WHERE status = 'paid' AND item_count > 10 AND item_count > 5 AND status = 'cancelled';

SELECT order_id FROM orders WHERE customer_id = customer_id AND status IN ('new', 'paid', 'new');

-- Does the customer have orders at all?
SELECT c.customer_id
FROM customers AS c
WHERE (SELECT COUNT(*) FROM orders AS o WHERE o.customer_id = c.customer_id) > 0;

SELECT c.customer_id
FROM customers AS c
WHERE EXISTS (SELECT * FROM logins AS l WHERE l.customer_id = c.customer_id);

SELECT COUNT(*) FROM orders;

-- Figures of the weekly mail.
SELECT o.store_id, SUM(o.total) AS revenue, SUM(i.quantity) AS pieces
FROM orders AS o
JOIN order_items AS i ON i.order_id = o.order_id
GROUP BY o.store_id;

SELECT o.order_id, l.login_id
FROM orders AS o
JOIN logins AS l ON l.customer_id = o.customer_id;

SELECT DISTINCT c.customer_id, c.email
FROM customers AS c
JOIN orders AS o ON o.customer_id = c.customer_id;

SELECT DISTINCT o.order_id, c.email
FROM orders AS o
JOIN customers AS c ON c.customer_id = o.customer_id
LEFT JOIN countries AS n ON n.country_code = c.country_code;

SELECT store_id, SUM(returned_count) / SUM(item_count) AS return_rate
FROM orders
WHERE item_count > 0
GROUP BY store_id;

SELECT COUNT(referrer_id) AS customers FROM customers;

SELECT customer_id, SUM(total) OVER (PARTITION BY customer_id ORDER BY placed_at) AS so_far
FROM orders
WHERE customer_id = $1;

SELECT order_id, totl FROM orders WHERE order_id = $1;

SELECT coupon_id FROM coupons WHERE code = $1;

-- One query per line, written by the loop of the exporter.
SELECT sku, quantity FROM order_items WHERE order_id = 5001;
SELECT sku, quantity FROM order_items WHERE order_id = 5002;
SELECT sku, quantity FROM order_items WHERE order_id = 5003;
SELECT sku, quantity FROM order_items WHERE order_id = 5004;

-- The picker takes whatever lies on top, and waits for the others.
SELECT order_id FROM orders WHERE status = 'paid' FOR UPDATE;

SELECT customer_id FROM customers ORDER BY RANDOM() LIMIT 3;

INSERT INTO order_archive SELECT order_id, customer_id, total FROM orders WHERE status = 'done';
UPDATE orders SET status = 'archived';
