"""Processes that review texts."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from workbench.sqlreview.parallel import Job
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Recipe, Reviewer
from workbench.sqlreview.reviewed import FileReview

__all__ = ["BrokenProcessPool", "review_in_processes"]

_CHUNKS_PER_WORKER = 8

all_rules()  # so that they are there once, in the process that all others are forked from


def review_in_processes(jobs: Sequence[Job], recipe: Recipe, workers: int) -> Iterator[FileReview]:
    """Yield the reviews of ``jobs`` in their order.

    Raises:
        BrokenProcessPool: a process was killed.
    """
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__])
    chunk = max(1, len(jobs) // (workers * _CHUNKS_PER_WORKER))
    pool = ProcessPoolExecutor(workers, context, _start, (recipe,))
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
