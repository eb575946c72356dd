"""A decision tree or guided procedure: nodes that ask, tell, or conclude."""

from collections.abc import Collection
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Record, Slug, Text, misplaced


class Answer(Record):
    """One way to answer a choice; ``to`` is the id of the node that follows."""

    id: Slug
    label: Text
    to: Slug
    help: str = ""


class Node(Entry):
    """One node of a tree. ``title`` is the question or the advice in a line.

    ``choice`` asks for one of its answers; ``question`` asks for words; ``step``
    is something to do, answered with done, failed or skipped; ``advice`` concludes,
    or, where it has a ``next``, tells and goes on.
    """

    kind: Literal["choice", "question", "step", "advice"]
    stage: Slug | None = None
    """The part of a longer procedure that this node belongs to (check, impact, fix, post-fix)."""
    text: str = ""
    answers: tuple[Answer, ...] = ()
    next: Slug | None = None
    why: str = ""
    costs: str = ""
    watch_for: tuple[Text, ...] = ()
    command: str = ""
    """A command to copy, read-only where possible; placeholders are written ``{name}``."""
    expect: str = ""
    """What a step shows when all is well, and what it shows when not."""
    success: str = ""
    """How one sees that a step has succeeded."""
    failure: str = ""
    """How one sees that it has not, and what to do then."""
    sets: dict[str, str] = Field(default_factory=dict)
    """Fields of a document that this advice answers: ``{pipeline.extract.strategy: CDC}``."""

    def texts(self) -> list[str]:
        """Return all prose of the node."""
        labels = [f"{answer.label} {answer.help}" for answer in self.answers]
        own = [self.text, self.why, self.costs, self.command, self.expect]
        own += [self.success, self.failure]
        return [*own, *self.watch_for, *labels, *super().texts()]

    def labelled(self) -> list[tuple[str, str]]:
        """Return what there is to say beside text and command, each with its label, in order."""
        pairs = (
            ("Expect", self.expect),
            ("Success", self.success),
            ("Failure", self.failure),
            ("Why", self.why),
            ("Costs", self.costs),
        )
        return [(label, text.strip()) for label, text in pairs if text]

    def followers(self) -> tuple[str, ...]:
        """Return the ids of the nodes that may come after this one."""
        ahead = tuple(answer.to for answer in self.answers)
        return (*ahead, self.next) if self.next else ahead


class Tree(Page):
    """Nodes joined by answers, walked from ``root`` to a node that has no follower."""

    records: ClassVar[str] = "nodes"

    kind: Literal["tree"]
    root: Slug
    stages: tuple[Slug, ...] = ()
    nodes: tuple[Node, ...]

    def node(self, node_id: str) -> Node:
        """Return the node with this id.

        Raises:
            KeyError: there is none.
        """
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    @model_validator(mode="after")
    def _is_walkable(self) -> Self:
        known = {node.id: node for node in self.nodes}
        if self.root not in known:
            raise misplaced(f"the root {self.root!r} is not a node", "root")
        for index, node in enumerate(self.nodes):
            fault = _fault_of(node, known)
            if fault:
                raise misplaced(fault, "nodes", index)
        self._check_reach(known)
        return self

    def _check_reach(self, known: dict[str, Node]) -> None:
        reached: set[str] = set()
        waiting = [self.root]
        while waiting:
            node_id = waiting.pop()
            if node_id not in reached:
                reached.add(node_id)
                waiting.extend(known[node_id].followers())
        lost = [index for index, node in enumerate(self.nodes) if node.id not in reached]
        if lost:
            names = ", ".join(self.nodes[index].id for index in lost)
            raise misplaced(f"no path leads to {names}", "nodes", lost[0])


def _fault_of(node: Node, known: Collection[str]) -> str:
    """Return what is wrong with one node, or an empty text."""
    if node.kind == "choice" and (len(node.answers) < 2 or node.next):
        return f"choice {node.id!r} needs two or more answers and no 'next'"
    if node.kind != "choice" and node.answers:
        return f"{node.kind} {node.id!r} cannot have answers"
    if node.kind in ("question", "step") and not node.next:
        return f"{node.kind} {node.id!r} needs a 'next'"
    if node.kind == "advice" and not node.why:
        return f"advice {node.id!r} must say why"
    lost = [target for target in node.followers() if target not in known]
    return f"node {node.id!r} leads to {lost[0]!r}, which does not exist" if lost else ""
