"""What a dbt model says about itself: how it is stored, and by which key it is updated."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from workbench.sqlreview.dbt_model_facts import ModelFacts


class DbtModel(NamedTuple):
    """The ``config()`` of a model; what is not stated there, or not as a constant, is empty.

    ``incremental`` counts a model that only checks ``is_incremental()`` as well, since
    its materialisation may be set for a whole folder.
    """

    materialized: str = ""
    incremental: bool = False
    strategy: str = ""
    unique_key: tuple[str, ...] = ()
    partition_by: tuple[str, ...] = ()
    cluster_by: tuple[str, ...] = ()
    relations: frozenset[int] = frozenset()
    """Where the calls stand that name a relation, as offsets in the text."""
    is_model: bool = True
    """Whether it is a model, not a macro or a test."""
    facts: "ModelFacts | None" = None
    """What the files round it say; None if it stands in no project."""
