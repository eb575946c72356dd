"""Text to fill in: YAML documents, SQL checks, log records."""

from typing import ClassVar, Literal

from workbench.handbook.page import Entry, Page, Record, Text


class TemplateField(Record):
    """What one key or placeholder of a template means."""

    path: Text
    meaning: Text
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


class Part(Entry):
    """One block of template text with its fields; placeholders are written ``{name}``."""

    language: Literal["yaml", "sql", "json", "text"]
    text: str = ""
    """What the block is for."""
    body: Text
    threshold: str = ""
    """When the result counts as failed, for checks."""
    fields: tuple[TemplateField, ...] = ()

    def texts(self) -> list[str]:
        """Return purpose, body, threshold, field meanings and notes."""
        meanings = [f"{field.path} {field.meaning}" for field in self.fields]
        return [self.text, self.body, self.threshold, *meanings, *super().texts()]


class Template(Page):
    """One or more blocks that belong together."""

    records: ClassVar[str] = "parts"

    kind: Literal["template"]
    parts: tuple[Part, ...]
