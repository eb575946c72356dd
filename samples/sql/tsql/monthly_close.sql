-- Two batches; the statements of the second have no semicolons.
DELETE FROM dbo.ledger_copy
GO
SELECT TOP 100 e.entry_id, e.amount
FROM dbo.ledger e
WHERE YEAR(e.booked_at) = 2024
ORDER BY e.entry_id
SELECT e.entry_id
FROM dbo.ledger e
CROSS APPLY (SELECT TOP 1 r.rate FROM dbo.rates r WHERE r.currency = e.currency) x
WHERE e.period_id = 202405
GO
