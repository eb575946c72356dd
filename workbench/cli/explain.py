"""``workbench explain NAME``."""

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.session import Session
from workbench.handbook.handbook import Found
from workbench.reports.handbook import found_data, found_text
from workbench.reports.layout import terminal_width


@click.command("explain")
@click.argument("name")
@format_option("json")
@click.pass_obj
def command(session: Session, name: str, format_: str) -> int:
    """Show what goes by NAME: a page, a row, a step, a tree, or a rule of the query review.

    NAME is an id (lambda, sql-checklist/select-star), or a title in any case.
    """
    hits = session.handbook().named(name)
    if format_ == "json":
        write_json({"entries": [found_data(found) for found in hits]})
        return 0
    write("\n\n".join(found_text(found, terminal_width()) for found in hits))
    if len(hits) > 1:
        narrate(f"{len(hits)} entries are called {name!r}: {_names(hits)}")
    return 0


def _names(hits: list[Found]) -> str:
    return ", ".join(found.ref for found in hits)
