"""Regular expressions that people may add as knowledge: checked before they run on a log."""

import re
from typing import Annotated

from pydantic import AfterValidator

MAX_REPEAT = 400
"""Largest upper bound of a repeated ``.``; keeps a search linear in the length of a line."""

_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(,?)(\d*)\}")


def check_pattern(pattern: str) -> str:
    """Return ``pattern`` if it compiles and cannot backtrack without end.

    Two shapes are refused because their running time explodes on some texts: an
    unbounded repeat inside a repeated group, ``(a+)+``, and an unbounded ``.*``.

    Raises:
        ValueError: the text says what is wrong and at which character.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        place = "" if error.pos is None else f" at character {error.pos + 1}"
        raise ValueError(f"not a regular expression{place}: {error.msg}") from error
    _refuse_slow(pattern)
    return pattern


Pattern = Annotated[str, AfterValidator(check_pattern)]
"""A regular expression that passed ``check_pattern``."""


def _refuse_slow(pattern: str) -> None:
    open_groups: list[bool] = []
    """For each open group: whether it holds an unbounded repeat."""
    index = 0
    while index < len(pattern):
        end = atom_end(pattern, index)
        atom = pattern[index:end]
        holds_repeat = False
        if atom == "(":
            open_groups.append(False)
            index = end
            continue
        if atom == ")" and open_groups:
            holds_repeat = open_groups.pop()
            if holds_repeat and open_groups:
                open_groups[-1] = True
        quantifier = _QUANTIFIER.match(pattern, end)
        if quantifier and _is_unbounded(quantifier):
            if holds_repeat:
                raise ValueError(f"nested repeats at character {end + 1}; bound one of them")
            if atom == ".":
                raise ValueError(
                    f"unbounded '.{quantifier.group()}' at character {index + 1}; write '.{{0,80}}'"
                )
            if open_groups:
                open_groups[-1] = True
        index = quantifier.end() if quantifier else end


def atom_end(pattern: str, index: int) -> int:
    """Return the index behind the atom (escape, class or character) that starts at ``index``."""
    if pattern[index] == "\\":
        return index + 2
    if pattern[index] != "[":
        return index + 1
    end = index + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1


def _is_unbounded(quantifier: re.Match[str]) -> bool:
    if quantifier.group() == "?":
        return False
    if quantifier.group() in "*+":
        return True
    low, comma, high = quantifier.groups()
    if not comma:
        return int(low or 0) > MAX_REPEAT
    return not high or int(high) > MAX_REPEAT
