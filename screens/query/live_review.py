"""Reviewing a text while it is typed: off the screen's thread, and never out of date."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widget import Widget

from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview

REVIEW_AFTER = 0.3
"""Seconds without a key before the text is reviewed."""

Prepare = Callable[[], Callable[[], "FileReview"]]
"""Takes the text as it is now; what it returns reviews that text, in a thread."""
Done = Callable[["FileReview | None", str], None]
"""Told the review of the present text, or why there is none."""


class LiveReview:
    """At most one review at a time; one that the text has overtaken is dropped and done again."""

    def __init__(self, host: Widget, prepare: Prepare, done: Done) -> None:
        self._host = host
        self._prepare = prepare
        self._done = done
        self._asked = self._wanted = self._reviewed = 0
        """Numbers of the present text, of the last at which typing paused, of the last reviewed."""
        self._running = False
        self._timer: Timer | None = None

    def ask_soon(self) -> None:
        """Review when nothing has been typed for a while."""
        self._asked += 1
        if self._timer:
            self._timer.stop()
        self._timer = self._host.set_timer(REVIEW_AFTER, self._start)

    def ask_now(self) -> None:
        """Review at once."""
        self._asked += 1
        self._start()

    def _start(self) -> None:
        self._wanted = self._asked
        if not self._running:
            self._running = True
            self._host.run_worker(self._run(), group="review")

    async def _run(self) -> None:
        try:
            while self._reviewed != self._wanted:
                self._reviewed = self._wanted = self._asked
                review, failure = await self._review()
                if self._reviewed == self._asked:
                    self._done(review, failure)
        finally:
            self._running = False

    async def _review(self) -> tuple["FileReview | None", str]:
        try:
            return await asyncio.to_thread(self._prepare()), ""
        except InputError as error:
            return None, str(error)
        except Exception as error:  # noqa: BLE001 - the editor lives, whatever broke the review
            return None, type(error).__name__
