"""Walking any decision tree by plain prompts, line by line: for dumb terminals and pipes."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from workbench.handbook.walk import STEP_OUTCOMES, WrongAnswerError

if TYPE_CHECKING:
    from workbench.handbook.tree import Node

Ask = Callable[[str], str | None]
"""Show a prompt and return the line that was typed, None at the end of the input."""
Tell = Callable[[str], None]
"""Show one line of text."""

_WIDTH = 78


class Walking(Protocol):
    """What a walk by prompts needs: ``Walk`` has it, and so has whatever records one."""

    @property
    def current(self) -> Node:
        """The node where the walk stands."""

    @property
    def is_finished(self) -> bool:
        """Whether the walk is over."""

    def reply(self, text: str = "") -> Node:
        """Answer the present node and return the next."""

    def back(self) -> Node:
        """Take back the last answer."""


class Ending(StrEnum):
    """How a walk by prompts came to its end."""

    FINISHED = "finished"
    LEFT = "left"


def ask_stdin(prompt: str) -> str | None:
    """Prompt on standard error, so that standard output stays data, and read one line."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def tell_stderr(line: str) -> None:
    """Write one line of narration."""
    sys.stderr.write(f"{line}\n")


def walk_by_prompts(
    walk: Walking,
    *,
    ask: Ask = ask_stdin,
    tell: Tell = tell_stderr,
    note: Callable[[str], object] | None = None,
) -> Ending:
    """Ask and tell until the walk is over or the person leaves.

    Any prompt also takes ``:b`` (back), ``:q`` (leave), ``:?`` (show again) and, where
    ``note`` is given, ``:n TEXT``. The node that ends the walk is shown, too.
    """
    shown: Node | None = None
    while True:
        if walk.current is not shown:
            tell_node(walk.current, tell)
            shown = walk.current
        if walk.is_finished:
            return Ending.FINISHED
        line = ask(_prompt(walk.current, takes_notes=note is not None))
        if line is None:
            return Ending.LEFT
        command, _, words = line.strip().partition(" ")
        if command in (":q", ":quit"):
            return Ending.LEFT
        if command in (":b", ":back"):
            walk.back()
            shown = None
        elif command in (":?", ":help"):
            shown = None
        elif command in (":n", ":note") and note is not None:
            _take_note(words.strip(), note, tell)
        else:
            _reply(walk, line.strip(), tell)


def tell_node(node: Node, tell: Tell) -> None:
    """Show one node: its question or advice with reasons, commands and answers."""
    tell("")
    stage = f"[{node.stage}] " if node.stage else ""
    _tell_wrapped(f"{stage}{node.title}", tell)
    for text in node.text.strip().splitlines():
        _tell_wrapped(text, tell, "  ")
    for command in node.command.strip().splitlines():
        tell(f"    $ {command}")
    for label, text in node.labelled():
        _tell_wrapped(f"{label}: {text}", tell, "  ")
    for warning in node.watch_for:
        _tell_wrapped(f"Watch for: {warning}", tell, "  ")
    if node.links:
        _tell_wrapped(f"See also: {', '.join(node.links)}", tell, "  ")
    for number, answer in enumerate(node.answers, start=1):
        _tell_wrapped(f"{number}. {answer.label}", tell, "  ")
        if answer.help:
            _tell_wrapped(answer.help, tell, "     ")


def _prompt(node: Node, *, takes_notes: bool) -> str:
    hints = {
        "choice": f"1-{len(node.answers)}",
        "step": "(d)one, (f)ailed, (s)kipped",
        "question": "your words, empty leaves it open",
        "advice": "Enter goes on",
    }
    extras = ":b back, :q leave" + (", :n TEXT note" if takes_notes else "")
    return f"[{hints[node.kind]}; {extras}] > "


def _take_note(text: str, note: Callable[[str], object], tell: Tell) -> None:
    if not text:
        tell("A note needs words: :n TEXT")
        return
    note(text)
    tell("Noted.")


def _reply(walk: Walking, typed: str, tell: Tell) -> None:
    try:
        walk.reply(_meant(walk.current, typed))
    except WrongAnswerError as error:
        tell(f"  {error}")


def _meant(node: Node, typed: str) -> str:
    """Return the reply that a short form stands for: a number, or a first letter of a step."""
    if node.kind == "choice" and typed.isdecimal() and 1 <= int(typed) <= len(node.answers):
        return node.answers[int(typed) - 1].id
    if node.kind == "step" and typed:
        return next((each for each in STEP_OUTCOMES if each.startswith(typed.lower())), typed)
    return typed


def _tell_wrapped(text: str, tell: Tell, indent: str = "") -> None:
    for line in textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    ) or [""]:
        tell(line)
