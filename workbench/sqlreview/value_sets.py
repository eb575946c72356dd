"""What single tests (``x = 1``, ``x > 5``, ``x IN (…)``) say about one expression.

Two tests on the same expression may exclude each other, or one may follow from
the other. Only what holds for every type and collation counts.
"""

import re
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.values import Value, may_be_filled_in, value_of
from workbench.sqlreview.volatile import is_repeatable

_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.EQ,
    exp.NEQ: exp.NEQ,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
}
_MOST_VALUES = 200
"""Longer lists are not compared."""


class ValueSet(NamedTuple):
    """The values of ``operand`` for which ``test`` is true.

    ``operand`` is a column as it is called, or a number that equal expressions have in common.
    ``only`` lists them, ``without`` those that are left out, ``low`` and ``high``
    are the ends of a range (``…_open`` when the end itself is not in it);
    ``null`` is the test IS NULL. ``prefix`` is how texts begin; those that do may still
    fail if ``more`` is asked of them. All other tests are false or unknown for NULL.
    """

    operand: str | int
    test: exp.Expr
    only: tuple[Value, ...] | None = None
    without: tuple[Value, ...] = ()
    low: Value | None = None
    high: Value | None = None
    low_open: bool = False
    high_open: bool = False
    null: bool = False
    prefix: str = ""
    more: bool = False

    @property
    def label(self) -> str:
        """The operand as it is written."""
        if isinstance(self.operand, str):
            return self.operand
        test = self.test
        operand = operand_of(_bare(test.this) if isinstance(test, exp.Not) else test)
        return "" if operand is None else operand.sql(comments=False)

    @property
    def is_null_test(self) -> bool:
        """Whether this is IS NULL or IS NOT NULL."""
        return self.null or (
            self.only is None
            and not self.without
            and not self.low
            and not self.high
            and not self.prefix
        )

    def is_empty(self) -> bool:
        """Tell whether no value passes, as in ``x BETWEEN 10 AND 5``."""
        return _apart(self, self)

    def excludes(self, other: "ValueSet") -> bool:
        """Tell whether both tests cannot be true for the same row."""
        if self.null or other.null:
            return self.null != other.null
        if self.only is not None and other.only is not None:
            return all(mine.differs(theirs) for mine in self.only for theirs in other.only)
        for one, two in ((self, other), (other, self)):
            if one.only is not None:
                return all(two.rejects(value) for value in one.only)
        if self.prefix and other.prefix:
            return _begin_differently(self.prefix, other.prefix)
        return _apart(self, other) or _apart(other, self)

    def implies(self, other: "ValueSet") -> bool:
        """Tell whether every row that passes this test passes ``other`` too."""
        if self.null or other.null:
            return self.null and other.null
        if self.only is not None:
            return all(other.admits(value) for value in self.only)
        if other.only is not None:
            return False
        if other.prefix:
            same = self.test.__class__ is other.test.__class__ and not other.more
            return same and self.prefix.startswith(other.prefix)
        if not all(self.rejects(value) for value in other.without):
            return False
        return _reaches_no_lower(self, other) and _reaches_no_higher(self, other)

    def admits(self, value: Value) -> bool:
        """Tell whether ``value`` certainly passes."""
        if self.null or not all(value.differs(mine) for mine in self.without):
            return False
        if self.only is not None:
            return any(value.equals(mine) for mine in self.only)
        if self.prefix:
            return not self.more and value.is_text and str(value.content).startswith(self.prefix)
        for end, is_open, below in (
            (self.low, self.low_open, True),
            (self.high, self.high_open, False),
        ):
            if end is None:
                continue
            if not value.is_ordered_with(end):
                return False
            outside = value.is_below(end) if below else end.is_below(value)
            if outside or (is_open and value.equals(end)):
                return False
        return True

    def rejects(self, value: Value) -> bool:
        """Tell whether ``value`` certainly does not pass."""
        if self.only is not None:
            return all(value.differs(mine) for mine in self.only)
        if self.prefix:
            return value.is_text and _begin_differently(self.prefix, str(value.content))
        if any(value.equals(mine) for mine in self.without):
            return True
        for end, is_open, below in (
            (self.low, self.low_open, True),
            (self.high, self.high_open, False),
        ):
            if end is None or not value.is_ordered_with(end):
                continue
            outside = value.is_below(end) if below else end.is_below(value)
            if outside or (is_open and value.equals(end)):
                return True
        return False


