-- The procedures of the ledger on SQL Server, put right; nothing to remark.
CREATE OR ALTER PROCEDURE dbo.EntriesOfAccount
    @AccountId INT,
    @From DATETIME2,
    @Until DATETIME2
AS
BEGIN
    SET NOCOUNT ON;
    SELECT e.EntryId, e.Amount, e.Currency, e.BookedAt
    FROM dbo.LedgerEntries AS e
    WHERE e.AccountId = @AccountId
      AND e.BookedAt >= @From
      AND e.BookedAt < @Until;
END
GO

CREATE OR ALTER PROCEDURE dbo.BookTransfer
    @FromId INT,
    @ToId INT,
    @Amount DECIMAL(12, 2)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    DECLARE @NewId INT;
    BEGIN TRANSACTION;
    INSERT INTO dbo.Transfers (FromId, ToId, Amount) VALUES (@FromId, @ToId, @Amount);
    SET @NewId = SCOPE_IDENTITY();
    UPDATE dbo.Accounts SET Balance = Balance - @Amount WHERE AccountId = @FromId;
    UPDATE dbo.Accounts SET Balance = Balance + @Amount WHERE AccountId = @ToId;
    COMMIT TRANSACTION;
    SELECT @NewId AS TransferId;
END
GO

CREATE OR ALTER PROCEDURE dbo.CloseMonth
    @Period INT
AS
BEGIN
    SET NOCOUNT ON;
    UPDATE b
    SET b.Closed = 1
    FROM dbo.Balances AS b
    INNER JOIN dbo.Accounts AS a ON a.AccountId = b.AccountId
    WHERE b.PeriodId = @Period AND a.Closed = 0;

    EXEC sp_executesql
        N'SELECT COUNT(*) AS Open FROM dbo.Balances WHERE PeriodId = @p AND Closed = 0',
        N'@p INT',
        @p = @Period;
END
GO

MERGE dbo.Accounts WITH (HOLDLOCK) AS t
USING staging.Accounts AS s ON t.AccountId = s.AccountId
WHEN MATCHED THEN UPDATE SET t.Name = s.Name
WHEN NOT MATCHED THEN INSERT (AccountId, Name) VALUES (s.AccountId, s.Name);
GO

UPDATE e
SET e.Rate = r.Rate
FROM dbo.LedgerEntries AS e
INNER JOIN dbo.Rates AS r ON r.Currency = e.Currency AND r.RateDay = e.BookedOn
WHERE e.PeriodId = 202405;
GO

SELECT e.EntryId, a.Name
FROM dbo.LedgerEntries AS e
INNER JOIN dbo.Accounts AS a ON a.AccountId = e.AccountId
WHERE e.PeriodId = 202405;

SELECT e.EntryId, e.Amount
FROM dbo.LedgerEntries AS e
WHERE e.BookedAt >= '2024-01-01'
  AND e.BookedAt < '2025-01-01'
  AND (e.Reversed = 0 OR e.Reversed IS NULL);

SELECT e.AccountId,
       CASE WHEN e.Amount > 0 THEN 'debit' ELSE 'credit' END AS Side,
       CASE WHEN e.Amount > 5000 THEN 'huge' WHEN e.Amount > 1000 THEN 'large' ELSE 'small' END AS Size,
       CASE WHEN e.Checked = 1 THEN 'yes' ELSE 'no' END AS Checked,
       ISNULL(x.Rate, 1) AS Rate,
       CAST(e.Note AS VARCHAR(200)) AS Note
FROM dbo.LedgerEntries AS e
LEFT JOIN dbo.Rates AS x ON x.Currency = e.Currency AND x.RateDay = e.BookedOn
WHERE e.PeriodId = 202405;

SELECT TOP 20 a.AccountId, a.Name
FROM dbo.Accounts AS a
WHERE (a.Kind = 'asset' AND a.Debit > 100) OR (a.Kind = 'debt' AND a.Credit > 100)
ORDER BY a.AccountId;

SELECT a.AccountId,
       a.Balance,
       SUM(a.Balance) OVER (
           PARTITION BY a.BranchId
           ORDER BY a.OpenedOn, a.AccountId
           ROWS UNBOUNDED PRECEDING
       ) AS Running
FROM dbo.Accounts AS a
WHERE a.Closed = 0;

DELETE FROM dbo.AuditTrail WHERE LoggedAt < DATEADD(YEAR, -2, SYSUTCDATETIME());
GO
