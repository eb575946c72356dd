"""Writes ``docs/reference`` from code and knowledge; ``--check`` only says what is out of date.

Run as ``python -m docs.generate``.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from pydantic import BaseModel

from docs.sample_counts import sample_counts
from screens.commands import COMMANDS as COMMANDS_OF_SCREENS
from screens.commands import PLACES
from screens.keymap import show_key
from workbench.cli.main import COMMANDS, workbench
from workbench.handbook.handbook import Handbook
from workbench.reports.advice import AdviceJson
from workbench.reports.check import CheckModel
from workbench.reports.review import ReviewModel
from workbench.reports.rule import AnyRule, rule_markdown, rules_about
from workbench.sqlreview.reviewed import Subject
from workbench.triage.diagnosis import Diagnosis
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


def sql_rules() -> str:
    """Return every rule of the query review with reasons and examples."""
    return _rules("Rules of the query review", rules_about(Subject.QUERIES))


def design_rules() -> str:
    """Return every rule over designs with reasons and examples."""
    return _rules("Rules of the design check", rules_about(Subject.DESIGNS))


def _rules(title: str, rules: Sequence[AnyRule]) -> str:
    lines = [f"# {title}", "", f"{len(rules)} rules. `«…»` marks what is reported.", ""]
    lines += ["| rule | category | severity | confidence |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.slug}](#{rule.slug}) | {rule.category} | {rule.severity.value} "
        f"| {rule.confidence.value} |"
        for rule in rules
    ]
    lines.append("")
    return "\n".join([*lines, *(line for rule in rules for line in rule_markdown(rule))])


def keys() -> str:
    """Return the keys of the application, by where they apply."""
    lines = [
        "# Keys",
        "",
        "Change them under `[keys]` in `workbench.toml`, by the command's id.",
        "",
    ]
    for place in PLACES.values():
        here = [command for command in COMMANDS_OF_SCREENS if command.where == place.id]
        if not here:
            continue
        lines += [f"## {place.title}", "", "| key | command | id |", "|---|---|---|"]
        lines += [
            f"| {' '.join(f'`{show_key(key)}`' for key in command.keys)} | {command.help} "
            f"| `{command.id}` |"
            for command in here
        ]
        lines.append("")
    return "\n".join(lines)


def overview() -> str:
    """Return the page that leads to all others."""
    return """# Reference

- [Commands](commands.md)
- [Keys](keys.md)
- [Rules of the query review](sql-rules.md)
- [What the query review finds in the samples](sample-counts.md)
- [Rules of the design check](design-rules.md)
- [Contents of the handbook](handbook.md)
- JSON: [advise](advise.schema.json), [check](check.schema.json),
  [review](review.schema.json), [triage](triage.schema.json), as JSON Schema
"""


def _schema_of(model: type[BaseModel]) -> Callable[[], str]:
    return lambda: json.dumps(
        model.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False
    )


PAGES: dict[str, Callable[[], str]] = {
    "README.md": overview,
    "advise.schema.json": _schema_of(AdviceJson),
    "check.schema.json": _schema_of(CheckModel),
    "commands.md": commands,
    "design-rules.md": design_rules,
    "handbook.md": handbook,
    "keys.md": keys,
    "review.schema.json": _schema_of(ReviewModel),
    "sample-counts.md": sample_counts,
    "sql-rules.md": sql_rules,
    "triage.schema.json": _schema_of(Diagnosis),
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
