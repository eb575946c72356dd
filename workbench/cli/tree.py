"""``workbench tree [NAME]``."""

import sys

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.prompts import Ending, walk_by_prompts
from workbench.cli.session import Session
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.tree import Tree
from workbench.handbook.walk import Walk
from workbench.reports.handbook import found_data, tree_text
from workbench.reports.layout import terminal_width
from workbench.reports.walk import walk_data, walk_text


@click.command("tree")
@click.argument("name", required=False)
@click.option("--walk", is_flag=True, help="Answer its questions one by one.")
@format_option("json")
@click.pass_obj
def command(session: Session, name: str | None, walk: bool, format_: str) -> int:
    """List the decision trees, print one, or walk it.

    With --walk its questions are asked by plain prompts; the path taken and the advice
    are printed at the end.
    """
    handbook = session.handbook("tree")
    if name is None:
        if walk:
            raise click.UsageError("--walk needs the NAME of a tree.")
        _list(handbook, format_)
        return 0
    tree = handbook.page(name, Tree)
    if walk:
        _walk(tree, format_)
    elif format_ == "json":
        found = handbook.get(tree.id)
        assert found
        write_json({"tree": found_data(found)})
    else:
        write(tree_text(tree, terminal_width()))
    return 0


def _list(handbook: Handbook, format_: str) -> None:
    trees = handbook.of_kind(Tree)
    if format_ == "json":
        write_json({"trees": [{"id": tree.id, "title": tree.title} for tree in trees]})
        return
    widest = max(len(tree.id) for tree in trees)
    write("\n".join(f"{tree.id:<{widest}}  {tree.title}" for tree in trees))
    narrate("Print one with: workbench tree NAME; walk it with: workbench tree NAME --walk")


def _walk(tree: Tree, format_: str) -> None:
    walk = Walk(tree)
    if walk_by_prompts(walk) is Ending.LEFT and not sys.stdin.isatty() and not walk.turns:
        raise InputError(Problem("no answers on standard input", fix="Type one answer a line"))
    if format_ == "json":
        write_json(walk_data(walk))
    else:
        write(walk_text(walk, terminal_width()))
