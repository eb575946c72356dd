"""``workbench explain NAME``."""

from collections.abc import Sequence
from contextlib import suppress

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.session import Session
from workbench.errors import InputError
from workbench.handbook.handbook import Found
from workbench.reports.handbook import found_data, found_text
from workbench.reports.layout import terminal_width
from workbench.reports.rule import AnyRule, rule_data, rule_text, rules_about
from workbench.sqlreview.reviewed import Subject


@click.command("explain")
@click.argument("name")
@format_option("json")
@click.pass_obj
def command(session: Session, name: str, format_: str) -> int:
    """Show one entry of the handbook, or one rule.

    NAME is an id (lambda, sql-checklist/select-star), a title in any case, or the name
    of a rule of the query review (not-in-nullable), or of the design check (runs-overlap).
    """
    wanted = name.strip().casefold()
    rules = [rule for about in Subject for rule in rules_about(about) if rule.slug == wanted]
    hits = _named(session, name, rules)
    if format_ == "json":
        entries = [found_data(found) for found in hits]
        write_json({"entries": [*entries, *(rule_data(rule) for rule in rules)]})
        return 0
    width = terminal_width()
    texts = [found_text(found, width) for found in hits]
    write("\n\n".join([*texts, *(rule_text(rule, width) for rule in rules)]))
    if len(hits) > 1:
        narrate(f"{len(hits)} entries are called {name!r}: {_names(hits)}")
    return 0


def _named(session: Session, name: str, rules: Sequence[AnyRule]) -> Sequence[Found]:
    """Return what the handbook has by this name; nothing is only an error without a rule."""
    handbook = session.handbook()
    if not rules:
        return handbook.named(name)
    with suppress(InputError):
        return handbook.named(name)
    return []


def _names(hits: Sequence[Found]) -> str:
    return ", ".join(found.ref for found in hits)
