"""What a CREATE TABLE says, and what is known beside it, about the layout of a table."""

from typing import TYPE_CHECKING

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import parts_of
from workbench.sqlreview.schema.model import Table
from workbench.sqlreview.schema.types import TypeKind, kind_of
from workbench.sqlreview.tables import created_table, has_property, is_scratch, is_temporary

if TYPE_CHECKING:
    from workbench.sqlreview.handbook_facts import ReviewFacts


def facts() -> "ReviewFacts":
    """Return the figures and words of the handbook; loading them takes a moment."""
    from workbench.sqlreview.handbook_facts import review_facts  # noqa: PLC0415 - loads pydantic

    return review_facts()


def lasting_table(create: exp.Expr) -> exp.Table | None:
    """Return the table that a CREATE TABLE makes for longer than a session."""
    table = created_table(create)
    if table is None or is_temporary(create) or is_scratch(table):
        return None
    return None if has_property(create, exp.PartitionedOfProperty) else table


def known_table(table: exp.Table, context: Context) -> Table | None:
    """Return what a schema says about a table that is created."""
    return context.schema.find(parts_of(table)) if context.schema is not None else None


def column_kinds(create: exp.Create) -> dict[str, TypeKind]:
    """Return the family of the type of each column, by its name in lower case."""
    return {
        column.name.lower(): kind_of(column.args.get("kind"))
        for column in create.find_all(exp.ColumnDef)
    }
