"""Prose to look something up in, in titled sections."""

from typing import ClassVar, Literal

from workbench.handbook.page import Entry, Page, Text


class Section(Entry):
    """One titled piece of prose; blank lines part paragraphs, indented lines are kept."""

    text: Text

    def texts(self) -> list[str]:
        """Return the prose and notes."""
        return [self.text, *super().texts()]


class Reference(Page):
    """A topic explained in sections."""

    records: ClassVar[str] = "sections"

    kind: Literal["reference"]
    sections: tuple[Section, ...]
