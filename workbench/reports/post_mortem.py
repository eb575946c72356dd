"""The post-mortem of an incident as Markdown, filled from the record."""

from workbench.handbook.facts import fill
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.template import Template
from workbench.reports.markdown_text import plain
from workbench.triage.deadline import PAGE as SEVERITIES
from workbench.triage.incident import Incident
from workbench.triage.journal import Clock, utc_now
from workbench.triage.told import Moment, words_of

PAGE = "post-mortem"
_LISTS = frozenset({"timeline", "follow_ups", "evidence", "attempts", "resolution", "latest"})
"""Words that are lines of their own; the others are put on one line."""


def post_mortem(handbook: Handbook, incident: Incident, clock: Clock = utc_now) -> str:
    """Return the post-mortem; what is not in the record reads "not recorded".

    Raises:
        InputError: the handbook lacks the template or the response times.
    """
    template = handbook.page(PAGE, Template)
    words = words_of(incident, Moment(clock(), handbook.page(SEVERITIES, Matrix)))
    safe = {name: _safe(name, text) for name, text in words.items()}
    return fill("\n".join(part.body for part in template.parts), safe)


def _safe(name: str, text: str) -> str:
    """Return a word with what Markdown would read escaped; quoted lines stay quoted."""
    if name == "evidence":
        return "\n".join(f"    {' '.join(line.split())}" for line in text.splitlines())
    if name in _LISTS:
        return "\n".join(_list_line(line) for line in text.splitlines())
    return plain(text)


def _list_line(line: str) -> str:
    for mark in ("- [ ] ", "- "):
        if line.startswith(mark):
            return mark + plain(line.removeprefix(mark))
    return plain(line)
