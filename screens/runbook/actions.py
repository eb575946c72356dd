"""What can be done next on the runbook screen, the most likely thing first."""

from screens.runbook.presenter import RunbookPresenter
from screens.services import Services
from screens.widgets.choice_list import Line
from workbench.handbook.tree import Tree
from workbench.triage.fingerprint import fingerprint_of
from workbench.triage.guide import Guide
from workbench.triage.incident import Incident
from workbench.triage.runbook import TREE, start_node

MOST_OFFERED = 5
MOST_SEEN = 3
START, FROM_ROOT, NEW, COPY = "start", "from-root", "new", "copy"
INCIDENTS, COMPARE, MENU = "incidents", "compare", "incident"
"""These, and NEW, are names of actions of the screen."""
REPORT, POST_MORTEM = "report", "post-mortem"
_ON_A_WALK = ("note", "timeline", "set_aside")
_BETWEEN_WALKS = ("open", "new", "incidents", "walk_tree", "compare")
LINK, OPEN, WALK = "link", "open", "walk"
"""Kinds of actions that name what they are about behind a colon."""
PROCEDURES = ("recover", "handle-schema-change")
"""Decision trees that are walked as failures are: with journal, timeline and record."""


def actions_of(presenter: RunbookPresenter, services: Services) -> list[Line]:
    """Return the lines for what is at hand."""
    if presenter.record:
        return _with_record(presenter)
    if presenter.page:
        return [(NEW, "Begin another triage"), (COPY, "Copy this text")]
    tree = services.handbook.page(TREE, Tree)
    diagnosis = presenter.diagnosis
    if diagnosis is None:
        titles = {each: services.handbook.page(each, Tree).title for each in PROCEDURES}
        return [
            (FROM_ROOT, "Walk without a log, from the first question"),
            *((f"{WALK}:{each}", f"Walk: {title}") for each, title in titles.items()),
            (COMPARE, "Compare two schemas"),
            (INCIDENTS, "Incidents, open and closed"),
        ]
    lines: list[Line] = []
    node = start_node(tree, diagnosis)
    if node != tree.root:
        lines.append((START, f"Walk: {tree.node(node).title}"))
    seen = presenter.seen_before(fingerprint_of(diagnosis.evidence))
    lines += [(f"{OPEN}:{each.id}", _seen_line(each)) for each in seen[:MOST_SEEN]]
    lines.append((FROM_ROOT, "Walk from the first question"))
    found = [(ref, services.handbook.get(ref)) for ref in diagnosis.links]
    return [*lines, *((f"{LINK}:{ref}", f"Read: {each.title}") for ref, each in found if each)]


def is_offered(action: str, presenter: RunbookPresenter) -> bool:
    """Say whether a command of the screen makes sense with what is at hand."""
    walks = presenter.guide is not None
    if action in _ON_A_WALK:
        return walks
    if action in _BETWEEN_WALKS:
        return not walks
    if action == "incident":
        return presenter.case is not None
    if action == "start":
        return presenter.can_start
    if action == "copy":
        return bool(walks or presenter.page or presenter.diagnosis)
    return True


def left_line(guide: Guide) -> str:
    """Return what is known of a walk that was left, in one line."""
    count = len(guide.turns)
    answers = f"{count} answer{'' if count == 1 else 's'}"
    started = f"{guide.journal.started.time:%Y-%m-%d %H:%M} UTC"
    return f"{guide.incident().title} ({started}, {answers})"


def walks_left(services: Services) -> list[Guide]:
    """Return the walks that were left and can be gone on with, the latest first."""
    return RunbookPresenter(services).cases.open()[:MOST_OFFERED]


def _with_record(presenter: RunbookPresenter) -> list[Line]:
    other = (POST_MORTEM, "Show the post-mortem")
    if presenter.page and presenter.page.is_post_mortem:
        other = (REPORT, "Show the record")
    menu = (MENU, "Facts, entries, messages, links, signature")
    return [(NEW, "Begin another triage"), menu, other, (COPY, "Copy this text")]


def _seen_line(incident: Incident) -> str:
    fix = f"; helped: {incident.kind_of_fix}" if incident.kind_of_fix else ""
    return f"Seen before: {incident.detected_at:%Y-%m-%d} {incident.title}{fix}"
