"""What failures look like in logs: patterns and code tables with cause, checks and fixes."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.codes import CodeTable
from workbench.handbook.failure import Cause, Check, Failure, Layer, Transient, Who
from workbench.handbook.literals import required_words
from workbench.handbook.page import Entry, Page, Text
from workbench.handbook.patterns import Pattern

__all__ = ["Cause", "Check", "Layer", "Signature", "Signatures", "Transient", "Who"]


class Signature(Failure):
    """One failure as it reads in a log.

    ``examples`` must match the pattern and ``near_misses`` must not; a signature without
    both does not load.
    """

    pattern: Pattern
    examples: tuple[Text, ...] = Field(min_length=1)
    near_misses: tuple[Text, ...] = Field(min_length=1)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to search with."""
        return re.compile(self.pattern)

    @cached_property
    def words(self) -> frozenset[str] | None:
        """Words in lower case of which a matching text holds at least one."""
        return required_words(self.pattern)

    def may_match(self, lowered: str) -> bool:
        """Return whether a text, given in lower case, is worth searching."""
        return self.words is None or any(word in lowered for word in self.words)

    def texts(self) -> list[str]:
        """Return checks, fixes, question, examples and notes."""
        return [*self.examples, *super().texts()]

    @model_validator(mode="after")
    def _examples_hold(self) -> Self:
        for example in self.examples:
            if not self.compiled.search(example):
                raise ValueError(f"{self.id!r}: the pattern misses its example {example[:80]!r}")
        for near_miss in self.near_misses:
            if self.compiled.search(near_miss):
                raise ValueError(f"{self.id!r}: the pattern takes its near miss {near_miss[:80]!r}")
        self.refuse_wrapper_with_cause()
        return self


class Signatures(Page):
    """The failures of one technology, or one of the general layers."""

    records: ClassVar[str] = "signatures"

    kind: Literal["signatures"]
    technology: Text
    """``any`` for the layers that hold for every product."""
    recognised_by: tuple[Pattern, ...] = ()
    """What in a text shows that this technology takes part."""
    products: dict[Text, Pattern] = Field(default_factory=dict)
    """Technologies that have no page of their own, and what in a text shows them."""
    signatures: tuple[Signature, ...]
    tables: tuple[CodeTable, ...] = ()
    """The error codes of the technology."""

    def entries(self) -> Sequence[Entry]:
        """Return the signatures, then the groups of the code tables."""
        groups = [group for table in self.tables for group in table.groups]
        return [*self.signatures, *groups]

    @cached_property
    def recognisers(self) -> tuple[tuple[str, str], ...]:
        """Each technology that a text may show, with a pattern that shows it."""
        own = [(self.technology, pattern) for pattern in self.recognised_by]
        return (*own, *self.products.items())
