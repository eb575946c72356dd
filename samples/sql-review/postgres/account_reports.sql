-- Reports of the billing team; the release in billing_migration.sql takes away what they read.

-- One row per account for the sales board: columns that are dropped and renamed.
SELECT a.account_id, a.sales_region, a.state, c.phone
FROM billing_accounts AS a
JOIN billing_contacts AS c ON c.account_id = a.account_id
WHERE a.opened_on >= CURRENT_DATE - INTERVAL '8 years';

SELECT d.account_id, d.sent_on
FROM dunning_letters AS d
WHERE d.sent_on > CURRENT_DATE - 30
ORDER BY d.sent_on;

-- All of an account in one row, as the board asked for.
SELECT
    a.account_id, a.state, a.plan, a.opened_on, a.closed_on, a.currency, a.vat_id, a.iban, a.owner_id,
    t.team_name, r.region_name, p.price, c.phone, c.email, m.method_name, s.segment_name,
    g.group_name, l.language_name, w.week_label, f.score, o.office_name, k.key_account, u.unit_name
FROM billing_accounts AS a
JOIN teams AS t ON t.team_id = a.team_id
JOIN regions AS r ON r.region_id = a.region_id
JOIN plans AS p ON p.plan_id = a.plan_id
JOIN account_contacts AS c ON c.account_id = a.account_id
JOIN payment_methods AS m ON m.method_id = a.method_id
JOIN segments AS s ON s.segment_id = a.segment_id
JOIN account_groups AS g ON g.group_id = a.group_id
JOIN languages AS l ON l.language_id = a.language_id
JOIN week_labels AS w ON w.week = a.opened_week
JOIN credit_scores AS f ON f.account_id = a.account_id
JOIN offices AS o ON o.office_id = a.office_id
JOIN key_accounts AS k ON k.account_id = a.account_id
JOIN units AS u ON u.unit_id = o.unit_id
WHERE a.closed_on IS NULL AND a.plan <> 'free';

-- Accounts by what became of them; the steps lie in one another.
SELECT x.plan, x.n
FROM (
    SELECT y.plan, COUNT(*) AS n
    FROM (
        SELECT z.plan, z.account_id
        FROM (
            SELECT q.plan, q.account_id, q.state
            FROM (SELECT plan, account_id, state, opened_on FROM billing_accounts WHERE vat_id IS NULL) AS q
            WHERE q.opened_on < CURRENT_DATE
        ) AS z
        WHERE z.state = 'open'
    ) AS y
    GROUP BY y.plan
) AS x
WHERE x.n > 10;

SELECT a.account_id,
       CASE WHEN a.closed_on IS NULL THEN TRUE ELSE FALSE END AS is_open,
       CASE WHEN a.plan IS NULL THEN 'free' ELSE a.plan END AS plan_name,
       a.first_name || ' ' || a.last_name AS holder,
       STRING_AGG(n.body, ', ') AS notes
FROM billing_accounts AS a
LEFT JOIN billing_notes AS n ON n.account_id = a.account_id
GROUP BY a.account_id, a.plan, a.closed_on, a.first_name, a.last_name
ORDER BY LOWER(a.last_name), a.account_id DESC;

SELECT a.account_id
FROM billing_accounts AS a
LEFT JOIN ledger_entries AS e ON e.account_id = a.account_id
WHERE e.account_id IS NULL;

SELECT a.account_id, e.amount
FROM billing_accounts AS a
LEFT JOIN ledger_entries AS e ON e.account_id = a.account_id
WHERE e.booked_on >= CURRENT_DATE - 7;

SELECT p.plan_id, a.account_id
FROM billing_accounts AS a
RIGHT JOIN plans AS p ON p.plan_id = a.plan_id;

SELECT a.account_id AS id, p.plan_id AS id
FROM billing_accounts AS a
JOIN (SELECT plan_id, price FROM plans WHERE price > 10) AS p ON p.plan_id = a.plan_id;