def value_set(test: exp.Expr) -> ValueSet | None:
    """Return what ``test`` says about one expression; None if it is not of that form."""
    kind = test.__class__
    if kind in _MIRRORED:
        return _comparison(test)
    negated = kind is exp.Not
    inner = _bare(test.this if negated else test)
    if isinstance(inner, exp.Is):
        return _null_test(inner, test, negated=negated)
    if isinstance(inner, exp.In):
        return _list_test(inner, test, negated=negated)
    return None if negated or _is_negated(inner) else _plain_test(inner)


def denied_values(test: exp.Expr) -> ValueSet | None:
    """Return what NOT BETWEEN and NOT LIKE deny: values for which ``test`` is certainly false."""
    if test.__class__ is exp.Not:
        inner = _bare(test.this)
        return _plain_test(inner) if inner.__class__ in _DENIED else None
    return _pattern_test(test) if _is_negated(test) and test.__class__ in _PATTERNS else None


def _is_negated(test: exp.Expr) -> bool:
    return bool(test.args.get("negate"))


def _plain_test(test: exp.Expr) -> ValueSet | None:
    kind = test.__class__
    if kind is exp.Between:
        return _between_test(test)
    if kind in _PATTERNS:
        return _pattern_test(test)
    return _comparison(test) if kind in _MIRRORED else None


def operand_of(test: exp.Expr) -> exp.Expr | None:
    """Return the expression that `value_set` may tell something about, without brackets.

    It is much quicker, for those who only want to know which tests are about the same.
    """
    kind = test.__class__
    if kind in _ABOUT_THEIR_LEFT_SIDE:
        return _bare(test.this)
    if kind not in _MIRRORED:
        return None
    left, right = test.this, test.args["expression"]
    if _may_be_value(right):
        return _bare(left)
    return _bare(right) if _may_be_value(left) else None


def _may_be_value(side: exp.Expr) -> bool:
    return side.__class__ is exp.Literal or value_of(side) is not None


_ABOUT_THEIR_LEFT_SIDE = frozenset({exp.Is, exp.In, exp.Between})


def _bare(node: exp.Expr) -> exp.Expr:
    while node.__class__ is exp.Paren:
        node = node.this
    return node


def _null_test(is_: exp.Is, test: exp.Expr, *, negated: bool) -> ValueSet | None:
    right = is_.expression
    is_null = isinstance(right, exp.Null)
    key = _key(is_.this) if is_null or not negated else None
    if key is None:
        return None
    if is_null:
        return ValueSet(key, test, null=not negated)
    value = value_of(right) if isinstance(right, exp.Boolean) else None
    return ValueSet(key, test, only=(value,)) if value is not None else None


def _list_test(in_: exp.In, test: exp.Expr, *, negated: bool) -> ValueSet | None:
    key = _key(in_.this)
    if key is None or not 0 < len(in_.expressions) <= _MOST_VALUES:
        return None
    values = [value for item in in_.expressions if (value := value_of(item)) is not None]
    if len(values) < len(in_.expressions):
        return None
    listed = tuple(values)
    return ValueSet(key, test, without=listed) if negated else ValueSet(key, test, only=listed)


def _between_test(between: exp.Expr) -> ValueSet | None:
    args = between.args
    high = value_of(args["high"])
    low = value_of(args["low"]) if high is not None else None
    if low is None or args.get("symmetric"):
        return None
    key = _key(args["this"])
    return ValueSet(key, between, low=low, high=high) if key is not None else None


