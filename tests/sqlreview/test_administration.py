"""Statements about rights, owners and sessions have been read; what runs or holds more has not."""

import pytest

from workbench.sqlreview.review import review_text


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("redshift", "GRANT SELECT ON ALL TABLES IN SCHEMA s TO GROUP g"),
        ("redshift", "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO GROUP g"),
        ("postgres", "ALTER TABLE public.t OWNER TO u"),
        ("postgres", "ALTER FUNCTION s.f(integer, text) OWNER TO u"),
        ("postgres", "ALTER TABLE ONLY public.t REPLICA IDENTITY FULL"),
        ("postgres", "CREATE EXTENSION IF NOT EXISTS x WITH SCHEMA public"),
        ("mysql", "LOCK TABLES `t` WRITE"),
        ("mysql", "UNLOCK TABLES"),
        ("mysql", "ALTER TABLE `t` DISABLE KEYS"),
        ("oracle", "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD'"),
        ("tsql", "ALTER TABLE [dbo].[t] CHECK CONSTRAINT [f]"),
        ("tsql", "ALTER TABLE [dbo].[t] ADD CONSTRAINT [d] DEFAULT ((0)) FOR [a]"),
        ("snowflake", "SHOW GRANTS TO ROLE r"),
    ],
)
def test_nothing_is_left_unread(dialect: str, sql: str) -> None:
    assert review_text(sql, "x.sql", dialect).errors == ()


def test_the_rules_about_rights_still_speak() -> None:
    review = review_text(
        "GRANT ALL PRIVILEGES ON d.* TO 'u'@'%' IDENTIFIED BY 'x'", "x.sql", "mysql"
    )
    assert [finding.rule for finding in review.findings] == ["privilege-or-secret"]


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "CALL refresh()"),
        ("postgres", "ALTER TABLE t OWNER TO u, VALIDATE CONSTRAINT c"),
        ("postgres", "CREATE POLICY p ON t USING (a = = b)"),
        ("postgres", "CREATE SCHEMA s CREATE VIEW v AS SELECT a FROM t"),
        ("clickhouse", "OPTIMIZE TABLE t FINAL"),
        ("tsql", "GRANT SELECT ON SCHEMA::dbo TO u\nSELECT a FROM t WHERE b = 1"),
        ("tsql", "ALTER TABLE t SWITCH PARTITION 1 TO u"),
    ],
)
def test_what_does_more_is_told(dialect: str, sql: str) -> None:
    assert [error.broken for error in review_text(sql, "x.sql", dialect).errors] == [False]
