"""Reviewing many texts at once, in several processes where that pays."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.reviewed import FileReview

WORTH_FILES = 8
WORTH_CHARACTERS = 400_000
"""From here on, a second process saves more than its start costs (about half a second)."""


class Job(NamedTuple):
    """A text to review, what it is called, and its dialect."""

    text: str
    name: str
    dialect: str


def available_workers() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def review_jobs(
    jobs: Sequence[Job],
    reviewer: Reviewer,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[FileReview]:
    """Return the reviews of ``jobs`` in their order, whatever the number of ``workers``.

    ``progress`` is told how many are done, of how many.
    """
    worth = len(jobs) >= WORTH_FILES and sum(len(job.text) for job in jobs) >= WORTH_CHARACTERS
    told = progress or _tell_nobody
    if workers > 1 and worth:
        from workbench.sqlreview.processes import (  # noqa: PLC0415 - rarely needed
            BrokenProcessPool,
            review_in_processes,
        )

        try:
            reviews = review_in_processes(jobs, reviewer.recipe, workers)
            return _collected(reviews, len(jobs), told)
        except BrokenProcessPool:
            told(0, len(jobs))  # a process was killed, by lack of memory for one
    return _collected((reviewer.review(*job) for job in jobs), len(jobs), told)


def _tell_nobody(_done: int, _total: int) -> None:
    pass


def _collected(
    reviews: Iterator[FileReview], total: int, told: Callable[[int, int], None]
) -> list[FileReview]:
    done: list[FileReview] = []
    for review in reviews:
        done.append(review)
        told(len(done), total)
    return done
