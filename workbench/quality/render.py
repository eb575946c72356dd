"""The SQL of quality checks, from the templates of the handbook, in any dialect."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlglot import ErrorLevel, exp, parse, transpile
from sqlglot.errors import SqlglotError

from workbench.designs.document import Document
from workbench.designs.quality_check import CheckParams, CheckType, QualityCheck
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Template

DIALECTS = (
    *("duckdb", "postgres", "snowflake", "bigquery", "databricks", "redshift", "sqlite"),
    *("mysql", "tsql", "trino", "clickhouse", "spark"),
)
_NAME = re.compile(r"[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*){0,3}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WRITTEN_IN = "postgres"
_FROM_HANDBOOK = {
    CheckType.COMPLETENESS,
    CheckType.UNIQUENESS,
    CheckType.FRESHNESS,
    CheckType.VOLUME,
    CheckType.REFERENTIAL,
    CheckType.DISTRIBUTION,
    CheckType.RECONCILIATION,
}


class Passes(StrEnum):
    """What the result of a check must be to pass."""

    ZERO = "zero"
    """One number, and it is 0."""
    NO_ROWS = "no-rows"
    """The rows are the faulty ones."""
    NO_FAIL = "no-fail"
    """No row says FAIL in its last column."""


@dataclass(frozen=True, slots=True)
class RenderedCheck:
    """One check as SQL. ``counted`` is the table whose rows tell whether there was anything."""

    name: str
    type: CheckType
    sql: str
    passes: Passes
    counted: str


def render(check: QualityCheck, dialect: str, handbook: Handbook, day: date) -> RenderedCheck:
    """Return the SQL of a check in ``dialect``; ``day`` is the day whose rows are checked.

    Raises:
        InputError: a parameter is missing or is no name or number, or the dialect is unknown.
    """
    if dialect not in DIALECTS:
        fix = f"Dialects: {', '.join(DIALECTS)}"
        raise InputError(Problem(f"there is no dialect {dialect!r} for checks", fix=fix))
    if check.type is None:
        raise InputError(Problem(f"the check {check.name} has no type"))
    passes = _passes(check.type)
    if check.type is CheckType.CUSTOM:
        return RenderedCheck(check.name, check.type, _custom(check), passes, check.table)
    sql = _filled(check, handbook, day)
    return RenderedCheck(
        check.name, check.type, _in_dialect(sql, dialect), passes, check.table or _table(check)
    )


def _table(check: QualityCheck) -> str:
    return check.params.fact_table or check.params.target_table


def _passes(type_: CheckType) -> Passes:
    if type_ in {CheckType.COMPLETENESS, CheckType.REFERENTIAL}:
        return Passes.ZERO
    if type_ in {CheckType.FRESHNESS, CheckType.VOLUME, CheckType.RECONCILIATION}:
        return Passes.NO_FAIL
    return Passes.NO_FAIL if type_ is CheckType.DISTRIBUTION else Passes.NO_ROWS


def _filled(check: QualityCheck, handbook: Handbook, day: date) -> str:
    assert check.type is not None
    if check.type not in _FROM_HANDBOOK:
        return _of_column(check)
    page = handbook.page("quality-checks", Template)
    part = next(each for each in page.parts if each.id == check.type.value)
    values = {"table": check.table, "run_date": str(day), "date": str(day)}
    values |= {name: str(value) for name, value in _stated(check.params).items()}
    values.setdefault("fact_table", check.table)
    values.setdefault("target_table", check.table)
    if check.type is CheckType.RECONCILIATION:
        values.setdefault("tolerance", "0.01")
    asked = dict.fromkeys(_PLACEHOLDER.findall(part.body))
    problems = [
        problem
        for name in asked
        for problem in [_problem(check, name, values.get(name, ""))]
        if problem is not None
    ]
    if problems:
        raise InputError(problems)
    return _PLACEHOLDER.sub(lambda match: values[match[1]], part.body)


def _stated(params: Document) -> dict[str, object]:
    data = params.model_dump()
    return {name: data[name] for name in params.model_fields_set if data[name] not in (None, "")}


def _problem(check: QualityCheck, name: str, value: str) -> Problem | None:
    if not value:
        fix = f"Fill in params.{name}"
        return Problem(f"the check {check.name} does not say {name}", path=name, fix=fix)
    parts = [part.strip() for part in value.split(",")]
    fits = all(_NAME.fullmatch(part) or _NUMBER.fullmatch(part) for part in parts)
    if fits or name in {"run_date", "date"}:
        return None
    fix = "Give a plain name, or a number"
    return Problem(f"{value!r} is no name of a table or column", path=name, fix=fix)


def _of_column(check: QualityCheck) -> str:
    """Return the statement that finds the faulty values of one column."""
    params = check.params
    problems = [
        problem
        for name, value in (("table", check.table), ("column", params.column))
        for problem in [_problem(check, name, value)]
        if problem is not None
    ]
    if problems:
        raise InputError(problems)
    column = exp.column(params.column)
    wrong = _wrong_value(check, column, params)
    table = exp.to_table(check.table, dialect=_WRITTEN_IN)
    faulty = exp.select(column, exp.alias_(exp.Count(this=exp.Star()), "faulty_rows"))
    return faulty.from_(table).where(wrong).group_by(column).sql(dialect=_WRITTEN_IN)


def _wrong_value(check: QualityCheck, column: exp.Column, params: CheckParams) -> exp.Expr:
    if check.type is CheckType.UNIQUENESS:
        raise InputError(Problem(f"the check {check.name} has no template"))
    if check.type is CheckType.ENUM and params.values:
        return column.copy().isin(*(exp.Literal.string(each) for each in params.values)).not_()
    if check.type is CheckType.REGEX and params.pattern:
        pattern = exp.Literal.string(params.pattern)
        return exp.RegexpLike(this=column.copy(), expression=pattern).not_()
    if check.type is CheckType.RANGE and (params.min or params.max):
        bounds: list[exp.Expr] = []
        if params.min:
            bounds.append(exp.LT(this=column.copy(), expression=_literal(params.min)))
        if params.max:
            bounds.append(exp.GT(this=column.copy(), expression=_literal(params.max)))
        return exp.or_(*bounds)
    needed = {CheckType.ENUM: "values", CheckType.REGEX: "pattern"}.get(
        check.type or CheckType.RANGE, "min or max"
    )
    raise InputError(
        Problem(f"the check {check.name} does not say {needed}", fix=f"Fill in params.{needed}")
    )


def _literal(text: str) -> exp.Expr:
    number = _NUMBER.fullmatch(text.strip())
    return exp.Literal.number(text.strip()) if number else exp.Literal.string(text)


def _custom(check: QualityCheck) -> str:
    sql = check.params.sql.strip().rstrip(";")
    fix = "Give one SELECT that returns the faulty rows"
    try:
        trees = parse(sql)
    except SqlglotError as error:
        raise InputError(Problem(f"the check {check.name} does not parse", fix=fix)) from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise InputError(Problem(f"the check {check.name} is not one query", fix=fix))
    return sql


def _in_dialect(sql: str, dialect: str) -> str:
    if dialect == _WRITTEN_IN:
        return sql.strip()
    if dialect == "sqlite":
        sql = _for_sqlite(sql)
    written = transpile(
        sql, read=_WRITTEN_IN, write=dialect, pretty=True, unsupported_level=ErrorLevel.RAISE
    )
    return written[0] + ";"


def _for_sqlite(sql: str) -> str:
    """Replace the age by what SQLite has: no INTERVAL, times as text."""
    return re.sub(
        r"CURRENT_TIMESTAMP - INTERVAL '([\d.]+) hours'", r"DATETIME('now', '-\1 hours')", sql
    )
