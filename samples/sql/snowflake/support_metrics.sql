-- Two detail tables hang from the same customer: both sums are multiplied.
SELECT c.customer_id,
       SUM(o.amount) AS revenue,
       COUNT(t.ticket_id) AS tickets
FROM core.customers AS c
LEFT JOIN core.orders AS o ON o.customer_id = c.customer_id
LEFT JOIN core.tickets AS t ON t.customer_id = c.customer_id
GROUP BY c.customer_id;

SELECT f.value:id::INT AS item_id
FROM raw.baskets AS b, LATERAL FLATTEN(input => b.payload:items) AS f
WHERE b.day = '2024-05-01';

SELECT ticket_id, owner FROM core.tickets WHERE priority = 'high'
UNION
SELECT ticket_id, owner FROM core.archived_tickets WHERE priority = 'high';
