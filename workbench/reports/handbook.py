"""Handbook pages and entries as text for a terminal, and as plain data."""

from collections.abc import Callable
from typing import Any

from workbench.handbook.checklist import Checklist, Item
from workbench.handbook.codes import CodeGroup
from workbench.handbook.handbook import Found
from workbench.handbook.matrix import Matrix, Row
from workbench.handbook.page import Entry, Note, Page
from workbench.handbook.properties import Property
from workbench.handbook.reference import Section
from workbench.handbook.retries import RetryCause
from workbench.handbook.rubric import Dimension, Rubric
from workbench.handbook.severities import ConsumerClass
from workbench.handbook.signatures import Signature
from workbench.handbook.template import Part, TemplateField
from workbench.handbook.tree import Node, Tree
from workbench.reports.advice_pages import ADVICE_BODIES
from workbench.reports.layout import bullets, heading, paragraphs
from workbench.reports.property import property_lines
from workbench.reports.retry import retry_cause_lines
from workbench.reports.severity import consumer_class_lines
from workbench.reports.signature import code_group_lines, signature_lines

NOTE_LABELS = {"correction": "Corrected", "addition": "Added", "aged": "Has aged"}


def found_text(found: Found, width: int) -> str:
    """Return a page with all its entries, or one entry, as text."""
    lines = _entry(found.page, found.entry, width) if found.entry else _page(found.page, width)
    return "\n".join(lines) + "\n"


def found_data(found: Found) -> dict[str, Any]:
    """Return a page or an entry as plain data for JSON, with its link as ``ref``."""
    record = found.entry or found.page
    data: dict[str, Any] = {"ref": found.ref}
    data.update(record.model_dump(mode="json", exclude_defaults=True))
    if found.entry:
        data["page"] = found.page.id
        data.setdefault("source", found.page.source)
    return data


def tree_text(tree: Tree, width: int) -> str:
    """Return a decision tree drawn with its branches, every node once."""
    lines = [*heading(tree.title), *paragraphs(tree.summary, width), ""]
    lines += _branch(tree, tree.root, "", set(), width)
    return "\n".join(lines) + "\n"


def note_text(note: Note) -> str:
    """Return a note with what it is, its date and where it comes from."""
    as_of = f", as of {note.as_of}" if note.as_of else ""
    return f"{NOTE_LABELS[note.kind]}{as_of}: {note.text} [{note.source}]"


def _page(page: Page, width: int) -> list[str]:
    lines = [*heading(page.title), *paragraphs(page.summary, width), ""]
    lines += bullets((note_text(note) for note in page.notes), width)
    if page.notes:
        lines.append("")
    if isinstance(page, Tree):
        lines += [*_branch(page, page.root, "", set(), width), ""]
    else:
        ordered = isinstance(page, Checklist) and page.ordered
        for number, entry in enumerate(page.entries(), 1):
            title = f"{number}. {entry.title}" if ordered else entry.title
            lines += [*heading(title, "-"), *body_lines(page, entry, width), ""]
    if isinstance(page, Rubric):
        lines += heading("What the total means", "-")
        lines += bullets(
            (f"{band.lowest}-{band.highest} {band.title}: {band.advice}" for band in page.bands),
            width,
        )
        lines.append("")
    return [*lines, *_footer(page.links, page.source, page.id, width)]


def _entry(page: Page, entry: Entry, width: int) -> list[str]:
    as_of = f" (as of {entry.as_of})" if entry.as_of else ""
    lines = [*heading(entry.title), f"{page.title}{as_of}", "", *body_lines(page, entry, width), ""]
    source = entry.source or page.source
    return [*lines, *_footer(entry.links, source, f"{page.id}/{entry.id}", width)]


def _footer(links: tuple[str, ...], source: str, ref: str, width: int) -> list[str]:
    lines = paragraphs(f"See also: {', '.join(links)}", width, "", "  ") if links else []
    return [*lines, *paragraphs(f"Source: {source}", width, "", "  "), f"Id: {ref}"]


