"""Public list prices, and how much of each a platform of a given size uses."""

from typing import ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from workbench.handbook.condition import Condition
from workbench.handbook.figures import Range
from workbench.handbook.page import Entry, Page, Slug, Text


class Price(Entry):
    """One price, in USD, and the share of the volume that it applies to."""

    service: Slug
    """What is bought: ``object-storage``, ``stream-transport``, ``sql-processing`` ..."""
    per: Literal["gb-month-stored", "gb-raw-new", "tb-columnar-new", "tb-columnar-stored", "month"]
    """What is counted: GB kept as columnar files for a month; GB of new raw data in a month;
    TB of new data as columnar files in a month; TB kept as columnar files, read once; a month."""
    usd: Range
    times: Range = Range(low=1, high=1)
    """How often, or for which share, the counted amount is charged."""
    when: Condition | None = None
    """Only where this holds is the service needed; always, if absent."""
    assumes: Text

    @field_validator("source")
    @classmethod
    def _is_public(cls, source: str | None) -> str | None:
        if source is not None and source.startswith("methodology"):
            raise ValueError("a price needs the address of a price list, or 'workbench'")
        return source

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.source is None or self.as_of is None:
            raise ValueError("a price needs 'source' and 'as_of'")
        return self

    def texts(self) -> list[str]:
        """Return the assumption and notes."""
        return [self.assumes, *super().texts()]


class Prices(Page):
    """The price list of one provider."""

    records: ClassVar[str] = "prices"

    kind: Literal["prices"]
    provider: Literal["AWS", "GCP", "Azure", "on-prem"]
    region: Text
    prices: tuple[Price, ...]
