"""What was answered and noted during an incident, on disk at once: nothing typed is lost."""

import datetime
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workbench.errors import InputError, Problem
from workbench.places import state_dir
from workbench.writing import append_durably, write_atomically

Clock = Callable[[], datetime.datetime]
"""Returns the present time with a zone; passed in so that tests can stop it."""
EntryKind = Literal[
    "start", "answer", "back", "note", "amendment", "assessed", "finish", "set-aside"
]
_SUFFIX = ".jsonl"
_DRAFT_SUFFIX = ".draft"


def utc_now() -> datetime.datetime:
    """Return the present time in UTC."""
    return datetime.datetime.now(datetime.UTC)


def journals_dir() -> Path:
    """Return the folder of all journals."""
    return state_dir() / "journals"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of a journal; ``data`` depends on the kind."""

    time: datetime.datetime
    kind: EntryKind
    data: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the entry as one line."""
        moment = self.time.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        head = {"time": moment.replace("+00:00", "Z"), "kind": self.kind}
        return json.dumps({**head, **self.data}, ensure_ascii=False)


class Journal:
    """An append-only file of JSON lines; every entry is forced to disk before the call returns."""

    def __init__(self, path: Path, entries: list[JournalEntry], clock: Clock) -> None:
        self.path = path
        self.entries = entries
        self._clock = clock
        self._is_torn = False
        """Whether the file ends in half a line, which the next entry has to end first."""

    @property
    def id(self) -> str:
        """The incident's id: the time of its start and four random characters."""
        return self.path.stem

    def now(self) -> datetime.datetime:
        """Return the present time, by the clock that entries are stamped with."""
        return self._clock()

    @property
    def is_finished(self) -> bool:
        """Whether the walk was finished or set aside."""
        return any(entry.kind in ("finish", "set-aside") for entry in self.entries)

    @property
    def started(self) -> JournalEntry:
        """The first entry."""
        return self.entries[0]

    @classmethod
    def start(
        cls, data: dict[str, Any], *, folder: Path | None = None, clock: Clock = utc_now
    ) -> "Journal":
        """Begin a journal with what is known at the start.

        Raises:
            InputError: the folder cannot be written.
        """
        moment = clock().astimezone(datetime.UTC)
        name = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        journal = cls((folder or journals_dir()) / f"{name}{_SUFFIX}", [], clock)
        journal.append("start", data)
        return journal

    @classmethod
    def resume(cls, path: Path, *, clock: Clock = utc_now) -> "Journal":
        """Read a journal back; a last line that a crash tore is left out.

        Raises:
            InputError: the file cannot be read, or holds no start.
        """
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise InputError(Problem(f"cannot read: {error.strerror}", str(path))) from error
        entries = [entry for line in text.split("\n") if (entry := _read_entry(line))]
        if not entries or entries[0].kind != "start":
            raise InputError(Problem("not a journal of an incident", str(path), 1))
        journal = cls(path, entries, clock)
        journal._is_torn = not text.endswith("\n")
        return journal

    @classmethod
    def unfinished(cls, *, folder: Path | None = None, clock: Clock = utc_now) -> list["Journal"]:
        """Return the journals whose walk was not finished, the latest first."""
        place = folder or journals_dir()
        found: list[Journal] = []
        for path in sorted(place.glob(f"*{_SUFFIX}"), reverse=True) if place.is_dir() else []:
            try:
                journal = cls.resume(path, clock=clock)
            except InputError:
                continue  # killed before its first line was whole: there is nothing to go on with
            if not journal.is_finished:
                found.append(journal)
        return found

    def append(self, kind: EntryKind, data: dict[str, Any] | None = None) -> JournalEntry:
        """Add an entry with the present time and force it to disk.

        Raises:
            InputError: the file cannot be written.
        """
        entry = JournalEntry(self._clock(), kind, data or {})
        begun, self._is_torn = self._is_torn, True
        append_durably(self.path, "\n" * begun + entry.to_json())
        self._is_torn = False
        self.entries.append(entry)
        return entry

    @property
    def draft(self) -> str:
        """The note that was being typed when the program ended, empty if there is none."""
        try:
            text = str(json.loads(self._draft_path.read_text(encoding="utf-8"))["text"])
        except (OSError, ValueError, LookupError, TypeError):
            return ""  # none, or damaged: it must not keep anybody from the incident
        notes = [entry.data.get("text") for entry in self.entries if entry.kind == "note"]
        return "" if notes and notes[-1] == text else text

    def keep_draft(self, text: str) -> None:
        """Keep a note that is still being typed; an empty text drops what was kept.

        It is a file of its own that is replaced, not a line of the journal: a password
        that is half typed has no shape yet that could be masked, and would stay for good.

        Raises:
            InputError: the file cannot be written.
        """
        if text:
            write_atomically(self._draft_path, json.dumps({"text": text}))
            return
        try:
            self._draft_path.unlink(missing_ok=True)
        except OSError as error:
            problem = Problem(f"cannot remove: {error.strerror}", str(self._draft_path))
            raise InputError(problem) from error

    @property
    def _draft_path(self) -> Path:
        return self.path.with_suffix(_DRAFT_SUFFIX)


def _read_entry(line: str) -> JournalEntry | None:
    try:
        data = json.loads(line)
        time = datetime.datetime.fromisoformat(data.pop("time"))
        kind = data.pop("kind")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return JournalEntry(time, kind, data)
