"""``workbench new TEMPLATE``."""

from pathlib import Path

import click

from workbench.cli.output import narrate, write
from workbench.designs.blank import blank_document, blanks, find_blank
from workbench.errors import InputError, Problem
from workbench.reading import STDIN
from workbench.writing import write_atomically


@click.command("new")
@click.argument("template", required=False)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write to this file, which must not exist; standard output otherwise.",
)
@click.option("--list", "list_", is_flag=True, help="List what can be begun.")
def command(template: str | None, output: str | None, list_: bool) -> int:
    """Begin a design, or one of its documents: an empty one, with comments.

    TEMPLATE is `design` or the name of a document, such as `pipeline` or `contract`.
    """
    if list_:
        width = max(map(len, blanks()))
        write("\n".join(f"{name:<{width}}  {each.help}" for name, each in blanks().items()))
        return 0
    if template is None:
        raise click.UsageError("Name a template, or ask for --list.")
    text = blank_document(find_blank(template))
    if output is None or output == STDIN:
        write(text)
        return 0
    path = Path(output)
    if path.exists():
        fix = "Choose another name"
        raise InputError(Problem("there is such a file already", output, fix=fix))
    write_atomically(path, text)
    narrate(f"Written: {output}")
    return 0
