"""Which attributes of dimensions should keep their history, by what their names say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.designs.model import Attribute, Dimension, ScdType
from workbench.handbook.handbook import Handbook
from workbench.handbook.vocabulary import Vocabulary

_REASONS = {
    ScdType.TYPE_2: "reports about the past ask what it was then",
    ScdType.TYPE_1: "a change of it corrects or describes; nobody asks for the old one",
}


@dataclass(frozen=True, slots=True)
class HistoryAdvice:
    """The advised type of one attribute. ``stated`` is None where the design leaves it open."""

    dimension: str
    attribute: str
    advised: ScdType
    stated: ScdType | None
    because: str

    @property
    def agrees(self) -> bool:
        """Whether the design does what is advised, or more."""
        return self.stated is not None and self.stated.number >= self.advised.number


def history_advice(dimensions: Iterable[Dimension], handbook: Handbook) -> list[HistoryAdvice]:
    """Return advice for each attribute whose name tells; others are left to the decision tree.

    Source: the methodology's default, type 2 for what is critical to the business and
    type 1 for the rest; the words are the page ``attribute-history``.
    """
    page = handbook.page("attribute-history", Vocabulary)
    types = {
        word: ScdType.TYPE_2 if term.id == "type-2" else ScdType.TYPE_1
        for term in page.terms
        for word in term.words
    }
    return [
        advice
        for dimension in dimensions
        for attribute in dimension.attributes
        for advice in _of(dimension, attribute, types)
    ]


def _of(
    dimension: Dimension, attribute: Attribute, types: dict[str, ScdType]
) -> Iterator[HistoryAdvice]:
    words = [word for word in attribute.name.casefold().split("_") if word in types]
    if not words:
        return
    keeps = next((word for word in words if types[word] is ScdType.TYPE_2), words[-1])
    advised = types[keeps]
    because = f"It is a {keeps}: {_REASONS[advised]}."
    yield HistoryAdvice(dimension.name, attribute.name, advised, attribute.scd_type, because)
