"""Writes ``docs/reference`` from code and knowledge; ``--check`` only says what is out of date.

Run as ``python -m docs.generate``.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from workbench.cli.main import COMMANDS, workbench
from workbench.handbook.handbook import Handbook
from workbench.writing import write_atomically

FOLDER = Path(__file__).parent / "reference"
NOTICE = "<!-- Made by `make docs`; edit the source instead. -->\n\n"


def commands() -> str:
    """Return the help of every command."""
    lines = ["# Commands", ""]
    context = click.Context(workbench, info_name="workbench", max_content_width=80)
    lines += ["```text", workbench.get_help(context), "```", ""]
    for name in sorted(COMMANDS):
        command = workbench.get_command(context, name)
        assert command
        own = click.Context(command, info_name=name, parent=context, max_content_width=80)
        lines += [f"## {name}", "", "```text", command.get_help(own), "```", ""]
    return "\n".join(lines)


def handbook() -> str:
    """Return the table of contents of the handbook."""
    book = Handbook.load()
    lines = ["# Handbook", "", "Show a page with `workbench explain ID`.", ""]
    for phase in range(12):
        pages = sorted(
            (page for page in book.pages.values() if page.phase == phase),
            key=lambda page: page.id,
        )
        if not pages:
            continue
        lines += [f"## Phase {phase}" if phase else "## Across all phases", ""]
        lines += ["| id | kind | title | entries |", "|---|---|---|---|"]
        lines += [
            f"| `{page.id}` | {page.kind} | {page.title} | {len(page.entries())} |"
            for page in pages
        ]
        lines.append("")
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "handbook.md": handbook,
}


def main() -> int:
    """Write the reference, or with ``--check`` return 1 when it is out of date."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for name, make in PAGES.items():
        path = FOLDER / name
        notice = NOTICE if name.endswith(".md") else ""
        text = f"{notice}{make().rstrip()}\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale += 1
            print(f"{path} is out of date: run `make docs`", file=sys.stderr)  # noqa: T201
        else:
            write_atomically(path, text)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
