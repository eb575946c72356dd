"""What each difference means: for readers in general, and in the open design."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.designs.design import Design
from workbench.designs.lineage import Lineage
from workbench.designs.names import plain_name
from workbench.designs.quality_check import CheckParams
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.schemachange.compare import Difference

PAGE = "schema-differences"


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference with what it means and what to do; ``hits`` names parts of the design."""

    difference: Difference
    title: str
    is_breaking: bool
    means: str
    do: str
    hits: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """Return where the handbook says more."""
        return f"{PAGE}/{self.difference.kind}"


def judge(
    differences: Sequence[Difference], handbook: Handbook, design: Design | None = None
) -> list[Judged]:
    """Return the differences with their meaning, those that break readers first.

    Raises:
        InputError: the handbook lacks the page of differences.
    """
    rows = {row.id: row for row in handbook.page(PAGE, Matrix).rows}
    judged = [
        Judged(
            each,
            rows[each.kind].title,
            rows[each.kind].cells["breaks"] == "yes",
            rows[each.kind].cells["means"],
            rows[each.kind].cells["do"],
            hits_of(each, design) if design else (),
        )
        for each in differences
    ]
    return sorted(judged, key=lambda each: not each.is_breaking)


def hits_of(difference: Difference, design: Design) -> tuple[str, ...]:
    """Return what in the design has to do with the table and column that changed."""
    table, column = difference.table, difference.column.casefold()
    lineage = Lineage(design)
    below = {plain_name(table), *lineage.downstream(table)}
    hits = [
        f"pipeline {each.name} reads {table}"
        for each in design.pipelines
        if any(_same(name, table) for name in each.extract.source_datasets)
    ]
    hits += _uses_of_column(column, table, design) if column else []
    hits += [
        f"data set {each.name}" for each in design.datasets if _is_below(each.name, table, below)
    ]
    for contract in design.contracts:
        if plain_name(contract.name) in below:
            names = ", ".join(contract.consumers) or "no consumer named"
            channel = (
                f", told on {contract.notification_channel}"
                if contract.notification_channel
                else ""
            )
            hits.append(f"contract {contract.name} ({names}{channel})")
    return tuple(dict.fromkeys(hits))


def _uses_of_column(column: str, table: str, design: Design) -> list[str]:
    """Return pipelines and contracts that name the column in what reads or writes the table."""
    found: list[str] = []
    for pipeline in design.pipelines:
        reads = any(_same(name, table) for name in pipeline.extract.source_datasets)
        writes = _same(pipeline.load.target_dataset, table)
        uses = {
            "incremental key": (pipeline.extract.incremental_key,) if reads else (),
            "event time": (pipeline.extract.event_time_column,) if reads else (),
            "merge key": pipeline.load.merge_keys if reads or writes else (),
            "partition key": (pipeline.load.partition_key,) if reads or writes else (),
        }
        found += [
            f"{use} of pipeline {pipeline.name}"
            for use, names in uses.items()
            if column in {name.casefold() for name in names}
        ]
    for contract in design.contracts:
        if _same(contract.name, table):
            promised = {each.column.casefold() for each in contract.columns}
            found += [f"column of contract {contract.name}"] if column in promised else []
    found += [
        f"quality check {each.name}"
        for each in design.quality_checks
        if _same(each.table, table) and column in _words_of(each.params)
    ]
    return found


def _words_of(params: CheckParams) -> set[str]:
    """Return everything that the parameters of a check name, columns among it."""
    found: set[str] = set()
    for value in params.model_dump(mode="json").values():
        found |= {str(each).casefold() for each in (value if isinstance(value, list) else [value])}
    return found


def _is_below(name: str, table: str, below: set[str]) -> bool:
    return plain_name(name) in below and not _same(name, table)


def _same(one: str, other: str) -> bool:
    return bool(one) and plain_name(one) == plain_name(other)
