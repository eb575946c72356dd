"""The path through a decision tree and the advice at its end, as text and data."""

from typing import Any

from workbench.handbook.tree import Node
from workbench.handbook.walk import Walk
from workbench.reports.layout import bullets, heading, paragraphs


def walk_text(walk: Walk, width: int) -> str:
    """Return the questions with their answers, then every advice met."""
    lines = [*heading(f"{walk.tree.title}: the path taken")]
    for number, turn in enumerate(walk.turns, 1):
        if turn.node.kind != "advice":
            reply = turn.reply_text or "(left open)"
            lines += paragraphs(f"{number}. {turn.node.title} {reply}", width, "", "   ")
    for node in walk.advice:
        lines += ["", *_advice(node, width)]
    if not walk.is_finished:
        lines += ["", f"Left at: {walk.current.title}"]
    return "\n".join(lines) + "\n"


def walk_data(walk: Walk) -> dict[str, Any]:
    """Return the walk as plain data for JSON."""
    return {
        "tree": walk.tree.id,
        "finished": walk.is_finished,
        "path": [
            {"node": turn.node.id, "asked": turn.node.title, "reply": turn.reply}
            for turn in walk.turns
        ],
        "advice": [node.model_dump(mode="json", exclude_defaults=True) for node in walk.advice],
    }


def _advice(node: Node, width: int) -> list[str]:
    lines = [*heading(node.title, "-")]
    lines += paragraphs(node.text, width) if node.text else []
    lines += paragraphs(f"Why: {node.why}", width, "", "  ")
    if node.costs:
        lines += paragraphs(f"Costs: {node.costs}", width, "", "  ")
    if node.watch_for:
        lines += ["Watch for:", *bullets(node.watch_for, width, "  ")]
    if node.sets:
        settings = ", ".join(f"{path} = {value}" for path, value in node.sets.items())
        lines += paragraphs(f"In the design: {settings}", width, "", "  ")
    if node.links:
        lines += paragraphs(f"See also: {', '.join(node.links)}", width, "", "  ")
    return lines
