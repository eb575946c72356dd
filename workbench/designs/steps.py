"""The steps from one state of a document to another, and whether two sets of steps clash."""

import copy
import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.designs.yaml_scalars import Value, plain_data
from workbench.yaml_source import YamlPath, YamlValue


@dataclass(frozen=True, slots=True)
class Step:
    """One change.

    ``insert`` puts a value before the list entry that ``path`` names; ``move`` makes that
    entry the one whose index is the value; ``copy`` puts the same again behind it.
    """

    kind: Literal["set", "remove", "insert", "move", "copy"]
    path: YamlPath
    value: Value = None

    @property
    def touches(self) -> YamlPath:
        """Where the change is felt; a list that grows or shrinks is changed as a whole."""
        moves_entries = self.kind != "set" and isinstance(self.path[-1], int)
        return self.path[:-1] if moves_entries else self.path


def steps_between(old: YamlValue, new: YamlValue, at: YamlPath = ()) -> Iterator[Step]:
    """Yield steps that, applied in order, turn ``old`` into ``new``."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() - new.keys():
            yield Step("remove", (*at, key))
        for key, value in new.items():
            if key not in old:
                yield Step("set", (*at, key), value)
            else:
                yield from steps_between(old[key], value, (*at, key))
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _list_steps(old, new, at)
    else:
        yield Step("set", at, new)


def clash(mine: Iterable[Step], theirs: Iterable[Step]) -> list[YamlPath]:
    """Return the places that both sides changed, one of them inside the other or the same."""
    others = [step.touches for step in theirs]
    return [step.touches for step in mine if any(_overlap(step.touches, other) for other in others)]


def apply(data: YamlValue, step: Step) -> YamlValue:
    """Return ``data`` after one step; missing parents are made, one entry behind a list is too.

    Raises:
        KeyError, IndexError, TypeError: the path does not fit the data.
    """
    if not step.path:
        return plain_data(step.value)
    changed = copy.deepcopy(data)
    if changed is None:
        changed = {}
    parent: YamlValue = changed
    for here, below in zip(step.path, step.path[1:], strict=False):
        parent = _go_down(parent, here, make=[] if isinstance(below, int) else {})
    _apply_at(parent, step)
    return changed


def _go_down(parent: YamlValue, key: str | int, make: YamlValue) -> YamlValue:
    if isinstance(parent, dict) and isinstance(key, str):
        if parent.get(key) is None:
            parent[key] = make
        return parent[key]
    if isinstance(parent, list) and isinstance(key, int):
        if key == len(parent):
            parent.append(make)
        elif parent[key] is None:
            parent[key] = make
        return parent[key]
    raise TypeError(f"{key!r} does not fit")


def _apply_at(parent: YamlValue, step: Step) -> None:
    key, value = step.path[-1], plain_data(step.value)
    if isinstance(parent, dict) and isinstance(key, str) and step.kind != "insert":
        if step.kind == "remove":
            del parent[key]
        else:
            parent[key] = value
    elif isinstance(parent, list) and isinstance(key, int):
        if key > len(parent):
            raise IndexError(key)
        if step.kind in ("move", "copy"):
            _rearrange(parent, key, step)
            return
        if step.kind == "insert" or (step.kind == "set" and key == len(parent)):
            parent.insert(key, value)
        elif step.kind == "remove":
            del parent[key]
        else:
            parent[key] = value
    else:
        raise TypeError(f"{key!r} does not fit")


def _rearrange(entries: list[YamlValue], index: int, step: Step) -> None:
    if step.kind == "copy":
        entries.insert(index + 1, copy.deepcopy(entries[index]))
        return
    target = step.value
    if not isinstance(target, int) or not 0 <= target < len(entries):
        raise IndexError(target)
    entries.insert(target, entries.pop(index))


def _list_steps(old: list[YamlValue], new: list[YamlValue], at: YamlPath) -> Iterator[Step]:
    """Match entries by what they hold, so that comments stay with the entry they speak of."""
    names, wanted = _names(old), _names(new)
    if sorted(names) == sorted(wanted):
        yield from _moves(names, wanted, at)
        return
    matcher = difflib.SequenceMatcher(None, names, wanted, autojunk=False)
    for kind, start, end, new_start, new_end in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        if end - start == new_end - new_start:
            for index, pair in enumerate(zip(old[start:end], new[new_start:new_end], strict=True)):
                yield from steps_between(*pair, (*at, start + index))
            continue
        # Inserting first keeps a list that is replaced whole from becoming empty on the way.
        for value in reversed(new[new_start:new_end]):
            yield Step("insert", (*at, end), value)
        for index in reversed(range(start, end)):
            yield Step("remove", (*at, index))


def _moves(names: list[str], wanted: list[str], at: YamlPath) -> Iterator[Step]:
    for target, name in enumerate(wanted):
        if names[target] == name:
            continue
        index = names.index(name, target)
        names.insert(target, names.pop(index))
        yield Step("move", (*at, index), target)


def _names(values: list[YamlValue]) -> list[str]:
    return [json.dumps(value, sort_keys=True) for value in values]


def _overlap(one: YamlPath, other: YamlPath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
