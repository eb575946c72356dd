"""What the commands that report findings share: their options, their reports, their exit code."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from workbench.cli.output import format_option
from workbench.findings import Preset, Severity
from workbench.sqlreview.reviewed import Review

REPORTS = {
    "text": ("review_text", "as_text"),
    "json": ("review", "as_json"),
    "sarif": ("review_sarif", "as_sarif"),
    "github": ("review_github", "as_github"),
    "gitlab": ("review_gitlab", "as_gitlab"),
    "markdown": ("review_markdown", "as_markdown"),
}
"""Each format: its module, which is loaded when it is asked for, and its function."""

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--preset",
        type=click.Choice([preset.value for preset in Preset]),
        help="Show what is certain or likely and no mere hint (default), everything (strict), "
        "or what is certain and at least a warning (ci).",
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        help="Show only these rules, whatever the preset.",
    ),
    click.option("--ignore", multiple=True, metavar="RULE", help="Leave these rules out."),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Leave out the findings that this file holds.",
    ),
    click.option(
        "--write-baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the findings to this file, as known from now on.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([severity.value for severity in Severity]),
        default=Severity.WARNING.value,
        show_default=True,
        help="Exit with 1 from this severity on.",
    ),
    format_option(*(name for name in REPORTS if name != "text")),
)


def findings_options(command: CommandT) -> CommandT:
    """Give a command the options about which findings are shown, and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def report(review: Review, format_: str) -> str:
    """Return a review in one of the `REPORTS`."""
    module, function = REPORTS[format_]
    text: str = getattr(importlib.import_module(f"workbench.reports.{module}"), function)(review)
    return text


def reaches(review: Review, limit: Severity) -> bool:
    """Tell whether a finding is at or above ``limit``."""
    return any(
        finding.severity.rank <= limit.rank for file in review.files for finding in file.findings
    )
