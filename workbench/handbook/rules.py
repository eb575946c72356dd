"""Rules of advice: when a condition over facts holds, something speaks for or against."""

from typing import ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from workbench.findings import Severity
from workbench.handbook.condition import Condition
from workbench.handbook.facts import placeholders, unknown_placeholder
from workbench.handbook.page import Entry, Page, Record, Slug, Text


class Scale(Record):
    """How a sum of weights becomes a verdict; scores run from 0 to 100."""

    start: int = Field(ge=0, le=100)
    """The score of what no rule speaks of."""
    recommended: int = Field(ge=0, le=100)
    """At or above: recommended."""
    consider: int = Field(ge=0, le=100)
    """At or above: consider; below: avoid."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.consider >= self.recommended:
            raise ValueError("'consider' must be below 'recommended'")
        return self


class Rule(Entry):
    """One judgement with exactly one effect.

    ``weight`` speaks for (above 0) or against (below 0) the row ``about``; with
    ``together_with`` it speaks for the pair of both. ``rules_out`` makes the row
    "avoid" whatever else speaks for it. ``risk`` is a warning about the whole brief.
    Texts may quote facts: ``{team_size}`` is the value, ``{team_size.words}`` the brief's
    own words; a rule that quotes a fact which is not known stays silent.
    """

    about: Slug | None = None
    together_with: Slug | None = None
    when: Condition
    weight: int | None = Field(default=None, ge=-100, le=100)
    rules_out: bool = False
    risk: Severity | None = None
    because: Text
    advice: str = ""
    """What to do about a risk."""

    @property
    def aged(self) -> bool:
        """Say whether a note marks the rule as resting on a fact that has aged."""
        return any(note.kind == "aged" for note in self.notes)

    def quoted_facts(self) -> frozenset[str]:
        """Return the names of the facts that the texts quote."""
        quoted = (*placeholders(self.because), *placeholders(self.advice))
        return frozenset(name.partition(".")[0] for name in quoted)

    def texts(self) -> list[str]:
        """Return reason, advice and notes."""
        return [self.because, self.advice, *super().texts()]

    @field_validator("because", "advice")
    @classmethod
    def _quotes_known_facts(cls, text: str) -> str:
        name = unknown_placeholder(text)
        if name is not None:
            raise ValueError(f"the text quotes {{{name}}}, which is no fact")
        return text

    @model_validator(mode="after")
    def _has_one_effect(self) -> Self:
        effects = [self.weight is not None, self.rules_out, self.risk is not None]
        if sum(effects) != 1:
            raise ValueError("a rule has exactly one of 'weight', 'rules_out', 'risk'")
        if (self.about is None) is (self.risk is None):
            raise ValueError("a weight or 'rules_out' needs 'about'; a risk has none")
        if self.together_with and (self.weight is None or self.weight <= 0):
            raise ValueError("'together_with' needs a weight above 0")
        if self.rules_out and self.aged:
            raise ValueError("a fact that has aged must not rule anything out (erratum 11)")
        return self


class Rules(Page):
    """Rules that judge the rows of one matrix, or name risks."""

    records: ClassVar[str] = "rules"

    kind: Literal["rules"]
    judges: Slug | None = None
    """The matrix whose rows are judged; none for a page of risks."""
    scale: Scale | None = None
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.judges is None) is not (self.scale is None):
            raise ValueError("a page that judges a matrix needs a scale, and only such a page")
        for rule in self.rules:
            if (rule.risk is None) is (self.judges is None):
                wanted = "risks" if self.judges is None else "judgements of rows"
                raise ValueError(f"rule {rule.id!r}: this page holds only {wanted}")
        return self
