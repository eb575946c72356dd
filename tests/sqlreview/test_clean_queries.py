"""Queries that a senior reviewer would pass: no remark of weight, whatever their shape."""

import pytest

from workbench.findings import Finding, Preset, Severity
from workbench.sqlreview.review import review_text

CLEAN = [
    (
        "tpch-1",
        "generic",
        """SELECT l_returnflag, l_linestatus, SUM(l_quantity) AS sum_qty, COUNT(*) AS n
        FROM lineitem WHERE l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY
        GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus""",
    ),
    (
        "tpch-3",
        "postgres",
        """SELECT l_orderkey, SUM(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate
        FROM customer, orders, lineitem
        WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
          AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
        GROUP BY l_orderkey, o_orderdate ORDER BY revenue DESC, o_orderdate LIMIT 10""",
    ),
    (
        "tpch-19",
        "duckdb",
        """SELECT SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM lineitem, part
        WHERE (p_partkey = l_partkey AND p_brand = 'Brand#12' AND l_quantity BETWEEN 1 AND 11)
           OR (p_partkey = l_partkey AND p_brand = 'Brand#23' AND l_quantity BETWEEN 10 AND 20)""",
    ),
    (
        "tpch-21",
        "trino",
        """SELECT s_name, COUNT(*) AS numwait FROM supplier, lineitem l1, orders, nation
        WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
          AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey
                      AND l2.l_suppkey <> l1.l_suppkey)
          AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey
                          AND l3.l_receiptdate > l3.l_commitdate)
          AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA'
        GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100""",
    ),
    (
        "job-style",
        "postgres",
        """SELECT MIN(t.title) AS title FROM title t, movie_keyword mk, keyword k, cast_info ci
        WHERE mk.keyword_id = k.id AND mk.movie_id = t.id AND ci.movie_id = t.id
          AND k.keyword = 'sequel' AND t.production_year > 2000""",
    ),
    (
        "dbt-imports",
        "snowflake",
        """WITH source AS (SELECT * FROM raw.shop.orders),
        renamed AS (SELECT id AS order_id, user_id AS customer_id, status FROM source),
        final AS (SELECT order_id, customer_id, status FROM renamed WHERE status <> 'test')
        SELECT * FROM final""",
    ),
    (
        "unnest",
        "bigquery",
        """SELECT user_id, ep.key, (SELECT value.text FROM UNNEST(e.params) WHERE key = 'page')
        FROM analytics.events AS e, UNNEST(e.event_params) AS ep
        WHERE DATE(e.ts) BETWEEN @start AND @stop""",
    ),
    (
        "array-subquery",
        "bigquery",
        """SELECT id, ARRAY(SELECT AS STRUCT * FROM UNNEST(items) WHERE price > 3) AS dear
        FROM shop.baskets WHERE day = '2024-05-01'""",
    ),
    (
        "date-spine",
        "snowflake",
        """WITH days AS (SELECT DISTINCT day FROM core.calendar WHERE year = 2024),
        shops AS (SELECT DISTINCT shop_id FROM core.shops)
        SELECT d.day, s.shop_id, COALESCE(SUM(r.amount), 0) AS amount
        FROM days d CROSS JOIN shops s
        LEFT JOIN core.receipts r ON r.day = d.day AND r.shop_id = s.shop_id
        GROUP BY d.day, s.shop_id""",
    ),
    (
        "totals-beside-rows",
        "redshift",
        """WITH total AS (SELECT SUM(amount) AS amount FROM sales WHERE day = '2024-05-01')
        SELECT s.shop_id, SUM(s.amount) / MAX(total.amount) AS share
        FROM sales s, total WHERE s.day = '2024-05-01' GROUP BY s.shop_id""",
    ),
    (
        "dedup",
        "spark",
        """INSERT INTO marts.users (user_id, email) SELECT user_id, email FROM (
          SELECT user_id, email, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY ts DESC) AS rn
          FROM raw.users WHERE ds = '2024-05-01') t WHERE rn = 1""",
    ),
    (
        "recursive",
        "postgres",
        """WITH RECURSIVE tree AS (
          SELECT id, parent_id FROM nodes WHERE parent_id IS NULL
          UNION SELECT n.id, n.parent_id FROM nodes n JOIN tree t ON t.id = n.parent_id)
        SELECT id FROM tree WHERE id > 10""",
    ),
    (
        "upsert",
        "postgres",
        """INSERT INTO totals (day, n) SELECT day, COUNT(*) FROM visits WHERE day = '2024-05-01'
        GROUP BY day ON CONFLICT (day) DO UPDATE SET n = EXCLUDED.n, checked_at = NULL""",
    ),
    (
        "range-join",
        "clickhouse",
        """SELECT p.id, r.rate FROM payments AS p JOIN rates AS r
        ON p.currency = r.currency AND p.ts >= r.valid_from AND p.ts < r.valid_to
        WHERE p.day = '2024-05-01'""",
    ),
    (
        "anti-join",
        "mysql",
        """SELECT u.id FROM users u LEFT JOIN bans b ON b.user_id = u.id
        WHERE b.user_id IS NULL AND u.created_at >= '2024-01-01' LIMIT 100""",
    ),
    (
        "apply-latest",
        "tsql",
        """SELECT c.CustomerID, o.OrderDate FROM dbo.Customers c
        OUTER APPLY (SELECT TOP 1 OrderDate FROM dbo.Orders x WHERE x.CustomerID = c.CustomerID
                     ORDER BY OrderDate DESC) o WHERE c.Region = 'EU'""",
    ),
    (
        "correlated-update",
        "oracle",
        """UPDATE accounts a SET a.balance = (SELECT SUM(e.amount) FROM entries e
        WHERE e.account_id = a.id) WHERE a.stale = 1""",
    ),
    (
        "queue-worker",
        "postgres",
        """UPDATE job SET state = 'running', started_at = now()
        WHERE id = (SELECT id FROM job WHERE state = 'queued' ORDER BY priority DESC, id
                    LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id""",
    ),
    (
        "merge-of-the-latest",
        "bigquery",
        """MERGE mart.users AS t USING (
          SELECT user_id, email, updated_at FROM stage.users
          QUALIFY ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY updated_at DESC) = 1) AS s
        ON t.user_id = s.user_id
        WHEN MATCHED AND s.updated_at > t.updated_at THEN
          UPDATE SET email = s.email, updated_at = s.updated_at
        WHEN NOT MATCHED THEN
          INSERT (user_id, email, updated_at) VALUES (s.user_id, s.email, s.updated_at)""",
    ),
    (
        "guarded-transaction",
        "tsql",
        """CREATE OR ALTER PROCEDURE dbo.usp_Close @OrderId int AS BEGIN
          SET NOCOUNT, XACT_ABORT ON;
          BEGIN TRY
            BEGIN TRANSACTION;
            UPDATE dbo.Orders SET Status = 'closed' WHERE OrderId = @OrderId AND Status = 'open';
            IF @@ROWCOUNT = 0 THROW 50001, 'Order is not open.', 1;
            INSERT INTO dbo.History (OrderId, Status) VALUES (@OrderId, 'closed');
            COMMIT TRANSACTION;
          END TRY
          BEGIN CATCH IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; THROW; END CATCH
        END""",
    ),
    (
        "hierarchy",
        "oracle",
        """SELECT LPAD(' ', 2 * (LEVEL - 1)) || name AS tree FROM unit
        START WITH parent_id IS NULL CONNECT BY PRIOR id = parent_id
        ORDER SIBLINGS BY name""",
    ),
    (
        "as-of",
        "duckdb",
        """SELECT t.id, list_transform(t.xs, x -> x + 1) AS ys FROM t
        ASOF JOIN prices p ON t.sym = p.sym AND t.ts >= p.ts WHERE t.id = 4""",
    ),
    (
        "partition-overwritten",
        "spark",
        """INSERT OVERWRITE TABLE mart.orders PARTITION (dt = '2026-01-01')
        SELECT o.order_id, c.segment, SUM(l.qty * l.price) AS revenue FROM raw.orders o
        JOIN raw.order_lines l ON l.order_id = o.order_id AND l.dt = o.dt
        LEFT JOIN dim.customers c ON c.customer_id = o.customer_id
        WHERE o.dt = '2026-01-01' GROUP BY o.order_id, c.segment""",
    ),
    ("one-more-value", "mysql", "ALTER TABLE t MODIFY status ENUM('new', 'paid', 'sent')"),
]


@pytest.mark.parametrize(
    ("dialect", "sql"), [pytest.param(dialect, sql, id=name) for name, dialect, sql in CLEAN]
)
def test_nothing_of_weight_is_remarked(dialect: str, sql: str) -> None:
    review = review_text(sql, "clean.sql", dialect)
    assert review.errors == ()
    assert [_brief(f) for f in review.findings if f.severity.rank <= Severity.WARNING.rank] == []


def test_remarks_that_people_see_are_rare() -> None:
    remarks = [
        _brief(finding)
        for _, dialect, sql in CLEAN
        for finding in review_text(sql, "clean.sql", dialect).findings
        if Preset.DEFAULT.keeps(finding.severity, finding.confidence)
    ]
    assert len(remarks) * 10 <= len(CLEAN), remarks


def _brief(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"
