"""Conditions over facts, written as data: ``{fact: team_size, below: 5}``."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from workbench.handbook.facts import FACT_TYPES, FactKind, FactType, FactValue
from workbench.handbook.page import Record

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_OPERATORS = {
    "is": (FactKind.FLAG, FactKind.WORD, FactKind.NUMBER),
    "in": (FactKind.WORD,),
    "at_least": (FactKind.NUMBER,),
    "below": (FactKind.NUMBER,),
    "contains": (FactKind.WORDS,),
    "known": tuple(FactKind),
}
"""Each operator, and the kinds of facts that it can be asked of."""


class Condition(Record):
    """A test of one fact, or ``all``, ``any``, ``not`` over further conditions.

    Three answers are possible: an unknown fact gives neither yes nor no, and a rule
    that hangs on it stays silent. Only ``known`` always has an answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    fact: str | None = None
    is_: str | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    at_least: float | None = None
    below: float | None = None
    contains: str | None = None
    known: bool | None = None
    all_: tuple["Condition", ...] | None = Field(default=None, alias="all", min_length=1)
    any_: tuple["Condition", ...] | None = Field(default=None, alias="any", min_length=1)
    not_: "Condition | None" = Field(default=None, alias="not")

    @field_validator("fact")
    @classmethod
    def _fact_exists(cls, name: str | None) -> str | None:
        if name is None or name in FACT_TYPES:
            return name
        near = difflib.get_close_matches(name, FACT_TYPES, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"no fact is called {name!r}{hint}")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        groups = [name for name in ("all", "any", "not") if getattr(self, f"{name}_") is not None]
        operators = [name for name in _OPERATORS if self._operand(name) is not None]
        if self.fact is None:
            if operators or len(groups) != 1:
                raise ValueError("a condition is one 'fact' with an operator, or all, any, not")
            return self
        if groups or len(operators) != 1:
            raise ValueError(f"a fact takes exactly one of {', '.join(_OPERATORS)}")
        self._check_operand(operators[0], FACT_TYPES[self.fact])
        return self

    def _operand(self, operator: str) -> object:
        name = f"{operator}_" if operator in ("is", "in") else operator
        found: object = getattr(self, name)
        return found

    def _check_operand(self, operator: str, fact: FactType) -> None:
        if fact.kind not in _OPERATORS[operator]:
            raise ValueError(f"{fact.name!r} is a {fact.kind}, which cannot be asked {operator!r}")
        words: tuple[str, ...] = ()
        if operator == "is" and self.is_ is not None:
            _typed(self.is_, fact)
            words = (self.is_,) if fact.kind is FactKind.WORD else ()
        elif operator == "in":
            words = self.in_ or ()
        elif operator == "contains" and self.contains is not None:
            words = (self.contains,)
        for word in words:
            if fact.choices and word not in fact.choices:
                known = ", ".join(fact.choices)
                raise ValueError(f"{fact.name!r} is never {word!r}; it is one of {known}")

    def holds(self, facts: Mapping[str, FactValue]) -> bool | None:
        """Return yes, no, or None where an unknown fact leaves it open.

        Raises:
            KeyError: ``facts`` lacks a fact of the vocabulary.
        """
        if self.all_ is not None:
            return _all(part.holds(facts) for part in self.all_)
        if self.any_ is not None:
            return _inverse(_all(_inverse(part.holds(facts)) for part in self.any_))
        if self.not_ is not None:
            return _inverse(self.not_.holds(facts))
        assert self.fact is not None
        return self._test(facts[self.fact], FACT_TYPES[self.fact])

    def _test(self, value: FactValue, fact: FactType) -> bool | None:
        if self.known is not None:
            return (value is not None) is self.known
        if value is None:
            return None
        if self.is_ is not None:
            return value == _typed(self.is_, fact)
        if self.in_ is not None:
            return value in self.in_
        if self.contains is not None:
            return isinstance(value, tuple) and self.contains in value
        return self._in_bounds(value)

    def _in_bounds(self, value: FactValue) -> bool:
        assert isinstance(value, int | float)
        if self.at_least is not None:
            return value >= self.at_least
        assert self.below is not None
        return value < self.below

    def __str__(self) -> str:
        """Return the condition in words."""
        if self.all_ is not None:
            return " and ".join(part.nested() for part in self.all_)
        if self.any_ is not None:
            return " or ".join(part.nested() for part in self.any_)
        if self.not_ is not None:
            return f"not {self.not_.nested()}"
        for operator in _OPERATORS:
            operand = self._operand(operator)
            if operand is not None:
                return f"{self.fact} {_in_words(operator, operand)}"
        return ""

    def nested(self) -> str:
        """Return the condition in words, in brackets where it joins several."""
        return f"({self})" if self.all_ or self.any_ else str(self)

    def leaves(self) -> Iterator["Condition"]:
        """Yield the conditions that test a fact."""
        if self.fact is not None:
            yield self
        for part in (*(self.all_ or ()), *(self.any_ or ()), *((self.not_,) if self.not_ else ())):
            yield from part.leaves()


def _in_words(operator: str, operand: object) -> str:
    if operator == "known":
        return "is known" if operand else "is not known"
    if isinstance(operand, tuple):
        return f"is one of {', '.join(operand)}"
    written = f"{operand:g}" if isinstance(operand, float) else str(operand)
    return {"at_least": f"is {written} or more", "below": f"is below {written}"}.get(
        operator, f"{operator} {written}"
    )


def _typed(operand: str, fact: FactType) -> FactValue:
    """Return the operand of ``is`` as a value of the fact's kind."""
    if fact.kind is FactKind.NUMBER:
        try:
            return float(operand)
        except ValueError:
            raise ValueError(f"{fact.name!r} is a number, not {operand!r}") from None
    if fact.kind is FactKind.FLAG:
        if operand not in _TRUTH:
            raise ValueError(f"{fact.name!r} is true or false, not {operand!r}")
        return _TRUTH[operand]
    return operand


def _inverse(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result
