"""Keeping the cyclic garbage collector out of the way while trees grow.

Every node of a tree knows its parent, so only the collector would free a tree, and left to
itself it looks through the living tree again and again while that grows: a fifth to a third
of the time of parsing, once more for freeing it. A review takes its trees apart instead
(`Context.release`); what is left for the collector are the few that it could not.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

WORTH_TOKENS = 100_000
"""Tokens after whose statements the young garbage is freed: about 100 MB of trees."""


class Sweeper:
    """Frees what was left of the trees of some thousand statements at a time."""

    def __init__(self) -> None:
        self._tokens = 0

    def passed(self, tokens: int) -> None:
        """Tell that a statement of so many tokens is done with."""
        self._tokens += tokens
        if self._tokens >= WORTH_TOKENS:
            self._tokens = 0
            gc.collect(0)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector off meanwhile; it goes on by itself afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
