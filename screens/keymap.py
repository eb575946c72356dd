"""Keys a person has changed in the settings, checked before they are used."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.keys import Keys

from screens.commands import EVERYWHERE, PARTS, SCREENS, Command
from workbench.errors import Problem

EDITING_KEYS = frozenset(f"ctrl+{letter}" for letter in "acdefkuvwxyz")
"""Keys that text fields take for themselves; a command on one of them would often not run."""

_NAMED_KEYS = frozenset(key.value for key in Keys)
_SCREENS = frozenset(screen.id for screen in SCREENS)
_PARTS = frozenset(part.id for part in PARTS)
_PUNCTUATION = {
    "?": "question_mark",
    ":": "colon",
    "/": "slash",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    ".": "full_stop",
    "-": "minus",
    "+": "plus",
}
_SHOWN = {name: sign for sign, name in _PUNCTUATION.items()} | {
    "escape": "Esc",
    "delete": "Del",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    **{name: name.capitalize() for name in ("enter", "backspace", "space", "tab")},
    **{name: name.capitalize() for name in ("up", "down", "left", "right", "home", "end")},
}


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of every command, those that were changed, and what is wrong with the wishes."""

    keys: dict[str, tuple[str, ...]]
    changed: dict[str, str]
    problems: tuple[Problem, ...]


def make_keymap(commands: Sequence[Command], wishes: Mapping[str, str], file: str) -> Keymap:
    """Apply ``wishes`` (command id to keys, comma between several) to the default keys.

    A wish that names no command or no key, or that takes the key of another command
    that works in the same place, is reported and the default stays.
    """
    by_id = {command.id: command for command in commands}
    keys = {command.id: command.keys for command in commands}
    problems: list[Problem] = []
    accepted: dict[str, tuple[str, ...]] = {}
    for command_id, wish in wishes.items():
        wanted = tuple(_key_name(part.strip()) for part in wish.split(",") if part.strip())
        complaint = _complaint(command_id, wanted, by_id)
        if complaint:
            problems.append(
                Problem(complaint[0], file, path=f"keys.{command_id}", fix=complaint[1])
            )
        else:
            accepted[command_id] = wanted
    keys.update(accepted)
    while clash := _first_clash(commands, keys, accepted):
        mine, other, key = clash
        problems.append(
            Problem(
                f"{show_key(key)} is already the key of {other!r}",
                file,
                path=f"keys.{mine}",
                fix=f"The key of {mine!r} stays {_show_keys(by_id[mine].keys)}",
            )
        )
        keys[mine] = by_id[mine].keys
        del accepted[mine]
    changed = {command_id: ",".join(wanted) for command_id, wanted in accepted.items()}
    return Keymap(keys, changed, tuple(problems))


def show_key(key: str) -> str:
    """Return a key as it is printed on a keyboard: ``?``, ``ctrl+s``, ``F2``, ``Esc``."""
    *modifiers, name = key.split("+")
    shown = _SHOWN.get(name, name)
    if name[:1] == "f" and name[1:].isdigit():
        shown = name.upper()
    return "+".join([*modifiers, shown])


def show_key_briefly(key: str) -> str:
    """Return a key as the footer shows it: ``^s`` for ``ctrl+s``."""
    return show_key(key).replace("ctrl+", "^")


def _show_keys(keys: Sequence[str]) -> str:
    return ", ".join(show_key(key) for key in keys) or "unset"


def _key_name(key: str) -> str:
    return _PUNCTUATION.get(key, key)


def _complaint(
    command_id: str, wanted: tuple[str, ...], by_id: Mapping[str, Command]
) -> tuple[str, str] | None:
    if command_id not in by_id:
        near = difflib.get_close_matches(command_id, by_id, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "The help (?) lists all commands"
        return f"no command is called {command_id!r}", hint
    if not wanted:
        return "no key is given", "Write for example: ctrl+g"
    for key in wanted:
        if not _is_key(key):
            return f"{key!r} is not a key", "Write for example: ctrl+g, f7, x"
        if key in EDITING_KEYS:
            return f"{key} is used by text fields for editing", "Choose another key"
    return None


def _is_key(key: str) -> bool:
    *modifiers, name = key.split("+")
    known = key in _NAMED_KEYS or name in _NAMED_KEYS or name in _PUNCTUATION.values()
    return (len(name) == 1 or known) and set(modifiers) <= {"ctrl", "shift", "alt"}


def _first_clash(
    commands: Sequence[Command],
    keys: Mapping[str, tuple[str, ...]],
    accepted: Mapping[str, tuple[str, ...]],
) -> tuple[str, str, str] | None:
    for mine in commands:
        if mine.id not in accepted:
            continue
        for other in commands:
            if other.id != mine.id and _meet(mine, other):
                for key in set(keys[mine.id]) & set(keys[other.id]):
                    return mine.id, other.id, key
    return None


def _meet(one: Command, other: Command) -> bool:
    """Say whether both commands can be within reach of one key press."""
    if EVERYWHERE in (one.where, other.where) or one.where == other.where:
        return True
    both = {one.where, other.where}
    return not (both <= _SCREENS or both <= _PARTS)
