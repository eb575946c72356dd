"""SQL that loads a type 2 dimension, in six dialects (erratum 1 of the methodology).

Changes are kept in a log; the versions of a key are always computed from all of its
changes. A batch that comes twice, a row that comes late and a run that broke off in
the middle therefore end in the same dimension as a clean run.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.errors import InputError, Problem

END_OF_TIME = "9999-12-31 00:00:00+00"


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the statements use. ``tracked`` are the attributes whose history counts.

    ``changed_at`` is the source's own time of the change, ``sequence`` orders changes of
    the same moment, ``deleted`` is true for a row that was deleted at the source.
    """

    dimension: str
    staging: str
    natural_key: str
    tracked: tuple[str, ...]
    surrogate_key: str
    changed_at: str = "changed_at"
    sequence: str = "change_sequence"
    deleted: str = "is_deleted"

    @property
    def changes(self) -> str:
        """The log of all changes."""
        return f"{self.dimension}_changes"

    @property
    def versions(self) -> str:
        """The view that computes the versions."""
        return f"{self.dimension}_versions"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the engines. ``transaction`` is empty where there is none."""

    end_of_time: str
    key: Callable[[str, str], str]
    """The surrogate key of a natural key and a moment, the same in every run."""
    transaction: tuple[str, str] = ("BEGIN;", "COMMIT;")
    difference: str = "EXCEPT"
    no_rows: str = "WHERE FALSE"


def _postgres_key(key: str, at: str) -> str:
    micros = f"CAST(EXTRACT(EPOCH FROM {at}) * 1000000 AS BIGINT)"
    return f"MD5(CAST({key} AS VARCHAR) || '|' || CAST({micros} AS VARCHAR))"


def _snowflake_key(key: str, at: str) -> str:
    return f"MD5(TO_VARCHAR({key}) || '|' || TO_VARCHAR(DATE_PART(EPOCH_MICROSECOND, {at})))"


def _bigquery_key(key: str, at: str) -> str:
    text = f"CONCAT(CAST({key} AS STRING), '|', CAST(UNIX_MICROS({at}) AS STRING))"
    return f"TO_HEX(MD5({text}))"


def _databricks_key(key: str, at: str) -> str:
    return f"MD5(CONCAT(CAST({key} AS STRING), '|', CAST(UNIX_MICROS({at}) AS STRING)))"


_TIMESTAMPTZ = f"CAST('{END_OF_TIME}' AS TIMESTAMP WITH TIME ZONE)"
DIALECTS: dict[str, Dialect] = {
    "postgres": Dialect(_TIMESTAMPTZ, _postgres_key),
    "duckdb": Dialect(_TIMESTAMPTZ, _postgres_key),
    "redshift": Dialect(f"CAST('{END_OF_TIME}' AS TIMESTAMPTZ)", _postgres_key),
    "snowflake": Dialect(f"CAST('{END_OF_TIME}' AS TIMESTAMP_TZ)", _snowflake_key),
    "bigquery": Dialect(
        f"TIMESTAMP '{END_OF_TIME}'",
        _bigquery_key,
        ("BEGIN TRANSACTION;", "COMMIT TRANSACTION;"),
        "EXCEPT DISTINCT",
    ),
    "databricks": Dialect(f"TIMESTAMP '{END_OF_TIME}'", _databricks_key, ("", "")),
}
"""The engines for which the load is written."""


@dataclass(frozen=True, slots=True)
class Scd2:
    """The load of one dimension: ``setup`` runs once, ``load`` for each batch in staging.

    ``checks`` returns the keys whose versions break a law; no rows means that all is well.
    """

    setup: str
    load: str
    checks: str


def generate(names: Names, dialect: str) -> Scd2:
    """Return the statements for one dimension.

    Raises:
        InputError: the dialect is unknown, or no attribute is tracked.
    """
    engine = DIALECTS.get(dialect)
    if engine is None:
        fix = f"Dialects: {', '.join(DIALECTS)}"
        raise InputError(Problem(f"there is no dialect {dialect!r} for this load", fix=fix))
    if not names.tracked:
        fix = "Give the dimension attributes with scd_type 2"
        raise InputError(Problem(f"{names.dimension} keeps the history of nothing", fix=fix))
    return Scd2(_setup(names, engine), _load(names, engine), _checks(names))


def _log_columns(of: Names) -> str:
    return ", ".join((of.natural_key, *of.tracked, of.deleted, of.changed_at, of.sequence))


def _dimension_columns(of: Names) -> str:
    return ", ".join(
        (of.surrogate_key, of.natural_key, *of.tracked, "valid_from", "valid_to", "is_current")
    )


def _setup(of: Names, engine: Dialect) -> str:
    return f"""\
