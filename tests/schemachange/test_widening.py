"""Whether old values fit into a new type, by the rules of each engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.schemachange.widening import Fit, fit


@pytest.mark.parametrize(
    ("old", "new", "dialect", "expected"),
    [
        ("INT", "BIGINT", "postgres", Fit.WIDER),
        ("BIGINT", "INT", "postgres", Fit.NARROWER),
        ("int4", "INTEGER", "postgres", Fit.SAME),
        ("INT", "BIGINT", "snowflake", Fit.SAME),
        ("NUMBER(38,0)", "INT", "snowflake", Fit.SAME),
        ("INT UNSIGNED", "BIGINT", "mysql", Fit.WIDER),
        ("INT UNSIGNED", "INT", "mysql", Fit.NARROWER),
        ("INT", "INT UNSIGNED", "mysql", Fit.NARROWER),
        ("NUMERIC(10,2)", "NUMERIC(12,2)", "postgres", Fit.WIDER),
        ("NUMERIC(10,2)", "NUMERIC(10,4)", "postgres", Fit.NARROWER),
        ("NUMERIC(10,2)", "NUMERIC", "postgres", Fit.WIDER),
        ("NUMERIC(20,2)", "NUMERIC", "redshift", Fit.NARROWER),
        ("INT", "DECIMAL(10,0)", "spark", Fit.WIDER),
        ("INT", "DECIMAL(9,0)", "spark", Fit.NARROWER),
        ("REAL", "DOUBLE PRECISION", "postgres", Fit.WIDER),
        ("FLOAT", "DOUBLE PRECISION", "postgres", Fit.SAME),
        ("FLOAT", "DOUBLE", "mysql", Fit.WIDER),
        ("INT", "DOUBLE", "duckdb", Fit.WIDER),
        ("BIGINT", "DOUBLE", "duckdb", Fit.NARROWER),
        ("DOUBLE", "BIGINT", "duckdb", Fit.NARROWER),
        ("VARCHAR(20)", "VARCHAR(10)", "postgres", Fit.NARROWER),
        ("VARCHAR(20)", "TEXT", "postgres", Fit.WIDER),
        ("VARCHAR(300)", "TEXT", "redshift", Fit.NARROWER),
        ("NVARCHAR(20)", "NVARCHAR(MAX)", "tsql", Fit.WIDER),
        ("CHAR(2)", "VARCHAR(2)", "postgres", Fit.SAME),
        ("DATE", "TIMESTAMP", "postgres", Fit.WIDER),
        ("TIMESTAMP", "DATE", "postgres", Fit.NARROWER),
        ("TIMESTAMP", "TIMESTAMPTZ", "postgres", Fit.OTHER),
        ("DATETIME", "TIMESTAMP", "bigquery", Fit.OTHER),
        ("DATE", "TIMESTAMP", "oracle", Fit.SAME),
        ("INT", "TEXT", "postgres", Fit.OTHER),
        ("BOOLEAN", "INT", "postgres", Fit.OTHER),
        ("INTEGER[]", "INTEGER[]", "duckdb", Fit.SAME),
        ("INTEGER[]", "VARCHAR[]", "duckdb", Fit.OTHER),
        ("", "INT", "postgres", Fit.UNKNOWN),
        ("((", "INT", "postgres", Fit.UNKNOWN),
    ],
)
def test_how_types_fit(old: str, new: str, dialect: str, expected: Fit) -> None:
    assert fit(old, dialect, new, dialect) is expected


def test_each_side_is_read_in_its_own_dialect() -> None:
    assert fit("INT64", "bigquery", "BIGINT", "duckdb") is Fit.SAME
    assert fit("INT", "postgres", "INT", "snowflake") is Fit.WIDER


decimals = st.tuples(st.integers(1, 38), st.integers(0, 38)).filter(lambda each: each[1] <= each[0])


@given(decimals, decimals)
def test_a_decimal_fits_exactly_if_its_extreme_value_does(
    old: tuple[int, int], new: tuple[int, int]
) -> None:
    how = fit(f"DECIMAL({old[0]},{old[1]})", "postgres", f"DECIMAL({new[0]},{new[1]})", "postgres")
    holds = new[1] >= old[1] and new[0] - new[1] >= old[0] - old[1]
    assert (how in (Fit.SAME, Fit.WIDER)) is holds
    assert (how is Fit.SAME) is (old == new)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_gets_an_answer(old: str, new: str) -> None:
    assert fit(old, "generic", new, "snowflake") in Fit
