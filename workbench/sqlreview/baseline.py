"""Findings that were there before the review came: a file of them, which it then leaves out."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import InputError, Problem
from workbench.findings import Finding
from workbench.reading import read_text
from workbench.sqlreview.fingerprints import codes
from workbench.sqlreview.reviewed import FileReview, Review
from workbench.writing import write_atomically

VERSION = 1


class Entry(NamedTuple):
    """A finding in a baseline: its file (from the baseline's folder), rule and code."""

    path: str
    rule: str
    code: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    path: str
    rule: str
    code: str
    count: int = Field(ge=1)


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    findings: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A review without what the baseline holds, and what of the baseline no longer occurs."""

    review: Review
    hidden: int
    gone: list[Entry]


class Baseline:
    """Known findings, counted; the file that holds them tells where their paths begin."""

    def __init__(self, path: Path, entries: Counter[Entry] | None = None) -> None:
        self.path = path
        self.entries = entries or Counter()

    @classmethod
    def load(cls, path: Path) -> "Baseline":
        """Read a baseline.

        Raises:
            InputError: there is no such file, or it is no baseline.
        """
        text = read_text(path).text
        try:
            document = _Document.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            at = ".".join(str(step) for step in first["loc"])
            fix = f"Write it anew with --write-baseline {path}"
            problem = Problem(f"not a baseline: {first['msg']}", str(path), path=at, fix=fix)
            raise InputError(problem) from error
        rows = document.findings
        return cls(path, Counter({Entry(r.path, r.rule, r.code): r.count for r in rows}))

    def take(self, review: Review, ran: Callable[[str], bool]) -> "Baseline":
        """Return a baseline of all findings of ``review``.

        What this one says of files and rules that the review did not look at is kept.
        """
        reviewed = {self._path_of(file) for file in review.files}
        kept = {
            entry: count
            for entry, count in self.entries.items()
            if not ran(entry.rule) or (entry.path not in reviewed and self._exists(entry))
        }
        taken = Counter(kept)
        for file in review.files:
            taken.update(entry for _, entry in self._entries_of(file, file.findings, review))
        return Baseline(self.path, taken)

    def write(self) -> None:
        """Replace the file, sorted, so that it changes little from one time to the next.

        Raises:
            InputError: the file cannot be written.
        """
        rows = [{**entry._asdict(), "count": self.entries[entry]} for entry in sorted(self.entries)]
        document = {"version": VERSION, "findings": rows}
        write_atomically(self.path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")

    def hide(self, review: Review, ran: Callable[[str], bool]) -> Outcome:
        """Take the known findings out of ``review``; of alike ones, the first are the known."""
        left = Counter(self.entries)
        hidden = 0
        files: list[FileReview] = []
        for file in review.files:
            known: set[Finding] = set()
            everything = sorted((*file.findings, *file.left_out), key=lambda each: each.place)
            for finding, entry in self._entries_of(file, everything, review):
                if left[entry] > 0:
                    left[entry] -= 1
                    known.add(finding)
            findings = tuple(each for each in file.findings if each not in known)
            left_out = tuple(each for each in file.left_out if each not in known)
            hidden += len(file.findings) - len(findings)
            files.append(replace(file, findings=findings, left_out=left_out))
        gone = self._gone(left, review, ran)
        return Outcome(replace(review, files=tuple(files)), hidden, gone)

    def _gone(
        self, left: Counter[Entry], review: Review, ran: Callable[[str], bool]
    ) -> list[Entry]:
        understood = {
            self._path_of(file): not any(error.broken for error in file.errors)
            for file in review.files
        }
        return sorted(
            entry
            for entry, count in left.items()
            if count > 0 and ran(entry.rule) and understood.get(entry.path, not self._exists(entry))
        )

    def _entries_of(
        self, file: FileReview, findings: Iterable[Finding], review: Review
    ) -> Iterable[tuple[Finding, Entry]]:
        path = self._path_of(file)
        text = review.sources.get(file.path, "")
        return ((each, Entry(path, each.rule, code)) for each, code in codes(findings, text))

    def _path_of(self, file: FileReview) -> str:
        if file.path not in _NOT_FILES:
            try:
                return Path(os.path.relpath(file.path, self.path.parent)).as_posix()
            except ValueError:  # another drive
                return Path(file.path).resolve().as_posix()
        return file.path

    def _exists(self, entry: Entry) -> bool:
        return entry.path in _NOT_FILES or (self.path.parent / entry.path).exists()


_NOT_FILES = {"<stdin>"}
