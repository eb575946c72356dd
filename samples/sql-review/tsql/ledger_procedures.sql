-- Procedures of a ledger on SQL Server, by several hands over several years.
CREATE PROCEDURE dbo.SearchEntries
    @AccountId INT = NULL,
    @Text NVARCHAR(100) = NULL
AS
BEGIN
    SELECT e.EntryId, e.Amount, dbo.FormatAmount(e.Amount, e.Currency) AS Shown
    FROM dbo.LedgerEntries AS e WITH (NOLOCK)
    WHERE (@AccountId IS NULL OR e.AccountId = @AccountId)
      AND (@Text IS NULL OR e.Note LIKE '%' + @Text + '%')
    ORDER BY e.BookedAt;
END
GO

CREATE PROCEDURE dbo.BookTransfer
    @FromId INT,
    @ToId INT,
    @Amount DECIMAL(12, 2)
AS
BEGIN
    DECLARE @NewId INT;
    BEGIN TRANSACTION;
    INSERT INTO dbo.Transfers (FromId, ToId, Amount) VALUES (@FromId, @ToId, @Amount);
    SET @NewId = @@IDENTITY;
    UPDATE dbo.Accounts SET Balance = Balance - @Amount WHERE AccountId = @FromId;
    UPDATE dbo.Accounts SET Balance = Balance + @Amount WHERE AccountId = @ToId;
END
GO

CREATE PROCEDURE dbo.CloseMonth
    @Period INT,
    @Target SYSNAME
AS
BEGIN
    DECLARE @Id INT;
    DECLARE account_cursor CURSOR FOR
        SELECT AccountId FROM dbo.Accounts WHERE Closed = 0;
    OPEN account_cursor;
    FETCH NEXT FROM account_cursor INTO @Id;
    WHILE @@FETCH_STATUS = 0
    BEGIN
        UPDATE dbo.Balances SET Closed = 1 WHERE AccountId = @Id AND PeriodId = @Period;
        FETCH NEXT FROM account_cursor INTO @Id;
    END
    CLOSE account_cursor;
    DEALLOCATE account_cursor;

    EXEC ('INSERT INTO ' + @Target + ' SELECT * FROM dbo.Balances');
END
GO

MERGE dbo.Accounts AS t
USING staging.Accounts AS s ON t.AccountId = s.AccountId
WHEN MATCHED THEN UPDATE SET t.Name = s.Name
WHEN NOT MATCHED THEN INSERT (AccountId, Name) VALUES (s.AccountId, s.Name);
GO

UPDATE e
SET e.Rate = r.Rate
FROM dbo.LedgerEntries AS e
CROSS JOIN dbo.Rates AS r
WHERE e.Currency = 'USD';
GO

SELECT e.EntryId, a.Name
FROM dbo.LedgerEntries AS e
INNER JOIN dbo.Accounts AS a ON 1 = 1
WHERE e.PeriodId = 202405;

SELECT e.EntryId, e.Amount
FROM dbo.LedgerEntries AS e WITH (INDEX(ix_period))
WHERE YEAR(e.BookedAt) = 2024 AND ISNULL(e.Reversed, 0) = 0;

SELECT e.AccountId,
       CASE WHEN e.Amount > 0 THEN 'debit' ELSE 'debit' END AS Side,
       CASE WHEN e.Amount > 1000 THEN 'large' WHEN e.Amount > 5000 THEN 'huge' ELSE 'small' END AS Size,
       CASE WHEN e.Checked = 1 THEN 'yes' END AS Checked,
       COALESCE((SELECT MAX(x.Rate) FROM dbo.Rates AS x), 1) AS Rate,
       CAST(e.Note AS VARCHAR) AS Note
FROM dbo.LedgerEntries AS e
WHERE e.PeriodId = 202405;

SELECT TOP 20 a.AccountId, a.Name
FROM dbo.Accounts AS a
WHERE CASE WHEN a.Kind = 'asset' THEN a.Debit ELSE a.Credit END > 100;

SELECT a.AccountId, a.Balance, SUM(a.Balance) OVER (ORDER BY a.OpenedOn) AS Running
FROM dbo.Accounts AS a
WHERE a.Closed = 0;

SELECT o.EntryId, c.Phone
FROM Ledger.dbo.LedgerEntries AS o
INNER JOIN Crm.dbo.Contacts AS c ON c.AccountId = o.AccountId
WHERE o.PeriodId = 202405 AND c.Phone = 'x' OR 'a' = 'b';

SELECT a.Name FROM dbo.Accounts AS a WHERE 'x' = 'y';

DELETE TOP (5000) FROM dbo.AuditTrail WHERE LoggedAt < '01/02/2023';
TRUNCATE TABLE dbo.ImportedLines;
GO
