"""The tree of a reviewed folder: folders and files, each with the counts of all below it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from screens.query.filter import Filter
from screens.query.rows import findings_of

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview, Review

UNREAD = "unread"
"""What is counted beside the severities: statements that do not parse."""


@dataclass(slots=True)
class Node:
    """A folder or file of the tree with the counts of all below it; ``key`` is its path."""

    key: str
    name: str
    depth: int
    file: "FileReview | None" = None
    counts: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many findings there are by severity and rule."""
    below: dict[str, "Node"] = field(default_factory=dict)


def tree_of(review: "Review", folder: Path, wanted: Filter) -> Node:
    """Return the tree of a review; of a filter, only files in which it leaves something."""
    root = Node("", str(folder), -1)
    for file in review.files:
        found = [each for each in findings_of(file, wanted) if wanted.keeps(each)]
        counts = Counter(each.severity.value for each in found)
        counts[UNREAD] = sum(error.broken for error in file.errors)
        if wanted.words and not counts.total():
            continue
        rules = Counter((each.severity.value, each.rule) for each in found)
        for node in _way(root, file, PurePath(file.path).relative_to(folder)):
            node.counts.update(counts)
            node.rules.update(rules)
    return root


def _way(root: Node, file: "FileReview", path: PurePath) -> Iterator[Node]:
    """Yield the folders that lead to a file, and its own node, made where they are new."""
    node = root
    yield node
    for depth, name in enumerate(path.parts):
        key = f"{node.key}/{name}" if node.key else name
        node = node.below.setdefault(name, Node(key, name, depth))
        if depth == len(path.parts) - 1:
            node.file = file
        yield node
