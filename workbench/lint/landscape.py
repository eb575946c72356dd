"""A design as the rules see it: every document with its place, found by name, with lineage."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from workbench.designs.brief import DataConsumer
from workbench.designs.contract import Contract
from workbench.designs.dataset import Dataset
from workbench.designs.design import Design
from workbench.designs.lineage import Lineage
from workbench.designs.model import Dimension, FactTable
from workbench.designs.names import plain_name
from workbench.designs.pipeline import Pipeline
from workbench.designs.quality_check import QualityCheck
from workbench.designs.schedule import Schedule, read_schedule
from workbench.errors import Problem
from workbench.findings import Place
from workbench.handbook.figures import Figures, Range
from workbench.handbook.handbook import Handbook
from workbench.lint.naming import Naming
from workbench.lint.personal import PersonalData
from workbench.yaml_source import YamlPath

DocumentT = TypeVar("DocumentT")


@dataclass(frozen=True, slots=True)
class Placed(Generic[DocumentT]):
    """A document of the design and the path at which it stands."""

    document: DocumentT
    path: YamlPath

    def at(self, *steps: str | int) -> YamlPath:
        """Return the path of a part of it."""
        return (*self.path, *steps)


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column of a table, as a contract or a model states it. None means not stated."""

    name: str
    path: YamlPath
    type: str = ""
    nullable: bool | None = None
    pii: bool | None = None


Locate = Callable[[YamlPath], tuple[str, Place]]
"""Gives the file of a path, and the range in it."""


