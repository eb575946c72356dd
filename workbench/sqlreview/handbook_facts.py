"""What the handbook says about Spark and the layout of tables, ready for the review.

It is loaded when the first Spark program, configuration or partitioned table is reviewed.
"""

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cache, cached_property
from pathlib import Path

from workbench.handbook.figures import Figures, Range
from workbench.handbook.handbook import Handbook
from workbench.handbook.properties import Properties, Property
from workbench.handbook.vocabulary import Vocabulary
from workbench.sqlreview.overlays import KINDS, overlay_folders


@dataclass
class ReviewFacts:
    """Figures, words and properties."""

    figures: Figures
    layout: Vocabulary
    words: Vocabulary
    properties: Properties

    def range_of(self, figure: str) -> Range:
        """Return the range of one figure of the page ``layout-figures``."""
        return self.figures.range_of(figure)

    def is_like(self, term: str, name: str) -> bool:
        """Tell whether a name fits one of the patterns of a term of the page ``layout-words``."""
        return self._patterns[term].fullmatch(name.lower()) is not None

    def has_many_values(self, name: str) -> bool:
        """Tell whether a column has a value for nearly every row, by its name."""
        return self.is_like("very-many-values", name) and not (
            self.is_like("few-values", name) or self.is_like("tenants", name)
        )

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {
            term.id: re.compile("|".join(translate(word.lower()) for word in term.words))
            for term in self.layout.terms
        }

    @cached_property
    def connections(self) -> frozenset[str]:
        """Calls that open a connection."""
        return frozenset(
            word for term in self.words.terms if term.id == "connections" for word in term.words
        )

    @cached_property
    def built_ins(self) -> dict[str, str]:
        """Spark's function for a call of Python; those of methods start with a point."""
        return {
            word: term.title
            for term in self.words.terms
            if term.id != "connections"
            for word in term.words
        }

    @cached_property
    def by_name(self) -> dict[str, Property]:
        """The properties by their name."""
        return {each.name: each for each in self.properties.properties}


def review_facts() -> ReviewFacts:
    """Return what the handbook says, with the overlay folders of the running review over it.

    Raises:
        InputError: a page is missing or damaged.
    """
    return _facts(overlay_folders())


@cache
def _facts(folders: tuple[Path, ...]) -> ReviewFacts:
    handbook = Handbook.load(folders, KINDS)
    return ReviewFacts(
        handbook.page("layout-figures", Figures),
        handbook.page("layout-words", Vocabulary),
        handbook.page("spark-words", Vocabulary),
        handbook.page("spark-properties", Properties),
    )
