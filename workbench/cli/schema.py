"""``workbench schema diff OLD NEW``."""

import click

from workbench.cli.output import format_option, write, write_json
from workbench.cli.session import Session
from workbench.designs.store import read_design
from workbench.reports.layout import terminal_width
from workbench.reports.schema_change import (
    schema_change_data,
    schema_change_markdown,
    schema_change_text,
)
from workbench.schemachange.compare import compare
from workbench.schemachange.judge import judge
from workbench.schemachange.schemas import read_side
from workbench.sqlreview.dialects import checked


@click.group("schema")
def command() -> None:
    """Compare schemas."""


@command.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--dialect", metavar="NAME", help="SQL dialect of both; else as the names say.")
@click.option("--design", metavar="DESIGN", help="Say what each difference hits in this design.")
@format_option("json", "markdown")
@click.pass_obj
def diff(
    session: Session, old: str, new: str, dialect: str | None, design: str | None, format_: str
) -> int:
    """Say what changed from OLD to NEW, and what each difference means downstream.

    Each is DDL (.sql), a Parquet or DuckDB file, a dbt target folder, a CSV dump of
    information_schema.columns, the header of a CSV file, or a contract (YAML).

    The exit code is 1 if a difference breaks those who read the data, else 0.
    """
    spoken = checked(dialect) if dialect else None
    differences = compare(read_side(old, spoken), read_side(new, spoken))
    opened = read_design(design) if design else None
    judged = judge(differences, session.handbook("matrix"), opened)
    if format_ == "json":
        write_json(schema_change_data(judged))
    elif format_ == "markdown":
        write(schema_change_markdown(judged))
    else:
        write(schema_change_text(judged, terminal_width()))
    return 1 if any(each.is_breaking for each in judged) else 0
