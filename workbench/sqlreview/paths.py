"""Reviewing files: which, with which rules, and what is shown of the findings."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.errors import Problem
from workbench.findings import Preset
from workbench.sqlreview.dialects import checked, dialect_of_path
from workbench.sqlreview.files import find_files
from workbench.sqlreview.options import Choice, Options
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError
from workbench.sqlreview.schema.model import Schema

EVERYTHING = Options(preset=Preset.STRICT)


def review_paths(
    paths: Sequence[str | Path],
    options: Options = EVERYTHING,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Review:
    """Review files, folders (every ``*.sql`` below, sorted) and ``-`` for standard input.

    Where ``options`` name no dialect, the one that the path names counts
    (`dialect_of_path`). Only files that are ``wanted`` are reviewed. A file in a
    folder that cannot be read is listed among the errors of that file; the others
    are reviewed.

    Raises:
        InputError: an unknown dialect or rule, a path that does not exist, a file
            named directly that cannot be read, a folder without SQL files, a file
            that should describe tables and does not.
    """
    if options.dialect is not None:
        options = replace(options, dialect=checked(options.dialect))
    reviewer = Reviewer(*options.rules(), schema=_schema(options))
    started = time.perf_counter()
    files: dict[str, FileReview] = {}
    sources: dict[str, str] = {}
    for file in find_files(paths, options.excludes):
        if not wanted(file.path):
            continue
        content = file.read()
        choice = options.for_file(file.path)
        dialect = choice.dialect or dialect_of_path(file.path)
        if isinstance(content, Problem):
            files[file.path] = _unread(file.path, dialect, content)
            continue
        sources[content.name] = content.text
        review = reviewer.review(content.text, content.name, dialect)
        files[content.name] = chosen(review, choice)
    return Review(tuple(files.values()), time.perf_counter() - started, sources)


def _schema(options: Options) -> Schema | None:
    if not options.schema:
        return None
    from workbench.sqlreview.schema.load import load_schema  # noqa: PLC0415 - rarely needed

    return load_schema(options.schema, options.dialect)


def chosen(review: FileReview, choice: Choice) -> FileReview:
    """Return a review with the findings that ``choice`` shows."""
    shown, left_out = choice.apply(review.findings)
    return replace(review, findings=tuple(shown), left_out=tuple(left_out))


def _unread(name: str, dialect: str, problem: Problem) -> FileReview:
    message = f"not reviewed: {problem.message}"
    return FileReview(name, dialect, 0, (), (ReviewError(problem.line or 1, 1, message),))