def _pattern_test(like: exp.Expr) -> ValueSet | None:
    """Return how a text must begin to match; what may follow a wildcard is left open."""
    args = like.args
    pattern = args["expression"]
    if pattern.__class__ is not exp.Literal or not pattern.is_string:
        return None
    text: str = pattern.args["this"]
    if may_be_filled_in(text.rstrip("%")):
        return None
    prefix = _UP_TO_WILDCARD.match(text)[0]  # type: ignore[index]
    key = _key(args["this"]) if prefix else None
    if key is None:
        return None
    more = text != f"{prefix}%" or like.__class__ is exp.ILike
    return ValueSet(key, like, prefix=prefix, more=more)


_PATTERNS = frozenset({exp.Like, exp.ILike})
_DENIED = _PATTERNS | {exp.Between}
_UP_TO_WILDCARD = re.compile(r"[^%_\\\[]*")
"""Some products have a set of characters in brackets, or take a backslash to escape."""


def _begin_differently(one: str, other: str) -> bool:
    """Tell whether no text begins with both, whatever the collation makes of case and padding."""
    mine, theirs = one.rstrip().casefold(), other.rstrip().casefold()
    return not (mine.startswith(theirs) or theirs.startswith(mine))


def _comparison(test: exp.Expr) -> ValueSet | None:
    operator: type[exp.Expr] = test.__class__
    args = test.args
    operand, value = args["this"], value_of(args["expression"])
    if value is None:
        operand, value = args["expression"], value_of(args["this"])
        operator = _MIRRORED[operator]
    key = _key(operand) if value is not None else None
    if key is None or value is None:
        return None
    if operator is exp.EQ:
        return ValueSet(key, test, only=(value,))
    if operator is exp.NEQ:
        return ValueSet(key, test, without=(value,))
    is_open = operator is exp.LT or operator is exp.GT
    if operator is exp.GT or operator is exp.GTE:
        return ValueSet(key, test, low=value, low_open=is_open)
    return ValueSet(key, test, high=value, high_open=is_open)


def _key(operand: exp.Expr | None) -> str | int | None:
    """Name an expression that has one value per row, so that equal ones have equal names."""
    while isinstance(operand, exp.Paren):
        operand = operand.this
    if isinstance(operand, exp.Column):
        return column_key(operand)
    if (
        operand is None
        or operand.find(exp.Column, exp.Star) is None
        or operand.find(exp.Query) is not None
    ):
        return None
    return hash(operand) if is_repeatable(operand) else None


def column_key(column: exp.Expr) -> str:
    """Return a column as written, with its qualifiers, in lower case."""
    args = column.args
    if args.get("db") is not None:
        parts = [column.text(part) for part in ("catalog", "db", "table", "this")]
        return ".".join(part for part in parts if part).lower()
    qualifier, name = column.text("table"), written_name(column)
    return f"{qualifier.lower()}.{name}" if qualifier else name


def written_name(column: exp.Expr) -> str:
    """Return the name of a column in lower case, unless it is in quotes and has capitals."""
    name = column.name
    lowered = name.lower()
    # In quotes most products tell capitals apart.
    if lowered == name or not column.this.args.get("quoted"):
        return lowered
    return name


def _apart(lower: ValueSet, upper: ValueSet) -> bool:
    """Tell whether all of ``lower`` is below all of ``upper``."""
    high, low = lower.high, upper.low
    if high is None or low is None or not high.is_ordered_with(low):
        return False
    touching = lower.high_open or upper.low_open
    return high.is_below(low) or (touching and high.equals(low))


def _reaches_no_lower(inner: ValueSet, outer: ValueSet) -> bool:
    if outer.low is None:
        return True
    if inner.low is None or not inner.low.is_ordered_with(outer.low):
        return False
    if inner.low.equals(outer.low):
        return inner.low_open or not outer.low_open
    return outer.low.is_below(inner.low)


def _reaches_no_higher(inner: ValueSet, outer: ValueSet) -> bool:
    if outer.high is None:
        return True
    if inner.high is None or not inner.high.is_ordered_with(outer.high):
        return False
    if inner.high.equals(outer.high):
        return inner.high_open or not outer.high_open
    return inner.high.is_below(outer.high)
