"""Reviewing files: which, with which rules, and what is shown of the findings."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workbench.errors import Problem
from workbench.findings import Preset
from workbench.sqlreview.dbt_project import project_dialect
from workbench.sqlreview.dialects import GENERIC, checked, dialect_of_path
from workbench.sqlreview.files import WITH_HOSTS, Found, find_files
from workbench.sqlreview.host_files import cells_of, is_notebook
from workbench.sqlreview.options import Choice, Options
from workbench.sqlreview.parallel import Job, review_jobs
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.spark.languages import is_of_another_program

EVERYTHING = Options(preset=Preset.STRICT)
WORTH_CACHING = 32_000
"""Characters from which on looking up a review is quicker than reviewing again."""


def everything(_: str) -> bool:
    """Want every file."""
    return True


@dataclass(frozen=True, slots=True)
class Effort:
    """How a review is done, which never changes what it finds.

    ``progress`` is told how many files are done, of how many.
    """

    workers: int = 1
    cached: bool = False
    progress: Callable[[int, int], None] | None = None


def review_paths(
    paths: Sequence[str | Path],
    options: Options = EVERYTHING,
    wanted: Callable[[str], bool] = everything,
    effort: Effort = Effort(),
) -> Review:
    """Review files, folders (every ``*.sql`` below, sorted) and ``-`` for standard input.

    Where ``options`` name no dialect, the one that the path names counts
    (`dialect_of_path`), then that of the dbt project. Each cell of a notebook is
    reviewed as a file of its own. Only files that are ``wanted`` are reviewed. A file in a
    folder that cannot be read is listed among the errors of that file; the others
    are reviewed.

    Raises:
        InputError: an unknown dialect or rule, a path that does not exist, a file
            named directly that cannot be read, a folder without SQL files, a file
            that should describe tables and does not.
    """
    if options.dialect is not None:
        options = replace(options, dialect=checked(options.dialect))
    reviewer = Reviewer(
        *options.rules(),
        schema=_schema(options),
        partly=options.partly(),
        knowledge=options.knowledge,
    )
    started = time.perf_counter()
    files: dict[str, FileReview] = {}
    jobs: list[Job] = []
    unwanted: list[Found] = []
    choices: dict[str, Choice] = {}
    kinds = WITH_HOSTS if options.embedded else (".sql",)
    for file in find_files(paths, options.excludes, kinds):
        if not wanted(file.path):
            unwanted.append(file)
            continue
        content = file.read()
        choice = options.for_file(file.path)
        dialect = choice.dialect or dialect_of_file(file.path)
        if isinstance(content, Problem):
            files[file.path] = _unread(file.path, dialect, content)
            continue
        if not file.named and is_of_another_program(file.path, content.text):
            continue
        for part in cells_of(content) if is_notebook(content.name) else [content]:
            files[part.name] = _unread(part.name, dialect, _NOT_YET)
            choices[part.name] = choice
            jobs.append(Job(part.text, part.name, dialect))
    reviews = _reviews(jobs, reviewer, effort)
    if any(review.removals for review in reviews):
        from workbench.sqlreview.downstream import (  # noqa: PLC0415 - rarely needed
            with_downstream,
        )

        others = partial(_jobs_of, unwanted, options)
        reviews = with_downstream(reviews, jobs, others, reviewer.precedence)
    for review in reviews:
        files[review.path] = chosen(review, choices[review.path])
    sources = {job.name: job.text for job in jobs}
    return Review(tuple(files.values()), time.perf_counter() - started, sources)


def _jobs_of(files: list[Found], options: Options) -> Iterator[Job]:
    """Yield what could be reviewed in files; those that cannot be read hold nothing."""
    for file in files:
        content = file.read()
        if isinstance(content, Problem):
            continue
        dialect = options.for_file(file.path).dialect or dialect_of_file(file.path)
        for part in cells_of(content) if is_notebook(content.name) else [content]:
            yield Job(part.text, part.name, dialect)


_NOT_YET = Problem("left over")
"""Holds a file's place in the order until its review is there."""


def _reviews(jobs: list[Job], reviewer: Reviewer, effort: Effort) -> list[FileReview]:
    if not effort.cached or sum(len(job.text) for job in jobs) < WORTH_CACHING:
        return review_jobs(jobs, reviewer, effort.workers, effort.progress)
    from workbench.sqlreview.review_cache import (  # noqa: PLC0415 - loads a database
        ReviewCache,
        review_key,
    )
    from workbench.sqlreview.schema.identity import identity_of  # noqa: PLC0415 - rarely needed

    cache = ReviewCache()
    schema = reviewer.recipe.schema
    tables = identity_of(schema) if schema is not None else ""
    keys = {job.name: review_key(job, reviewer.recipe, tables) for job in jobs}
    known = cache.find(keys.values())
    new = [job for job in jobs if keys[job.name] not in known]
    reviews = review_jobs(new, reviewer, effort.workers, effort.progress)
    if reviews:
        cache.keep((keys[review.path], review) for review in reviews)
    return [*known.values(), *reviews]


def dialect_of_file(path: str) -> str:
    """Return the dialect that a path names, else that of the dbt project that holds the file."""
    named = dialect_of_path(path)
    return named if named != GENERIC else project_dialect(Path(path)) or GENERIC


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
