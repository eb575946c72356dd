"""``workbench scd2 DESIGN DIMENSION``."""

import click

from workbench.cli.output import format_option, write, write_json
from workbench.designs.model import Dimension, ScdType
from workbench.designs.names import plain_name
from workbench.designs.scd2 import DIALECTS, Names, generate
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem


@click.command("scd2")
@click.argument("design")
@click.argument("dimension")
@click.option("--dialect", type=click.Choice([*DIALECTS]), default="postgres", show_default=True)
@click.option("--staging", metavar="TABLE", help="Where the batch lies; else stg_ and the entity.")
@click.option(
    "--part",
    type=click.Choice(["setup", "load", "checks"]),
    help="Only this part; else all three.",
)
@format_option("json")
def command(
    design: str,
    dimension: str,
    dialect: str,
    staging: str | None,
    part: str | None,
    format_: str,
) -> None:
    """Write the SQL that loads a type 2 dimension.

    The batch lies in a staging table with the natural key, the attributes, is_deleted,
    changed_at (the source's own time of the change) and change_sequence (the order of
    changes of the same moment).
    """
    found = _dimension(design, dimension)
    made = generate(_names(found, staging), dialect)
    parts = {"setup": made.setup, "load": made.load, "checks": made.checks}
    wanted = {part: parts[part]} if part else parts
    if format_ == "json":
        write_json({"dialect": dialect, "dimension": found.name, **wanted})
        return
    titles = {"setup": "Run once", "load": "Run for each batch", "checks": "Must return no rows"}
    write("\n".join(f"-- {titles[name]}\n{sql}" for name, sql in wanted.items()))


def _dimension(design: str, name: str) -> Dimension:
    known = [each for model in read_design(design).models for each in model.dimensions]
    for each in known:
        if plain_name(each.name) == plain_name(name):
            return each
    fix = f"Dimensions: {', '.join(each.name for each in known)}" if known else "Add it to models:"
    raise InputError(Problem(f"there is no dimension {name}", design, fix=fix))


def _names(dimension: Dimension, staging: str | None) -> Names:
    keeps = {ScdType.TYPE_2, ScdType.TYPE_6}
    tracked = [each.name for each in dimension.attributes if each.scd_type in keeps]
    if not dimension.natural_key:
        fix = "Fill in natural_key"
        raise InputError(Problem(f"{dimension.name} states no natural key", fix=fix))
    entity = plain_name(dimension.name).removeprefix("dim_")
    return Names(
        dimension=dimension.name,
        staging=staging or f"stg_{entity}",
        natural_key=dimension.natural_key,
        tracked=tuple(tracked),
        surrogate_key=dimension.surrogate_key or f"{entity}_key",
    )