@dataclass(frozen=True)
class Landscape:
    """One design under check. All questions that several rules ask are answered here, once.

    ``problems`` are the faults of reading; ``naming`` are patterns that a team put in
    place of the handbook's, by the id of the convention.
    """

    design: Design
    locate: Locate
    handbook: Handbook
    problems: tuple[Problem, ...] = ()
    naming: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> Naming:
        """The naming conventions in force."""
        return Naming(self.handbook, self.naming)

    @cached_property
    def personal(self) -> PersonalData:
        """What recognises personal data."""
        return PersonalData(self.handbook)

    def limit(self, name: str) -> Range:
        """Return a limit of the page ``design-limits``."""
        return self.handbook.page("design-limits", Figures).range_of(name)

    @cached_property
    def lineage(self) -> Lineage:
        """Which data set comes from which."""
        return Lineage(self.design)

    @cached_property
    def consumers(self) -> tuple[Placed[DataConsumer], ...]:
        """The teams of the brief."""
        brief = self.design.brief
        return _placed(brief.data_consumers if brief else (), ("brief", "data_consumers"))

    @cached_property
    def pipelines(self) -> tuple[Placed[Pipeline], ...]:
        """All pipelines, numbered as lineage numbers them."""
        return _placed(self.design.pipelines, ("pipelines",))

    @cached_property
    def contracts(self) -> tuple[Placed[Contract], ...]:
        """All contracts."""
        return _placed(self.design.contracts, ("contracts",))

    @cached_property
    def datasets(self) -> tuple[Placed[Dataset], ...]:
        """All entries of the catalogue."""
        return _placed(self.design.datasets, ("datasets",))

    @cached_property
    def checks(self) -> tuple[Placed[QualityCheck], ...]:
        """All quality checks."""
        return _placed(self.design.quality_checks, ("quality_checks",))

    @cached_property
    def facts(self) -> tuple[Placed[FactTable], ...]:
        """The fact tables of all models."""
        return tuple(
            Placed(model.fact_table, ("models", number, "fact_table"))
            for number, model in enumerate(self.design.models)
            if model.fact_table is not None
        )

    @cached_property
    def dimensions(self) -> tuple[Placed[Dimension], ...]:
        """The dimensions of all models."""
        return tuple(
            Placed(dimension, ("models", number, "dimensions", index))
            for number, model in enumerate(self.design.models)
            for index, dimension in enumerate(model.dimensions)
        )

    def pipeline(self, name: str) -> Placed[Pipeline] | None:
        """Return the pipeline of this name."""
        wanted = name.strip().casefold()
        return next(
            (each for each in self.pipelines if each.document.name.casefold() == wanted), None
        )

    def writers(self, dataset: str) -> tuple[Placed[Pipeline], ...]:
        """Return the pipelines that write a data set."""
        return tuple(self.pipelines[number] for number in self.lineage.writers(dataset))

    def path_to(self, dataset: str) -> tuple[Placed[Pipeline], ...]:
        """Return the pipelines through which data reaches a data set."""
        return tuple(self.pipelines[number] for number in self.lineage.path_to(dataset))

    def contract_of(self, dataset: str) -> Placed[Contract] | None:
        """Return the contract of a data set."""
        return self._contracts.get(plain_name(dataset))

    def dataset(self, name: str) -> Placed[Dataset] | None:
        """Return the catalogue entry of a data set."""
        return self._datasets.get(plain_name(name))

    def fact(self, name: str) -> Placed[FactTable] | None:
        """Return the fact table of this name."""
        return self._facts.get(plain_name(name))

    def dimension(self, name: str) -> Placed[Dimension] | None:
        """Return the dimension of this name."""
        return self._dimensions.get(plain_name(name))

    def checks_of(self, table: str) -> tuple[Placed[QualityCheck], ...]:
        """Return the quality checks on a table."""
        return self._checks.get(plain_name(table), ())

    def consumers_of(self, dataset: str) -> tuple[Placed[DataConsumer], ...]:
        """Return the teams of the brief that a contract or the catalogue name as readers."""
        readers: set[str] = set()
        contract, entry = self.contract_of(dataset), self.dataset(dataset)
        if contract is not None:
            readers |= {name.casefold() for name in contract.document.consumers}
        if entry is not None:
            usage, lineage = entry.document.usage, entry.document.lineage
            readers |= {name.casefold() for name in (*usage.top_consumers, *lineage.downstream)}
        return tuple(each for each in self.consumers if each.document.team.casefold() in readers)

    def columns(self, table: str) -> dict[str, KnownColumn]:
        """Return the columns of a table by their names in lower case; empty if none is stated.

        A contract comes before a model, since it knows types and empty values.
        """
        found = {each.name.casefold(): each for each in self._modelled_columns(table)}
        contract = self.contract_of(table)
        for index, column in enumerate(contract.document.columns if contract else ()):
            assert contract is not None
            found[column.column.casefold()] = KnownColumn(
                column.column,
                contract.at("schema", index, "column"),
                column.type,
                column.nullable,
                column.pii,
            )
        return found

    def _modelled_columns(self, table: str) -> Iterable[KnownColumn]:
        fact, dimension = self.fact(table), self.dimension(table)
        if fact is not None:
            for index, measure in enumerate(fact.document.measures):
                yield KnownColumn(measure.name, fact.at("measures", index, "name"))
            for part in ("grain_columns", "degenerate_dimensions"):
                for index, name in enumerate(getattr(fact.document, part)):
                    yield KnownColumn(name, fact.at(part, index))
        if dimension is not None:
            for index, attribute in enumerate(dimension.document.attributes):
                yield KnownColumn(attribute.name, dimension.at("attributes", index, "name"))

    def tested_unique(self, table: str, columns: set[str]) -> bool:
        """Tell whether the test plan has a dbt test that the columns are unique together."""
        tests = self.design.tests
        for model in tests.models if tests else ():
            if plain_name(model.name) != plain_name(table):
                continue
            for column in model.columns:
                unique = any(each.test.endswith("unique") for each in column.data_tests)
                if unique and column.name.casefold() in columns:
                    return True
            if any("unique" in each.test for each in model.data_tests):
                return True
        return False

    def schedule(self, pipeline: Placed[Pipeline]) -> Schedule | None:
        """Return when a pipeline runs; None where that is not stated, or not understood."""
        stated = pipeline.document
        if not stated.schedule:
            return None
        try:
            return read_schedule(stated.schedule, stated.timezone)
        except ValueError:
            return None

    @cached_property
    def _contracts(self) -> dict[str, Placed[Contract]]:
        return {plain_name(each.document.name): each for each in reversed(self.contracts)}

    @cached_property
    def _datasets(self) -> dict[str, Placed[Dataset]]:
        return {plain_name(each.document.name): each for each in reversed(self.datasets)}

    @cached_property
    def _facts(self) -> dict[str, Placed[FactTable]]:
        return {plain_name(each.document.name): each for each in reversed(self.facts)}

    @cached_property
    def _dimensions(self) -> dict[str, Placed[Dimension]]:
        return {plain_name(each.document.name): each for each in reversed(self.dimensions)}

    @cached_property
    def _checks(self) -> dict[str, tuple[Placed[QualityCheck], ...]]:
        found: dict[str, tuple[Placed[QualityCheck], ...]] = {}
        for check in self.checks:
            table = plain_name(check.document.table)
            found[table] = (*found.get(table, ()), check)
        return found


def _placed(documents: Iterable[DocumentT], path: YamlPath) -> tuple[Placed[DocumentT], ...]:
    return tuple(Placed(each, (*path, number)) for number, each in enumerate(documents))
