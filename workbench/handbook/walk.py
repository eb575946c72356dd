"""Walking a decision tree: the one walker behind prompts, screens and triage."""

from dataclasses import dataclass
from typing import Literal

from workbench.handbook.tree import Answer, Node, Tree

StepOutcome = Literal["done", "failed", "skipped"]
STEP_OUTCOMES: tuple[StepOutcome, ...] = ("done", "failed", "skipped")


class WrongAnswerError(ValueError):
    """An answer that the present node does not take; the text says which it takes."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One node that was passed, and what was answered there (empty for advice)."""

    node: Node
    reply: str

    @property
    def answer(self) -> Answer | None:
        """Return the chosen answer of a choice."""
        return next((each for each in self.node.answers if each.id == self.reply), None)

    @property
    def reply_text(self) -> str:
        """Return the reply as the person saw it."""
        return self.answer.label if self.answer else self.reply


class Walk:
    """A way through a tree: where one stands, what was answered, and the way back.

    The walk ends on an advice without a ``next``; that node is then ``current`` and
    ``is_finished`` is true.
    """

    def __init__(self, tree: Tree, start: str | None = None) -> None:
        self.tree = tree
        self.current = tree.node(start or tree.root)
        self.turns: list[Turn] = []

    @property
    def is_finished(self) -> bool:
        """Whether the walk has come to an end."""
        return not self.current.followers()

    @property
    def advice(self) -> list[Node]:
        """Return every advice met, the present node included."""
        passed = [turn.node for turn in self.turns]
        return [node for node in [*passed, self.current] if node.kind == "advice"]

    def reply(self, text: str = "") -> Node:
        """Answer the present node and return the next.

        A choice takes the id of an answer, a question takes words, a step takes one
        of ``STEP_OUTCOMES``, and advice takes nothing.

        Raises:
            WrongAnswerError: the node does not take this answer, or the walk is over.
        """
        self.current, turn = self.tree.node(self._target(text)), Turn(self.current, text)
        self.turns.append(turn)
        return self.current

    def back(self) -> Node:
        """Take back the last answer and return the node that asked; at the root, stay."""
        if self.turns:
            self.current = self.turns.pop().node
        return self.current

    def _target(self, text: str) -> str:
        node = self.current
        if self.is_finished:
            raise WrongAnswerError("the walk is over")
        if node.kind == "choice":
            for answer in node.answers:
                if answer.id == text:
                    return answer.to
            known = ", ".join(answer.id for answer in node.answers)
            raise WrongAnswerError(f"{text!r} is not one of: {known}")
        if node.kind == "step" and text not in STEP_OUTCOMES:
            raise WrongAnswerError(f"{text!r} is not one of: {', '.join(STEP_OUTCOMES)}")
        assert node.next
        return node.next
