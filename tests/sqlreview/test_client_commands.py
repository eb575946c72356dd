"""What is meant for the client of a database is left out; the SQL round it keeps its places."""

import pytest

from tests.sqlreview.planted import found_in_place
from workbench.sqlreview.review import Reviewer

_REVIEWER = Reviewer(select=("null-comparison",))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "COPY public.t (a, b) FROM stdin;\n1\tit's\n2\tx; \\N\n\\.\n\n"
         "DELETE FROM t WHERE BAD;"),
        ("generic", "COPY t FROM STDIN;\r\nit's\r\n\\.\r\nDELETE FROM t WHERE BAD;\r\n"),
        ("postgres", "\\copy (SELECT a FROM t WHERE BAD) TO 'x.csv' CSV HEADER\nSELECT 1;"),
        ("postgres", "\\copy t FROM 'x.csv' CSV\r\nDELETE FROM t WHERE BAD;"),
        ("postgres", "SELECT a FROM t WHERE BAD \\gset x_\nSELECT 1;"),
        ("postgres", "SELECT a FROM t\nWHERE BAD\n\\gexec\nSELECT 1"),
        ("postgres", "SELECT a FROM t WHERE c ~ '\\d \\g' AND BAD"),
        ("teradata", ".LOGON x/y,z;\nDELETE FROM t WHERE BAD;\n.IF ERRORCODE <> 0 THEN .QUIT 1\n"),
        ("sqlite", ".mode csv\n.headers on\nDELETE FROM t WHERE BAD;\n.quit"),
        ("hive", "!connect jdbc:hive2://x\nDELETE FROM t WHERE BAD;\n!quit\n"),
        ("oracle", "VARIABLE x NUMBER\nDELETE FROM t WHERE BAD;\nEXIT SUCCESS\n"),
        ("mysql", "/*!40101 SET @a = @@b */;\n/*!50001 CREATE ALGORITHM=MERGE */\n"
         "/*!50013 DEFINER=`r`@`%` SQL SECURITY DEFINER */\n"
         "/*!50001 VIEW `v` AS SELECT a FROM t WHERE BAD */;"),
    ],
)  # fmt: skip
def test_the_sql_round_it_is_reviewed_in_place(dialect: str, text: str) -> None:
    assert found_in_place(text, dialect).errors == ()


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "COPY t FROM stdin;\n1\tx\nDELETE FROM t WHERE"),
        ("mysql", "/*!40101 SELECT FROM WHERE"),
        ("postgres", "SELECT 1 \\nosuch"),
    ],
)
def test_what_is_cut_short_is_not_called_clean(dialect: str, text: str) -> None:
    assert _REVIEWER.review(text, "t.sql", dialect).errors
