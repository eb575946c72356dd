"""Reviewing the SQL inside a Python text or the cell of a notebook."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from workbench.findings import Finding, Place
from workbench.sqlreview.host_files import sql_cell
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.jinja import read_template
from workbench.sqlreview.python_strings import SqlString, sql_strings
from workbench.sqlreview.reviewed import FileReview, ReviewError
from workbench.sqlreview.source import SqlSource
from workbench.sqlreview.templated import ReviewSql, review_template

Expression = tuple[SqlString, ReviewSql]
"""A string that is a part of a query, and what reviews it as such."""


def review_embedded(
    source: SqlSource,
    name: str,
    dialect: str,
    review_sql: ReviewSql,
    expressions: Sequence[Expression] = (),
) -> FileReview:
    """Review a cell that is SQL, or each string that is a SQL statement, and ``expressions``.

    A string that does not parse as SQL may be anything, so nothing is said of it
    unless a call certainly runs it.
    """
    cell = sql_cell(source.text)
    if cell is not None:
        return review_template(read_template(cell), dialect, review_sql)
    try:
        strings = sql_strings(source)
    except SyntaxError as error:
        message = f"not reviewed: no Python that can be read ({error.msg})"
        failed = ReviewError(error.lineno or 1, 1, message, broken=False)
        return FileReview(name, dialect, 0, (), (failed,))
    in_loop = partial(review_sql, in_loop=True)
    statements = ((each, in_loop if each.in_loop else review_sql) for each in strings)
    reviews = [
        (each, review_template(each.template, dialect, reviewed_by))
        for each, reviewed_by in (*statements, *expressions)
    ]
    parsed = [
        (each, review)
        for each, review in reviews
        if each.is_run or (review.statements and not _is_broken(review))
    ]
    ignores = Ignores(source)
    found = (finding for each, review in parsed for finding in _placed(each, review, source))
    findings = [finding for finding in found if not ignores.silence(finding)]
    findings.sort(key=lambda finding: (finding.place, finding.rule))
    removals = [
        replace(each, finding=placed)
        for string, review in parsed
        for each in review.removals
        if not ignores.silence(placed := _moved_finding(string, each.finding, source))
    ]
    errors = [error for each, review in parsed for error in _errors(each, review, source)]
    return FileReview(
        name,
        dialect,
        sum(review.statements for _, review in parsed),
        tuple(findings),
        tuple(sorted(errors, key=lambda error: (error.line, error.column))),
        removals=tuple(removals),
    )


def _is_broken(review: FileReview) -> bool:
    return any(error.broken for error in review.errors)


def _placed(string: SqlString, review: FileReview, source: SqlSource) -> Iterator[Finding]:
    return (_moved_finding(string, finding, source) for finding in review.findings)


def _moved_finding(string: SqlString, finding: Finding, source: SqlSource) -> Finding:
    line, column = source.line_and_column(string.start)
    place = finding.place
    moved = Place(
        *_moved(place.line, place.column, line, column),
        *_moved(place.end_line, place.end_column, line, column),
    )
    return replace(finding, place=moved)


def _errors(string: SqlString, review: FileReview, source: SqlSource) -> Iterator[ReviewError]:
    line, column = source.line_and_column(string.start)
    for error in review.errors:
        at = _moved(error.line, error.column, line, column)
        message = error.message
        if message.startswith("does not parse"):
            message = f"not understood: this SQL {message}"
        # It may be put together, or of another dialect: not certainly the author's mistake.
        yield ReviewError(*at, message, broken=False)


def _moved(line: int, column: int, first_line: int, first_column: int) -> tuple[int, int]:
    return line + first_line - 1, column + first_column - 1 if line == 1 else column
