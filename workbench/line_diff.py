"""What differs between two texts: lines taken away and put in, and the words that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 3
"""Unchanged lines shown round each change, as in a unified diff."""
LONGEST_MARKED = 1_000
"""Characters of a line above which its words are not compared."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$")
_WORD = re.compile(r"\w+|\s+|.")
_ALIKE = 0.4
"""Share of two lines that must be the same for their words to be compared."""

Marks = tuple[tuple[int, int], ...]
"""Ranges of characters, end exclusive."""


class Kind(StrEnum):
    """What became of a line, as the sign that a unified diff puts before it."""

    SAME = " "
    REMOVED = "-"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line without its end; its number, from 1, in the text before and in the one after.

    A line that one of the texts does not have has no number there. ``marks`` are the
    words that differ from the line it replaces; none where the whole line is new or gone.
    """

    kind: Kind
    before: int | None
    after: int | None
    text: str
    marks: Marks = ()


Hunk = tuple[DiffLine, ...]
"""Changes near each other with the unchanged lines round them."""


def line_diff(before: str, after: str, context: int = CONTEXT) -> list[Hunk]:
    """Return what turns ``before`` into ``after``; nothing where they are the same.

    Lines that differ only in how they end (LF, CRLF) differ.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    return [tuple(_lines(group, old, new)) for group in _groups(list(_blocks(old, new)), context)]


def count_changes(hunks: Sequence[Hunk]) -> tuple[int, int]:
    """Return how many lines were put in, and how many taken away."""
    kinds = [line.kind for hunk in hunks for line in hunk]
    return kinds.count(Kind.ADDED), kinds.count(Kind.REMOVED)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines ``first`` to ``last`` of the old text stand for those of the new one."""

    same: bool
    first: int
    last: int
    new_first: int
    new_last: int


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """Yield the texts in pieces that are alike or not; the ends that are alike cost nothing."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    if start:
        yield _Block(True, 0, start, 0, start)
    matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end])
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        places = (first + start, last + start, new_first + start, new_last + start)
        yield _Block(tag == "equal", *places)
    if end:
        yield _Block(True, old_end, len(old), new_end, len(new))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _groups(blocks: list[_Block], context: int) -> Iterator[list[_Block]]:
    """Yield the changes in groups, each with at most ``context`` lines before and behind."""
    group: list[_Block] = []
    for at, block in enumerate(blocks):
        if not block.same:
            group.append(block)
            continue
        size = block.last - block.first
        is_edge = at in (0, len(blocks) - 1)
        if not is_edge and size <= 2 * context:
            group.append(block)
            continue
        if group:
            yield [*group, _cut(block, 0, min(context, size))]
        group = [_cut(block, max(size - context, 0), size)]
    if any(not block.same for block in group):
        yield group


def _cut(block: _Block, start: int, end: int) -> _Block:
    return _Block(
        True, block.first + start, block.first + end, block.new_first + start, block.new_first + end
    )


def _lines(group: list[_Block], old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    for block in group:
        gone, come = old[block.first : block.last], new[block.new_first : block.new_last]
        if block.same:
            for at, line in enumerate(gone):
                numbers = block.first + at + 1, block.new_first + at + 1
                yield DiffLine(Kind.SAME, *numbers, _bare(line))
            continue
        marks = [_word_marks(*pair) for pair in zip(gone, come, strict=False)]
        for at, line in enumerate(gone):
            mine = marks[at][0] if at < len(marks) else ()
            yield DiffLine(Kind.REMOVED, block.first + at + 1, None, _bare(line), mine)
        for at, line in enumerate(come):
            mine = marks[at][1] if at < len(marks) else ()
            yield DiffLine(Kind.ADDED, None, block.new_first + at + 1, _bare(line), mine)


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _word_marks(old: str, new: str) -> tuple[Marks, Marks]:
    """Return the words that differ in a line and the one that replaces it."""
    old, new = _bare(old), _bare(new)
    if max(len(old), len(new)) > LONGEST_MARKED:
        return (), ()
    words, new_words = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, words, new_words, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    gone = tuple(_range(words, first, last) for _, first, last, _, _ in changes if last > first)
    come = tuple(_range(new_words, *code[3:]) for code in changes if code[4] > code[3])
    return gone, come


def _range(words: Sequence[str], first: int, last: int) -> tuple[int, int]:
    start = sum(map(len, words[:first]))
    return start, start + sum(map(len, words[first:last]))
