"""``workbench search WORDS``."""

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.session import Session
from workbench.handbook.search import Hit, SearchIndex
from workbench.reports.layout import paragraphs, terminal_width


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@format_option("json")
@click.pass_obj
def command(session: Session, words: tuple[str, ...], limit: int, format_: str) -> int:
    """Search the handbook.

    All of it: patterns, technologies, rules, checklists, trees, templates, failures.
    """
    hits = SearchIndex(session.handbook()).search(" ".join(words), limit)
    if format_ == "json":
        write_json({"hits": [_data(hit) for hit in hits]})
        return 0
    if not hits:
        narrate(f"Nothing in the handbook matches {' '.join(words)!r}.")
        return 0
    write("\n".join(line for hit in hits for line in _lines(hit)))
    return 0


def _data(hit: Hit) -> dict[str, str]:
    found = hit.found
    return {
        "ref": found.ref,
        "title": found.title,
        "page": found.page.title,
        "snippet": hit.snippet,
    }


def _lines(hit: Hit) -> list[str]:
    found = hit.found
    title = f"{found.title} ({found.page.title})" if found.entry else found.title
    return [
        f"{title}  [{found.ref}]",
        *paragraphs(hit.snippet, terminal_width(), "    "),
    ]
