"""What a SELECT groups by."""

from collections.abc import Iterator
from functools import cached_property

from sqlglot import exp

from workbench.sqlreview.select_list import aliased, position

_SETS = ("rollup", "cube", "grouping_sets")


class Grouping:
    """The grouping keys of a SELECT, with positions and aliases resolved.

    ``plain`` is false for ROLLUP, CUBE and GROUPING SETS, whose rows are totals
    too; ``known`` is false where the keys are not written (GROUP BY ALL).
    """

    def __init__(self, select: exp.Expr) -> None:
        self._select = select
        self._group = select.args.get("group")
        self.plain = True
        self.known = True
        self.keys: list[exp.Expr] = []
        self._names: set[str] = set()
        self._key_names: set[str] | None = None
        self._key_types: set[type[exp.Expr]] | None = None
        if isinstance(self._group, exp.Group):
            self._read(self._group)

    @cached_property
    def aliases(self) -> dict[str, exp.Expr]:
        """The aliased expressions of the SELECT by their alias in lower case."""
        return aliased(self._select)

    def _read(self, group: exp.Group) -> None:
        self.known = not group.args.get("all")
        self.plain = self.known and not any(group.args.get(name) for name in _SETS)
        written = [*group.expressions]
        for name in _SETS:
            sets = group.args.get(name)
            written += [part for part in sets or () if isinstance(part, exp.Expr)]
        for entry in self._flattened(written):
            key = entry
            place = None if entry.__class__ is exp.Column else position(entry)
            if place is not None:
                if not 0 < place <= len(self._select.expressions) or self._select.is_star:
                    self.known = False
                    continue
                key = self._select.expressions[place - 1]
            elif isinstance(key, exp.Column) and not key.table:
                self._names.add(key.name.lower())
                value = self.aliases.get(key.name.lower())
                if value is not None:
                    self.keys.append(value)
            if isinstance(key, exp.Alias):
                self._names.add(key.alias.lower())
            self.keys.append(key.unalias())

    def _flattened(self, keys: list[exp.Expr]) -> Iterator[exp.Expr]:
        pending = list(reversed(keys))
        while pending:
            key = pending.pop()
            if key.__class__ is exp.Column:
                yield key
            elif isinstance(key, (exp.Rollup, exp.Cube, exp.GroupingSets)):
                self.plain = False
                pending += reversed(key.expressions)
            elif isinstance(key, exp.Tuple):
                pending += reversed(key.expressions)
            elif isinstance(key, exp.Paren):
                pending.append(key.this)
            else:
                yield key

    def is_key(self, node: exp.Expr) -> bool:
        """Tell whether an expression is one of the keys, whatever qualifiers it has."""
        if isinstance(node, exp.Column):
            return self._is_key_column(node)
        if self._key_types is None:
            self._key_types = {type(key) for key in self.keys}
        if type(node) not in self._key_types:
            return False
        return any(_are_alike(node, key) for key in self.keys)

    def _is_key_column(self, column: exp.Column) -> bool:
        """Tell whether a key is this column, or the whole row of its table."""
        if self._key_names is None:
            self._key_names = {key.name.lower() for key in self.keys if isinstance(key, exp.Column)}
        if column.name.lower() in self._key_names:
            return True
        return bool(column.table) and column.table.lower() in self._key_names

    def names_output(self, column: exp.Column) -> bool:
        """Tell whether ``column`` is the name under which a key was written or given out."""
        return not column.table and column.name.lower() in self._names

    def settles(self, node: exp.Expr) -> bool:
        """Tell whether an expression is a key, by what it is or by the name of a key."""
        if self.is_key(node):
            return True
        return isinstance(node, exp.Column) and self.names_output(node)

    def covers(self, column: exp.Column) -> bool:
        """Tell whether a column is a key itself or a part of an expression that is one."""
        node: exp.Expr | None = column
        while node is not None and node is not self._select:
            if self.is_key(node):
                return True
            node = node.parent
        return self.names_output(column)


def _are_alike(one: object, other: object) -> bool:
    """Tell whether two expressions, or parts of them, differ in qualifiers and letter case only."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_are_alike, one, other))
    if not isinstance(one, exp.Expr) or not isinstance(other, exp.Expr):
        return one == other
    if isinstance(one, exp.Column):
        return one.name.lower() == other.name.lower()
    mine, theirs = one.args, other.args
    return all(
        _are_alike(mine.get(name) or None, theirs.get(name) or None) for name in {**mine, **theirs}
    )
