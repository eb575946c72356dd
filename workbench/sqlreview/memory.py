"""Freeing syntax trees in time, and looking for what to free no more often than that.

Every node of a tree knows its parent, so only the cyclic garbage collector frees
a tree. Left to itself it looks through the living tree again and again while that
grows, which takes a fifth to a third of the time of parsing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

WORTH_TOKENS = 100_000
"""Tokens after whose statements the young garbage is freed: about 100 MB of trees."""


class Sweeper:
    """Frees the trees of statements that are done with, some thousand at a time."""

    def __init__(self) -> None:
        self._tokens = 0

    def passed(self, tokens: int) -> None:
        """Tell that a statement of so many tokens is done with."""
        self._tokens += tokens
        if self._tokens >= WORTH_TOKENS:
            self._tokens = 0
            gc.collect(0)


@contextmanager
def sweeping() -> Iterator[Sweeper]:
    """Free memory when told only; the collector goes on by itself afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield Sweeper()
    finally:
        if was_on:
            gc.enable()
