-- One row per customer with the latest address; nothing to remark.
MERGE INTO core.customer_360 AS t
USING (
  SELECT c.customer_id, c.email, a.city, o.orders, o.revenue
  FROM core.customers AS c
  LEFT JOIN (
    SELECT customer_id, city
    FROM core.addresses
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY updated_at DESC) = 1
  ) AS a ON a.customer_id = c.customer_id
  LEFT JOIN (
    SELECT customer_id, COUNT(*) AS orders, SUM(amount) AS revenue
    FROM core.orders
    GROUP BY customer_id
  ) AS o ON o.customer_id = c.customer_id
) AS s
ON t.customer_id = s.customer_id
WHEN MATCHED THEN UPDATE SET email = s.email, city = s.city, orders = s.orders, revenue = s.revenue
WHEN NOT MATCHED THEN INSERT (customer_id, email, city, orders, revenue)
  VALUES (s.customer_id, s.email, s.city, s.orders, s.revenue);
