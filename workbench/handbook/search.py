"""Full-text search over the whole handbook, by SQLite's FTS5 in memory."""

import re
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from workbench.handbook.handbook import Found, Handbook

TITLE_WEIGHT = 10.0
KEYWORD_WEIGHT = 6.0
PAGE_WEIGHT = 2.0
TEXT_WEIGHT = 1.0

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SNIPPET_WORDS = 16


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that answers a search, best first, with the words round the match."""

    found: Found
    snippet: str


class SearchIndex:
    """An index of every page and entry; building it takes some milliseconds, a search below one.

    Titles weigh more than keywords, these more than the page's title, and prose least
    (BM25 with column weights). A word matches its inflections and the words it begins.
    """

    def __init__(self, handbook: Handbook) -> None:
        self._found = handbook.all()
        # Built in one thread of the application, asked from another, never both at once.
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._connection.execute(
            "CREATE VIRTUAL TABLE entries USING fts5"
            "(title, keywords, page, text, tokenize = 'porter unicode61')"
        )
        self._connection.executemany(
            "INSERT INTO entries (rowid, title, keywords, page, text) VALUES (?, ?, ?, ?, ?)",
            ((number, *_columns(found)) for number, found in enumerate(self._found)),
        )

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """Return the best hits that hold all words, or, where none does, any of them."""
        terms = _WORD.findall(words)
        if not terms:
            return []
        quoted = [f'"{term}"*' for term in terms]
        return self._ask(" AND ".join(quoted), limit) or self._ask(" OR ".join(quoted), limit)

    def _ask(self, query: str, limit: int) -> list[Hit]:
        sql = (
            f"SELECT rowid, snippet(entries, 3, '', '', ' … ', {_SNIPPET_WORDS}) FROM entries "  # noqa: S608
            "WHERE entries MATCH ? ORDER BY bm25(entries, ?, ?, ?, ?), rowid LIMIT ?"
        )
        weights = (TITLE_WEIGHT, KEYWORD_WEIGHT, PAGE_WEIGHT, TEXT_WEIGHT)
        with closing(self._connection.execute(sql, (query, *weights, limit))) as rows:
            return [Hit(self._found[number], " ".join(text.split())) for number, text in rows]


def _columns(found: Found) -> Sequence[str]:
    entry = found.entry
    if entry is None:
        return (found.title, " ".join(_words_of(found)), found.title, found.page.summary)
    return (found.title, " ".join(_words_of(found)), found.page.title, " ".join(entry.texts()))


def _words_of(found: Found) -> Iterator[str]:
    yield found.ref.replace("/", " ").replace("-", " ")
    yield from (found.entry or found.page).keywords