CREATE TABLE {of.changes} AS
SELECT {_log_columns(of)}
FROM {of.staging}
{engine.no_rows};

CREATE VIEW {of.versions} AS
{_versions(of, engine)};

CREATE TABLE {of.dimension} AS
SELECT {_dimension_columns(of)}
FROM {of.versions}
{engine.no_rows};
"""  # noqa: S608 - statements to be read and run by people


def _versions(of: Names, engine: Dialect) -> str:
    window = f"PARTITION BY {of.natural_key} ORDER BY {of.changed_at}"
    before = ",\n    ".join(
        f"LAG({name}) OVER ({window}) AS before_{number}"
        for number, name in enumerate((*of.tracked, of.deleted))
    )
    same = "\n        AND ".join(
        f"({name} = before_{number} OR ({name} IS NULL AND before_{number} IS NULL))"
        for number, name in enumerate((*of.tracked, of.deleted))
    )
    tracked = ", ".join(of.tracked)
    return f"""\
WITH ranked AS (
  SELECT
    {_log_columns(of)},
    ROW_NUMBER() OVER (
      PARTITION BY {of.natural_key}, {of.changed_at}
      ORDER BY {of.sequence} DESC, {of.deleted}, {tracked}
    ) AS place
  FROM {of.changes}
),
states AS (
  SELECT
    {_log_columns(of)},
    ROW_NUMBER() OVER ({window}) AS number,
    {before}
  FROM ranked
  WHERE place = 1
),
changed AS (
  SELECT
    {_log_columns(of)},
    LEAD({of.changed_at}) OVER ({window}) AS next_change
  FROM states
  WHERE number = 1
    OR CASE
      WHEN {same}
      THEN 0 ELSE 1
    END = 1
)
SELECT
  {engine.key(of.natural_key, of.changed_at)} AS {of.surrogate_key},
  {of.natural_key},
  {tracked},
  {of.changed_at} AS valid_from,
  COALESCE(next_change, {engine.end_of_time}) AS valid_to,
  next_change IS NULL AS is_current
FROM changed
WHERE NOT {of.deleted}"""  # noqa: S608 - statements to be read and run by people


def _load(of: Names, engine: Dialect) -> str:
    columns = _dimension_columns(of)
    affected = f"WHERE {of.natural_key} IN (SELECT {of.natural_key} FROM {of.staging})"  # noqa: S608 - the same
    begin, commit = engine.transaction
    statements = f"""\
INSERT INTO {of.changes} ({_log_columns(of)})
SELECT {_log_columns(of)}
FROM {of.staging}
{engine.difference}
SELECT {_log_columns(of)}
FROM {of.changes}
{affected};

DELETE FROM {of.dimension}
{affected};

INSERT INTO {of.dimension} ({columns})
SELECT {columns}
FROM {of.versions}
{affected};
"""  # noqa: S608 - statements to be read and run by people
    return "\n".join(part for part in (begin, statements, commit) if part).rstrip("\n") + "\n"


def _checks(of: Names) -> str:
    key = of.natural_key
    return f"""\
SELECT {key}, 'more than one current version' AS broken_law
FROM {of.dimension}
WHERE is_current
GROUP BY {key}
HAVING COUNT(*) > 1
UNION ALL
SELECT {key}, 'empty or reversed interval'
FROM {of.dimension}
WHERE valid_from >= valid_to
UNION ALL
SELECT {key}, 'overlapping versions'
FROM (
  SELECT
    {key},
    valid_to,
    LEAD(valid_from) OVER (PARTITION BY {key} ORDER BY valid_from) AS next_from
  FROM {of.dimension}
) AS neighbours
WHERE valid_to > next_from;
"""  # noqa: S608 - statements to be read and run by people
