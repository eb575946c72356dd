"""Settings of a product: what each may be set to, what to set it to, and what it goes with."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from workbench.findings import Confidence, Severity
from workbench.handbook.page import Entry, Page, Record, Reference, Text

PropertyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w.-]*\.[\w.-]+$")]
ValueType = Literal["bytes", "duration", "integer", "number", "boolean", "choice", "text"]


class Verdict(Record):
    """What to say of a value; ``{value}`` and ``{name}`` stand for what is set."""

    severity: Severity = Severity.WARNING
    confidence: Confidence = Confidence.CERTAIN
    because: Text
    do: Text
    link: Reference
    """The problem of the handbook that it leads to, or the advice that it breaks."""


class Judgement(Verdict):
    """What to say of values below, above, or equal to given ones, written as in a file."""

    below: Text | None = None
    above: Text | None = None
    equals: tuple[Text, ...] = ()
    unless: dict[PropertyName, Text] = Field(default_factory=dict)
    """Other properties that excuse it, each with how its value begins."""

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.below is None and self.above is None and not self.equals:
            raise ValueError("a judgement needs 'below', 'above' or 'equals'")
        return self


class Need(Verdict):
    """What must be set beside a property that has one of the values ``when``.

    One of ``any`` is enough; what is not set counts with its default.
    """

    when: tuple[Text, ...] = ("true",)
    any: dict[PropertyName, Text] = Field(min_length=1)
    """Names with their wanted value; ``*`` is any value at all."""
    unmentioned: Severity | None = None
    """Said where none of them is set, although the default would do: it did not always."""


class Order(Verdict):
    """A property whose value must stay below that of another one, or may reach it."""

    than: PropertyName
    reach: bool = False


class Property(Entry):
    """One property of a configuration file."""

    name: PropertyName
    type: ValueType = "text"
    default: str | None = None
    """As it is written in a file; None where it has none, or depends on something else."""
    unit: Literal["B", "KiB", "MiB", "ms", "s", ""] = ""
    """What a number without a unit counts."""
    least: Text | None = None
    most: Text | None = None
    """What the product refuses, or cannot work with, is outside of these."""
    choices: tuple[Text, ...] = ()
    obsolete: Text | None = None
    """Why it does nothing any more, or by which property it was replaced."""
    judgements: tuple[Judgement, ...] = ()
    needs: tuple[Need, ...] = ()
    below: tuple[Order, ...] = ()

    def texts(self) -> list[str]:
        """Return the name, what is said of its values, and notes."""
        verdicts: tuple[Verdict, ...] = (*self.judgements, *self.needs, *self.below)
        said = [f"{verdict.because} {verdict.do}" for verdict in verdicts]
        return [self.name, *said, *super().texts()]


class Properties(Page):
    """The properties of one product."""

    records: ClassVar[str] = "properties"

    kind: Literal["properties"]
    prefix: Text
    """How all names begin."""
    others: tuple[Text, ...] = ()
    """Beginnings of names that are free: plug-ins, file systems, catalogues."""
    also: tuple[PropertyName, ...] = ()
    """Names that exist and of which nothing is said."""
    properties: tuple[Property, ...]
