-- Reports of the billing team that survive its releases; nothing to remark.

-- One row per account for the sales board.
SELECT a.account_id, a.account_state, r.region_name
FROM billing_accounts AS a
INNER JOIN regions AS r ON r.region_id = a.region_id
WHERE a.opened_on >= CURRENT_DATE - INTERVAL '90 days';

SELECT l.account_id, l.sent_on
FROM letters AS l
WHERE l.sent_on > CURRENT_DATE - 30 AND l.kind = 'dunning'
ORDER BY l.sent_on, l.letter_id
LIMIT 500;

-- What the board looks at; the rest is one click away.
SELECT a.account_id, a.plan_id, t.team_name, r.region_name, p.price, s.segment_name
FROM billing_accounts AS a
INNER JOIN teams AS t ON t.team_id = a.team_id
INNER JOIN regions AS r ON r.region_id = a.region_id
INNER JOIN plans AS p ON p.plan_id = a.plan_id
INNER JOIN segments AS s ON s.segment_id = a.segment_id
WHERE a.closed_on IS NULL AND a.plan_id > 1;

-- Accounts by what became of them, step by step.
WITH opened AS (
    SELECT plan_id, account_id
    FROM billing_accounts
    WHERE vat_id IS NULL AND opened_on < CURRENT_DATE AND account_state = 'open'
)
SELECT plan_id, COUNT(*) AS n
FROM opened
GROUP BY plan_id
HAVING COUNT(*) > 10;

-- Notes are put together per account before they are joined.
WITH notes AS (
    SELECT account_id, STRING_AGG(body, ', ' ORDER BY note_id) AS notes
    FROM billing_notes
    GROUP BY account_id
)
SELECT
    a.account_id,
    a.closed_on IS NULL AS is_open,
    COALESCE(a.plan_name, 'free') AS plan_name,
    CONCAT_WS(' ', a.first_name, a.last_name) AS holder,
    n.notes
FROM billing_accounts AS a
LEFT JOIN notes AS n ON n.account_id = a.account_id
WHERE a.region_id = $1;

SELECT a.account_id
FROM billing_accounts AS a
WHERE NOT EXISTS (SELECT 1 FROM ledger_entries AS e WHERE e.account_id = a.account_id);

SELECT a.account_id, e.amount
FROM billing_accounts AS a
LEFT JOIN ledger_entries AS e
    ON e.account_id = a.account_id AND e.booked_on >= CURRENT_DATE - 7
WHERE a.region_id = $1;

SELECT p.plan_id, a.account_id
FROM plans AS p
LEFT JOIN billing_accounts AS a ON a.plan_id = p.plan_id
WHERE p.price > 10;
