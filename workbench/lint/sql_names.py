"""Names in SQL: tables and columns that DDL creates, and the models of dbt projects."""

from collections.abc import Iterator
from pathlib import Path

from sqlglot import exp

from workbench.findings import Finding, Place, Severity
from workbench.lint.naming import Misnamed, Naming, is_snake_case
from workbench.lint.rules.naming import column_name_breaks_convention, table_name_breaks_convention
from workbench.sqlreview.dbt_project import project_of
from workbench.sqlreview.host_files import is_templated
from workbench.sqlreview.ranges import Ranges
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.statements import Statement, read_statements


def check_names(text: str, name: str, dialect: str, naming: Naming) -> list[Finding]:
    """Return what is wrong with the names in a SQL text; never raises, whatever it holds.

    A model of a dbt project is judged by the name of its file. What cannot be parsed
    is passed over: that is the query review's to report.
    """
    source = SqlSource(text)
    path = Path(name)
    if project_of(path) is not None and "models" in path.parts:
        return list(_model(path, naming))
    if is_templated(text):
        return []
    found: list[Finding] = []
    for item in read_statements(source, dialect):
        if isinstance(item, Statement) and isinstance(item.tree, exp.Create):
            found += _created(item, item.tree, source, naming, dialect)
    return found


def _model(path: Path, naming: Naming) -> Iterator[Finding]:
    wrong = naming.table(path.stem)
    if wrong is not None:
        yield _table(path.stem, wrong, Place(1, 1, 1, 1))


def _created(
    statement: Statement, create: exp.Create, source: SqlSource, naming: Naming, dialect: str
) -> Iterator[Finding]:
    if create.kind not in {"TABLE", "VIEW"}:
        return
    ranges = Ranges(statement.tokens, statement.base)
    target = create.this
    table = target.this if isinstance(target, exp.Schema) else target
    if isinstance(table, exp.Table):
        wrong = naming.table(table.name)
        if wrong is not None:
            yield _table(table.name, wrong, source.place(ranges.of(table)))
    for column in target.expressions if isinstance(target, exp.Schema) else ():
        if isinstance(column, exp.ColumnDef):
            at = ranges.of(column)
            place = source.place(Span(at.start, at.start + _written_length(source, at, column)))
            yield from _column(column, place, naming, dialect)


def _written_length(source: SqlSource, at: Span, column: exp.ColumnDef) -> int:
    quoted = source.text[at.start : at.start + 1] in {'"', "`", "["}
    return len(column.name) + (2 if quoted else 0)


def _column(column: exp.ColumnDef, place: Place, naming: Naming, dialect: str) -> Iterator[Finding]:
    type_ = column.kind.sql(dialect="" if dialect == "generic" else dialect) if column.kind else ""
    wrong = naming.column(column.name, type_)
    rule = column_name_breaks_convention
    if wrong is not None:
        message = f"{column.name} is of type {type_}; such columns are called {wrong.shape}."
    elif not is_snake_case(column.name) and not column.name.isupper():
        message = f"{column.name} is not lower case with underscores."
    else:
        return
    yield Finding(rule.slug, rule.severity, place, message, rule.why, rule.fix, source=rule.source)


def _table(name: str, wrong: Misnamed, place: Place) -> Finding:
    rule = table_name_breaks_convention
    message = f"{name} is not named as {wrong.title.lower()} are: {wrong.shape}."
    severity: Severity = rule.severity
    return Finding(rule.slug, severity, place, message, rule.why, rule.fix, source=rule.source)
