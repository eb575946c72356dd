"""What a screen asks of the application."""

from dataclasses import dataclass

from textual.message import Message

from workbench.advisor.advise import Advice


@dataclass
class GoTo(Message):
    """Show another screen."""

    place: str


class GoBack(Message):
    """Show the screen that was shown before."""


@dataclass
class ShowEntry(Message):
    """Show what a link (``page`` or ``page/entry``) points at, in the handbook."""

    ref: str


@dataclass
class Copy(Message):
    """Copy a text out of the application and say where it went."""

    text: str


@dataclass
class Perform(Message):
    """Run a command of the table."""

    command: str


@dataclass
class AdviceReady(Message):
    """A worker has the advice on the brief as it was when the worker began."""

    advice: Advice
