"""Patterns that names follow: one for each convention, replaceable by a team."""

from typing import ClassVar, Literal

from workbench.handbook.page import Entry, Page, Text
from workbench.handbook.patterns import Pattern


class NamingPattern(Entry):
    """The pattern of one convention.

    A table belongs to the convention whose ``prefixes`` its name begins with, or
    whose role it has; a column belongs to the one that its type tells.
    """

    subject: Literal["table", "column"]
    prefixes: tuple[Text, ...] = ()
    types: tuple[Text, ...] = ()
    """Beginnings of data types, in lower case."""
    pattern: Pattern
    """What the whole name must match, in lower case."""
    shape: Text
    """The pattern as people write it: ``fct_[business_process]``."""

    def texts(self) -> list[str]:
        """Return the shape and notes."""
        return [self.shape, *super().texts()]


class NamingPatterns(Page):
    """The patterns of all conventions."""

    records: ClassVar[str] = "patterns"

    kind: Literal["naming"]
    patterns: tuple[NamingPattern, ...]
