"""Leaving out findings that a baseline holds, and telling what has become of them."""

from collections.abc import Callable
from pathlib import Path

from workbench.cli.output import narrate
from workbench.sqlreview.baseline import Baseline, Entry
from workbench.sqlreview.reviewed import Review

MOST_TOLD = 20
"""Entries of a baseline that are listed as gone."""


def without_known(
    review: Review, runs: Callable[[str], bool], baseline: Path | None, target: Path | None
) -> Review:
    """Return ``review`` without what the baselines hold, after writing the new one.

    ``runs`` tells whether a rule was run at all.

    Raises:
        InputError: a baseline cannot be read or written.
    """
    known = Baseline.load(baseline) if baseline else None
    if target:
        before = Baseline.load(target) if target.exists() else Baseline(target)
        written = before.take(review, runs)
        written.write()
        narrate(f"Wrote {written.entries.total()} findings to {target}.")
        review = written.hide(review, runs).review
    if known:
        outcome = known.hide(review, runs)
        review = outcome.review
        narrate(f"{outcome.hidden} findings are in {baseline} and not shown.")
        _tell_gone(outcome.gone, known.path)
    return review


def _tell_gone(gone: list[Entry], path: Path) -> None:
    if not gone:
        return
    narrate(f"{len(gone)} entries of {path} no longer occur; --write-baseline {path} drops them:")
    for entry in gone[:MOST_TOLD]:
        narrate(f"  {entry.path}: {entry.rule}")
    if len(gone) > MOST_TOLD:
        narrate(f"  and {len(gone) - MOST_TOLD} more")
