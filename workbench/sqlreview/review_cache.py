"""Reviews of texts that were reviewed before, kept from one run to the next.

A review is found again by all that it depends on: the text, its name and dialect, the
rules that run, and the sources of the whole review. So nothing is ever out of date,
and what is not asked for is dropped after a while.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from knowledge import ROOT
from workbench import __version__
from workbench.findings import Confidence, Finding, Place, Severity
from workbench.handbook.page_files import page_files
from workbench.places import cache_dir
from workbench.sqlreview.dbt_model_facts import model_facts
from workbench.sqlreview.parallel import Job
from workbench.sqlreview.review import Recipe
from workbench.sqlreview.reviewed import FileReview, Removal, ReviewError

FILE_NAME = "reviews.sqlite"
KEPT_DAYS = 30
_TABLE = "CREATE TABLE IF NOT EXISTS review (key TEXT PRIMARY KEY, content TEXT, day INTEGER)"
_BUSY_SECONDS = 2.0
_PAGES = (ROOT / "phase-05-performance", ROOT / "rules")
"""Folders of the handbook whose figures and words the review goes by."""


class ReviewCache:
    """A file of reviews by key. A file that cannot be used is as good as an empty one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or cache_dir()) / FILE_NAME
        self._day = int(time.time() // 86_400)

    def find(self, keys: Iterable[str]) -> dict[str, FileReview]:
        """Return what is known of ``keys``."""
        found: dict[str, FileReview] = {}
        with suppress(sqlite3.Error, OSError), closing(self._open()) as database, database:
            for key in keys:
                query = "SELECT content FROM review WHERE key = ?"
                row = database.execute(query, (key,)).fetchone()
                review = _decoded(row[0]) if row else None
                if review is not None:
                    found[key] = review
            today = ((self._day, key, self._day) for key in found)
            database.executemany("UPDATE review SET day = ? WHERE key = ? AND day <> ?", today)
        return found

    def keep(self, reviews: Iterable[tuple[str, FileReview]]) -> None:
        """Keep reviews, all or none, and drop what was not asked for in `KEPT_DAYS`."""
        rows = [(key, _encoded(review), self._day) for key, review in reviews]
        try:
            self._write(rows)
        except sqlite3.DatabaseError:
            # Not a database, or a damaged one: start anew; what was in it is worked out again.
            with suppress(OSError, sqlite3.Error):
                self._path.unlink()
                self._write(rows)
        except OSError:
            return

    def _write(self, rows: Iterable[tuple[str, str, int]]) -> None:
        with closing(self._open()) as database, database:
            database.execute(_TABLE)
            database.executemany("INSERT OR REPLACE INTO review VALUES (?, ?, ?)", rows)
            database.execute("DELETE FROM review WHERE day < ?", (self._day - KEPT_DAYS,))

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return sqlite3.connect(self._path, timeout=_BUSY_SECONDS)


def review_key(job: Job, recipe: Recipe, tables: str = "") -> str:
    """Return what a review is found again by.

    ``tables`` tells the schema of the recipe (`identity_of`), where it has one.
    """
    chosen = [*sorted(recipe.select), "without", *sorted(recipe.ignore)]
    rules = " ".join([*chosen, "partly", *sorted(recipe.partly)])
    project = repr(model_facts(job.name))
    own = _pages_version(recipe.knowledge)
    parts = (_sources_version(), own, rules, tables, project, *job)
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw) + raw)
    return digest.hexdigest()


@cache
def _sources_version() -> str:
    """Return a hash of all code that a review goes through, and of the pages that it reads."""
    digest = hashlib.sha256(f"{__version__} {version('sqlglot')}".encode())
    for folder, files in (
        (Path(__file__).parent, "**/*.py"),
        *((each, "*.yaml") for each in _PAGES),
    ):
        for path in sorted(folder.glob(files)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _pages_version(folders: tuple[str, ...]) -> str:
    """Return a hash of the pages in folders that are laid over the handbook."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in page_files(Path(folder)):
            content = path.read_bytes()
            digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()


def _encoded(review: FileReview) -> str:
    return json.dumps(asdict(review))


def _decoded(content: str) -> FileReview | None:
    """Return the review, or None where the entry is damaged."""
    try:
        data = json.loads(content)
        return FileReview(
            path=str(data["path"]),
            dialect=str(data["dialect"]),
            statements=int(data["statements"]),
            findings=tuple(_finding(each) for each in data["findings"]),
            errors=tuple(ReviewError(**each) for each in data["errors"]),
            removals=tuple(
                Removal(_finding(each["finding"]), each["table"], each["column"])
                for each in data["removals"]
            ),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _finding(data: dict[str, Any]) -> Finding:
    graded = {
        "severity": Severity(data["severity"]),
        "confidence": Confidence(data["confidence"]),
        "place": Place(**data["place"]),
    }
    return Finding(**{**data, **graded})
