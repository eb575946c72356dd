"""Reviewing one text as `workbench.sqlreview.paths` reviews the file that holds it.

It is for an editor: the text need not be on disk, what describes the tables is read once,
and a long text is reviewed in a process of its own, so that typing is not held up.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from workbench.sqlreview.baseline import Baseline
from workbench.sqlreview.options import Options
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.paths import chosen, dialect_of_file
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import FileReview, Review
from workbench.sqlreview.schema.load import load_schema
from workbench.sqlreview.schema.model import Schema

OWN_PROCESS_FROM = 60_000
"""Characters from which on a review takes longer than a process does to start (0.3 s)."""


def review_one(text: str, name: str, options: Options, baseline: str = "") -> FileReview:
    """Review a text called ``name``, without the findings that the file ``baseline`` holds.

    Raises:
        InputError: an unknown rule, a schema or a baseline that cannot be read.
    """
    schema = _schema(_stamped(options.schema), options.dialect) if options.schema else None
    reviewer = Reviewer(
        *options.rules(),
        schema=schema,
        partly=options.partly(),
        knowledge=options.knowledge,
    )
    choice = options.for_file(name)
    job = Job(text, name, choice.dialect or dialect_of_file(name))
    review = chosen(_with_later_statements(_reviewed(job, reviewer), job, reviewer), choice)
    if not baseline:
        return review
    whole = Review((review,), 0.0, {name: text})
    return Baseline.load(Path(baseline)).hide(whole, options.runs).review.files[0]


def _with_later_statements(review: FileReview, job: Job, reviewer: Reviewer) -> FileReview:
    """Return the review with findings for what the text takes away and still reads below."""
    if not review.removals:
        return review
    from workbench.sqlreview.downstream import with_downstream  # noqa: PLC0415 - rarely needed

    return with_downstream([review], [job], lambda: (), reviewer.precedence)[0]


def _reviewed(job: Job, reviewer: Reviewer) -> FileReview:
    if len(job.text) < OWN_PROCESS_FROM:
        return reviewer.review(*job)
    from workbench.sqlreview.processes import (  # noqa: PLC0415 - rarely needed
        BrokenProcessPool,
        review_in_processes,
    )

    try:
        return next(review_in_processes([job], reviewer.recipe, workers=1))
    except BrokenProcessPool:
        return reviewer.review(*job)


_Stamped = tuple[tuple[str, float], ...]
"""Paths with the moments of their last change."""


def _stamped(paths: Sequence[str]) -> _Stamped:
    return tuple((path, _changed_at(Path(path))) for path in paths)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=4)
def _schema(paths: _Stamped, dialect: str | None) -> Schema:
    """Return a schema, read again only where one of its files has changed."""
    return load_schema([path for path, _ in paths], dialect)
