"""Reviewing many texts at once, in several processes where that pays."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from workbench.sqlreview.review import Recipe, Reviewer
from workbench.sqlreview.reviewed import FileReview

WORTH_FILES = 8
WORTH_CHARACTERS = 400_000
"""From here on, a second process saves more than its start costs (about half a second)."""

_CHUNKS_PER_WORKER = 8


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
        try:
            return _collected(_in_processes(jobs, reviewer, workers), len(jobs), told)
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


def _in_processes(jobs: Sequence[Job], reviewer: Reviewer, workers: int) -> Iterator[FileReview]:
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__])
    chunk = max(1, len(jobs) // (workers * _CHUNKS_PER_WORKER))
    pool = ProcessPoolExecutor(workers, context, _start, (reviewer.recipe,))
    try:
        yield from pool.map(_review, jobs, chunksize=chunk)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_own: list[Reviewer] = []
"""The reviewer of a worker process."""


def _start(recipe: Recipe) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits for us ends us
    _own.append(Reviewer(*recipe))


def _review(job: Job) -> FileReview:
    return _own[0].review(*job)
