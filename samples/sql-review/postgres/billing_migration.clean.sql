-- The release of the billing service in steps that do not stop it; nothing to remark.
SET lock_timeout = '3s';

CREATE TABLE IF NOT EXISTS invoices (
    invoice_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    amount NUMERIC(14, 2) NOT NULL,
    tax_rate NUMERIC(5, 4) NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ
);

CREATE TABLE IF NOT EXISTS billing_notes (
    note_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id BIGINT NOT NULL,
    body TEXT
);

-- A constant default does not rewrite the table.
ALTER TABLE billing_accounts ADD COLUMN IF NOT EXISTS currency CHAR(3) NOT NULL DEFAULT 'EUR';
ALTER TABLE billing_accounts ADD COLUMN IF NOT EXISTS public_token UUID;

-- Filled in slices by the application: one slice.
UPDATE billing_accounts
SET public_token = gen_random_uuid()
WHERE account_id >= 1 AND account_id < 10001 AND public_token IS NULL;

-- The wider id is a column of its own first; the application writes both.
ALTER TABLE ledger_entries ADD COLUMN IF NOT EXISTS entry_number_wide BIGINT;

-- New rows are checked from now on, the old ones by the next release.
ALTER TABLE ledger_entries
    ADD CONSTRAINT ledger_entries_account_fk
    FOREIGN KEY (account_id) REFERENCES billing_accounts (account_id) NOT VALID;

ALTER TABLE ledger_entries
    ADD CONSTRAINT ledger_entries_amount_check CHECK (amount <> 0) NOT VALID;

-- Outside of a transaction; the longer index serves the shorter search, too.
CREATE INDEX CONCURRENTLY IF NOT EXISTS ledger_entries_account_day
    ON ledger_entries (account_id, booked_on);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ledger_entries_number
    ON ledger_entries (entry_number);
DROP INDEX CONCURRENTLY IF EXISTS ledger_entries_old;

-- Tidy up what is kept for 90 days.
DELETE FROM import_errors WHERE seen_at < NOW() - INTERVAL '90 days';

INSERT INTO tax_rates (country_code, rate)
VALUES ('DE', 0.19), ('FR', 0.20)
ON CONFLICT (country_code) DO UPDATE SET rate = EXCLUDED.rate;

BEGIN;
UPDATE billing_accounts SET vat_id = NULL WHERE vat_id = '';
COMMIT;

GRANT SELECT ON ledger_entries TO reporting_app;
GRANT SELECT ON billing_accounts TO reporting_app;

CREATE OR REPLACE VIEW open_invoices AS
SELECT invoice_id, customer_id, amount, issued_at
FROM invoices
WHERE settled_at IS NULL;
