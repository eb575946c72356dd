"""Lineage: which data set comes from which, by which pipeline.

It is computed from what pipelines read and write, and from what the catalogue says of
sources and readers. Names are compared by `plain_name`, so that ``fact_orders`` of a
model is ``analytics.fct_orders`` of a pipeline.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workbench.designs.design import Design
from workbench.designs.names import plain_name
from workbench.designs.pipeline import Pipeline


def written_by(pipeline: Pipeline) -> str:
    """Return the plain name of the data set that a pipeline writes, or ``""``."""
    return plain_name(pipeline.load.target_dataset)


def read_by(pipeline: Pipeline) -> tuple[str, ...]:
    """Return the plain names of the data sets that a pipeline reads."""
    return tuple(plain_name(name) for name in pipeline.extract.source_datasets)


@dataclass
class Lineage:
    """The graph of data sets; nodes are plain names, pipelines are numbers of the design's list."""

    design: Design
    _parents: dict[str, set[str]] = field(default_factory=dict, init=False)
    _children: dict[str, set[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for pipeline in self.design.pipelines:
            self._connect(read_by(pipeline), [written_by(pipeline)])
        for dataset in self.design.datasets:
            name = plain_name(dataset.name)
            self._connect(map(plain_name, dataset.lineage.sources), [name])
            self._connect([name], map(plain_name, dataset.lineage.downstream))

    def _connect(self, sources: Iterable[str], targets: Iterable[str]) -> None:
        ends = [name for name in targets if name]
        for source in sources:
            for target in ends:
                if source and source != target:
                    self._children.setdefault(source, set()).add(target)
                    self._parents.setdefault(target, set()).add(source)

    def sources(self, name: str) -> frozenset[str]:
        """Return what a data set is made from directly."""
        return frozenset(self._parents.get(plain_name(name), ()))

    def readers(self, name: str) -> frozenset[str]:
        """Return what is made from a data set directly, or reads it."""
        return frozenset(self._children.get(plain_name(name), ()))

    def upstream(self, name: str) -> frozenset[str]:
        """Return everything that a data set depends on."""
        return _reached(plain_name(name), self._parents)

    def downstream(self, name: str) -> frozenset[str]:
        """Return everything that depends on a data set."""
        return _reached(plain_name(name), self._children)

    @cached_property
    def _writers(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for number, pipeline in enumerate(self.design.pipelines):
            if target := written_by(pipeline):
                found[target] = (*found.get(target, ()), number)
        return found

    def writers(self, name: str) -> tuple[int, ...]:
        """Return the pipelines that write a data set."""
        return self._writers.get(plain_name(name), ())

    def path_to(self, name: str) -> tuple[int, ...]:
        """Return the pipelines through which data reaches a data set, its own writers included."""
        plain = plain_name(name)
        found = {number for each in (plain, *self.upstream(plain)) for number in self.writers(each)}
        return tuple(sorted(found))


def _reached(start: str, steps: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    open_ = list(steps.get(start, ()))
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += steps.get(name, ())
    return frozenset(found)
