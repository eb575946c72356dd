-- The queries of the order service, put right; nothing to remark.

-- The account page.
SELECT customer_id, email, full_name, tier FROM customers WHERE email = $1;

SELECT order_id, total
FROM orders
WHERE store_id = $1
  AND placed_at >= CURRENT_DATE
  AND placed_at < CURRENT_DATE + 1
  AND shipped_at IS NULL;

-- Orders of a store older than a week that nobody packed.
SELECT order_id
FROM orders
WHERE store_id = $1
  AND placed_at < NOW() - INTERVAL '7 days'
  AND status IN ('new', 'paid');

-- Who may still order.
SELECT c.customer_id, c.email
FROM customers AS c
WHERE NOT EXISTS (
    SELECT 1 FROM blocked_customers AS b WHERE b.customer_ref = c.customer_id
);

SELECT c.email
FROM customers AS c
WHERE EXISTS (SELECT 1 FROM blocked_customers AS b WHERE b.customer_ref = c.customer_id);

-- Search box of the back office: by the beginning of the address.
SELECT customer_id, email
FROM customers
WHERE email LIKE 'smith%'
ORDER BY customer_id
LIMIT 50;

-- The list of a shop: the next page starts where the last one ended.
SELECT order_id, total, placed_at
FROM orders
WHERE store_id = $1
  AND (placed_at, order_id) > ($2, $3)
  AND (status = 'paid' OR status = 'packed')
ORDER BY placed_at, order_id
LIMIT 25;

SELECT order_id, total
FROM orders
WHERE store_id = $1 AND placed_at > $2
ORDER BY placed_at DESC, order_id DESC
LIMIT 20;

SELECT order_id FROM orders WHERE external_ref = '900187';

SELECT order_id FROM orders WHERE store_id = 7
UNION
SELECT order_id FROM orders WHERE customer_id = 12;

SELECT order_id
FROM orders
WHERE customer_id = $1 AND status = 'paid' AND item_count > 10;

-- Does the customer have orders at all?
SELECT c.customer_id
FROM customers AS c
WHERE EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.customer_id);

-- Figures of the weekly mail: each table is summed before they meet.
WITH pieces AS (
    SELECT order_id, SUM(quantity) AS pieces
    FROM order_items
    GROUP BY order_id
)
SELECT o.store_id, SUM(o.total) AS revenue, SUM(p.pieces) AS pieces
FROM orders AS o
LEFT JOIN pieces AS p ON p.order_id = o.order_id
GROUP BY o.store_id;

SELECT o.order_id, c.email, n.country_name
FROM orders AS o
JOIN customers AS c ON c.customer_id = o.customer_id
JOIN countries AS n ON n.country_code = c.country_code
WHERE o.customer_id = $1;

SELECT store_id, SUM(returned_count)::numeric / SUM(item_count) AS return_rate
FROM orders
WHERE item_count > 0
GROUP BY store_id;

SELECT COUNT(*) FILTER (WHERE referrer_id IS NOT NULL) AS referred FROM customers;

SELECT order_id,
       SUM(total) OVER (
           PARTITION BY customer_id
           ORDER BY placed_at, order_id
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
       ) AS so_far
FROM orders
WHERE customer_id = $1;

-- All lines of the export at once.
SELECT order_id, sku, quantity
FROM order_items
WHERE order_id IN (5001, 5002, 5003, 5004);

-- The picker takes the oldest order that nobody else holds.
SELECT order_id
FROM orders
WHERE store_id = $1 AND status = 'paid'
ORDER BY placed_at, order_id
LIMIT 1
FOR UPDATE SKIP LOCKED;

INSERT INTO order_archive (order_id, customer_id, total)
SELECT order_id, customer_id, total
FROM orders
WHERE customer_id = $1 AND status = 'done'
ON CONFLICT (order_id) DO NOTHING;

UPDATE orders SET status = 'archived' WHERE customer_id = $1 AND status = 'done';
