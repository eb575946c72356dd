SELECT id, email FROM accounts WHERE deleted_at = NULL;

SELECT id, email
FROM accounts
WHERE id NOT IN (SELECT account_id FROM suspensions);

SELECT id FROM accounts WHERE email ILIKE '%@example.com' LIMIT 100;

SELECT a.id, o.total FROM accounts a, orders o WHERE o.total > 100;

-- workbench: ignore[dml-without-where] the session table is emptied every night
DELETE FROM sessions;

UPDATE accounts SET plan = 'free';

SELECT id, name FROM accounts WHERE (plan = 'free';

SELECT DISTINCT a.id, a.email FROM accounts a JOIN logins l ON l.account_id = a.id;