def body_lines(page: Page, entry: Entry, width: int) -> list[str]:
    """Return what an entry says below its title, wrapped; code is indented by four spaces."""
    lines: list[str] = []
    for model, render in _BODIES:
        if isinstance(entry, model):
            lines = render(page, entry, width)
    return lines + bullets((note_text(note) for note in entry.notes), width)


def _row(page: Page, row: Row, width: int) -> list[str]:
    assert isinstance(page, Matrix)
    lines: list[str] = []
    for column in page.columns:
        lines += paragraphs(f"{column.title}: {row.cells[column.id]}", width, "", "  ")
    return lines


def _item(_: Page, item: Item, width: int) -> list[str]:
    lines = paragraphs(item.text, width)
    lines += bullets((f"{point.title}: {point.text}" for point in item.points), width, "  ")
    if item.example:
        lines += paragraphs(f"Example: {item.example}", width, "", "  ")
    return lines


def _section(_: Page, section: Section, width: int) -> list[str]:
    return paragraphs(section.text, width)


def _part(_: Page, part: Part, width: int) -> list[str]:
    lines = paragraphs(part.text, width) if part.text else []
    lines += ["", *(f"    {line}" for line in part.body.splitlines()), ""]
    if part.threshold:
        lines += [*paragraphs(f"Threshold: {part.threshold}", width, "", "  "), ""]
    return lines + bullets((_field(field) for field in part.fields), width)


def _field(field: TemplateField) -> str:
    text = f"{field.path}: {field.meaning}"
    if field.unit:
        text += f" [{field.unit}]"
    if field.choices:
        text += f" ({' | '.join(field.choices)})"
    return f"{text} (required)" if field.required else text


def _dimension(_: Page, dimension: Dimension, width: int) -> list[str]:
    lines = [f"Weight: {dimension.weight} of 100"]
    return lines + bullets((f"{level.points}: {level.text}" for level in dimension.levels), width)


def _node(_: Page, node: Node, width: int) -> list[str]:
    """Return what to do and how it shows whether it worked, then the reasons."""
    lines = paragraphs(node.text, width) if node.text else []
    if node.command:
        lines += ["Run:", *(f"    {line}" for line in node.command.splitlines())]
    for label, text in node.labelled():
        lines += paragraphs(f"{label}: {text}", width, "", "  ")
    for warning in node.watch_for:
        lines += paragraphs(f"Watch for: {warning}", width, "", "  ")
    return lines + bullets((f"{answer.label} -> {answer.to}" for answer in node.answers), width)


_BODIES: tuple[tuple[type[Entry], Callable[[Page, Any, int], list[str]]], ...] = (
    (Row, _row),
    (Item, _item),
    (Section, _section),
    (Part, _part),
    (Dimension, _dimension),
    (Node, _node),
    (Signature, signature_lines),
    (CodeGroup, code_group_lines),
    (ConsumerClass, consumer_class_lines),
    (RetryCause, retry_cause_lines),
    (Property, property_lines),
    *ADVICE_BODIES,
)


def _branch(tree: Tree, node_id: str, indent: str, seen: set[str], width: int) -> list[str]:
    node = tree.node(node_id)
    if node_id in seen:
        return [f"{indent}(see {node.title!r} above)"]
    seen.add(node_id)
    mark = {"choice": "? ", "question": "? ", "step": "[ ] ", "advice": "=> "}[node.kind]
    lines = paragraphs(node.title, width, indent + mark, indent + " " * len(mark))
    for answer in node.answers:
        lines += paragraphs(answer.label, width, f"{indent}|- ", f"{indent}|  ")
        lines += _branch(tree, answer.to, f"{indent}|    ", seen, width)
    if node.next:
        lines += _branch(tree, node.next, indent, seen, width)
    return lines
