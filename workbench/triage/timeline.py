"""What happened during an incident, told from its journal."""

from workbench.handbook.tree import Node, Tree
from workbench.handbook.walk import Turn
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.impact import Assessment
from workbench.triage.incident import TimelineEntry
from workbench.triage.journal import JournalEntry


def timeline_of(
    entries: list[JournalEntry], tree: Tree, diagnosis: Diagnosis | None
) -> tuple[TimelineEntry, ...]:
    """Return what a journal tells by itself, in order; each entry has its number in the journal."""
    told: list[TimelineEntry] = []
    for number, entry in enumerate(entries):
        shown = _shown(entry, tree, diagnosis)
        if shown:
            told.append(shown.model_copy(update={"number": number}))
    return tuple(told)


def _shown(entry: JournalEntry, tree: Tree, diagnosis: Diagnosis | None) -> TimelineEntry | None:
    node = next((each for each in tree.nodes if each.id == entry.data.get("node")), None)
    stage = (node.stage or "") if node else ""
    if entry.kind == "start":
        text = diagnosis.title if diagnosis else "Triage started"
        return TimelineEntry(time=entry.time, kind="detected", text=text)
    if entry.kind == "note":
        return TimelineEntry(time=entry.time, kind="noted", text=entry.data["text"], stage=stage)
    if entry.kind == "back":
        return TimelineEntry(time=entry.time, kind="state", text="Took back the last answer")
    if entry.kind == "assessed":
        found = Assessment.model_validate(entry.data)
        text = f"Severity {found.severity} computed: {'; '.join(found.why)}"
        return TimelineEntry(time=entry.time, kind="state", text=text)
    if entry.kind != "answer" or node is None:
        return None
    return _answered(entry, node, stage)


def _answered(entry: JournalEntry, node: Node, stage: str) -> TimelineEntry:
    if node.kind == "advice":
        return TimelineEntry(time=entry.time, kind="advised", text=node.title, stage=stage)
    turn = Turn(node, str(entry.data.get("reply", "")))
    return TimelineEntry(
        time=entry.time,
        kind="acted" if node.kind == "step" else "answered",
        text=turn.reply_text or "(left open)",
        stage=stage,
        question=node.title,
    )
