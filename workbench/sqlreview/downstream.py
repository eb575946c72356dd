"""What a file takes away and still is read, further down or in another one.

It is found when all files have been reviewed.

Each review tells what its file drops or renames (`Removal`). Where none does, which is
the rule, nothing more is done. Else the files that hold such a name are read once more,
and each removal that is read elsewhere becomes a finding.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from workbench.findings import Confidence, Finding
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.host_files import holds_sql
from workbench.sqlreview.migrations import comes_before, undo_line, undoes
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.precedence import Precedence
from workbench.sqlreview.readers import Use, Uses, uses_in
from workbench.sqlreview.reviewed import FileReview, Removal

_WORD = re.compile(r"\w+")


class _Taken(NamedTuple):
    """A removal, and the file that it stands in."""

    path: str
    dialect: str
    removal: Removal


class _Reader(NamedTuple):
    """A file that reads what was removed; without a name the one that removes it."""

    path: str
    use: Use
    sure: bool


def with_downstream(
    reviews: Iterable[FileReview],
    jobs: Sequence[Job],
    others: Callable[[], Iterable[Job]],
    precedence: Precedence,
) -> list[FileReview]:
    """Return reviews with a finding for each removal that another file reads.

    ``jobs`` are the texts of the reviews; ``others`` reads those that were not asked for
    and may read what was removed. The order of the files does not matter. By
    ``precedence``, other findings give way to those that are new.
    """
    reviews = list(reviews)
    texts = {job.name: job.text for job in jobs}
    taken = [
        _Taken(review.path, review.dialect, removal)
        for review in reviews
        for removal in review.removals
        if not _is_undone(review.path, removal, texts[review.path])
    ]
    if not taken:
        return [_without(review, precedence) for review in reviews]
    uses = _uses([*jobs, *others()], taken)
    found: dict[str, list[_Confirmed]] = {}
    for index, each in enumerate(taken):
        readers = list(_readers(index, each, uses))
        if readers:
            found.setdefault(each.path, []).append(_Confirmed(each.removal, readers))
    return [_without(review, precedence, found.get(review.path, ())) for review in reviews]


class _Confirmed(NamedTuple):
    removal: Removal
    readers: list[_Reader]


def _is_undone(path: str, removal: Removal, text: str) -> bool:
    undo = undo_line(text)
    return undoes(path) or 0 < undo <= removal.finding.place.line


def _uses(jobs: Iterable[Job], taken: list[_Taken]) -> dict[str, Uses]:
    """Return what the texts do with what was removed, by their names.

    A table of one engine is none of another one, however it is called.
    """
    found: dict[str, Uses] = {}
    named = [
        (index, dialect, removal, _WORD.findall(f"{_last(removal.table)} {removal.column}"))
        for index, (_, dialect, removal) in enumerate(taken)
    ]
    for job in jobs:
        if undoes(job.name):
            continue
        words = set(_WORD.findall(job.text.lower()))
        wanted = {
            index: removal
            for index, dialect, removal, names in named
            if words.issuperset(names)
            and (GENERIC in {dialect, job.dialect} or dialect == job.dialect)
        }
        if wanted:
            own = {index for index in wanted if taken[index].path == job.name}
            # Only a script runs in the order in which it is written.
            own = set() if holds_sql(job.name) else own
            found[job.name] = uses_in(job, wanted, undo_line(job.text), own)
    return found


def _last(table: str) -> str:
    return table.rpartition(".")[2]


def _readers(index: int, taken: _Taken, uses: dict[str, Uses]) -> Iterator[_Reader]:
    """Yield the files that read what was removed, and are not known to be out of its reach."""
    own = uses.get(taken.path)
    if own is not None and index in own.later:
        yield _Reader("", own.later[index], own.later[index].sure)
    if own is not None and (index in own.makes or index in own.makes_table):
        return
    makers = [path for path, each in uses.items() if index in each.makes]
    later = [path for path in makers if comes_before(taken.path, path)]
    at_some_time = [
        path
        for path in makers
        if path not in {taken.path, *later} and not comes_before(path, taken.path)
    ]
    for path in sorted(uses):
        reads = uses[path].reads.get(index)
        if path == taken.path or reads is None or comes_before(path, taken.path):
            continue
        if index in uses[path].makes or index in uses[path].makes_table:
            continue
        if any(not comes_before(path, maker) for maker in later):
            continue
        yield _Reader(path, reads, reads.sure and not at_some_time)


def _without(
    review: FileReview, precedence: Precedence, confirmed: Sequence[_Confirmed] = ()
) -> FileReview:
    """Return a review with what was confirmed among its findings, and no open question."""
    if not review.removals:
        return review
    added = [_finding(each.removal, each.readers) for each in confirmed]
    findings = sorted((*review.findings, *added), key=lambda each: (each.place, each.rule))
    return replace(review, findings=tuple(precedence.settled(findings)), removals=())


def _finding(removal: Removal, readers: list[_Reader]) -> Finding:
    first = min(readers, key=lambda each: (not each.sure, each.path))
    others = len(readers) - 1
    more = f" (and {others} more {'file' if others == 1 else 'files'})" if others else ""
    line = first.use.line
    reader = (
        f"{first.path} still reads it in line {line}"
        if first.path
        else (f"line {line} still reads it")
    )
    return replace(
        removal.finding,
        message=f"{removal.finding.message}, and {reader}{more}.",
        confidence=removal.finding.confidence if first.sure else Confidence.POSSIBLE,
    )
