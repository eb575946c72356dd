"""Writing results: data to standard output, narration to standard error."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

JSON_VERSION = 1
CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def write(text: str) -> None:
    """Write a result to standard output as it is."""
    click.echo(text, nl=not text.endswith("\n"))


def write_json(data: dict[str, Any]) -> None:
    """Write a versioned JSON document to standard output."""
    import json  # noqa: PLC0415 - most people read text

    click.echo(json.dumps({"version": JSON_VERSION, **data}, indent=2, ensure_ascii=False))


def narrate(text: str) -> None:
    """Write a remark about the run to standard error."""
    click.echo(text, err=True)


def format_option(*choices: str) -> Callable[[CommandT], CommandT]:
    """Return the ``--format`` option that every command has; ``text`` is the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", *choices]),
        default="text",
        show_default=True,
        help="How to write the result.",
    )
