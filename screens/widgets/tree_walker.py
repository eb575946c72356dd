"""Walking a decision tree on the screen: the same walk that the prompts take."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from screens.commands import bindings_of
from screens.messages import Copy
from screens.page_text import body_content
from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.text_line import TextLine
from workbench.errors import InputError
from workbench.handbook.tree import Node, Tree
from workbench.handbook.walk import STEP_OUTCOMES, Turn

GO_ON = "go-on"
END = "end"
LINK = "link:"

_OUTCOMES = {
    "done": "Done",
    "failed": "It did not work, or it shows trouble",
    "skipped": "Skip this step",
}


class Walking(Protocol):
    """What can be walked: a walk, or a guide that also keeps a journal."""

    @property
    def tree(self) -> Tree:
        """Return the tree."""

    @property
    def current(self) -> Node:
        """Return where the walk stands."""

    @property
    def is_finished(self) -> bool:
        """Return whether the walk has come to its end."""

    @property
    def turns(self) -> Sequence[Turn]:
        """Return what was passed and answered."""

    def reply(self, text: str = "") -> Node:
        """Answer the present node."""

    def back(self) -> Node:
        """Take back the last answer."""


class TreeWalker(Vertical):
    """Shows the way taken, the present node, and what can be answered.

    ``link_titles`` of ``start`` names the links of advice that can be opened from here;
    ``at_end`` is what the line says that the end of the walk offers.
    """

    part = "walk"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("walk")
    DEFAULT_CSS = """
    TreeWalker > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    TreeWalker > VerticalScroll > Static { height: auto; padding: 0 1; }
    TreeWalker > #answers { height: auto; max-height: 50%; border-top: solid $border-blurred; }
    TreeWalker > #answers:focus { border-top: solid $border; }
    TreeWalker > #words { display: none; margin: 1; }
    """

    class Replied(Message):
        """A node was answered; ``walk.turns`` has the answer last."""

        def __init__(self, walk: Walking) -> None:
            super().__init__()
            self.walk = walk

    class TookBack(Message):
        """The last answer was taken back."""

        def __init__(self, walk: Walking) -> None:
            super().__init__()
            self.walk = walk

    class EndChosen(Message):
        """The walk is over and the person took the line that its end offers."""

    class LinkChosen(Message):
        """The person wants to see what an advice links to."""

        def __init__(self, ref: str) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, at_end: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._at_end = at_end
        self.walk: Walking | None = None
        self._links: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The way and the node above, the answers below."""
        with VerticalScroll(can_focus=False):
            yield Static(markup=False, id="told")
        yield TextLine(
            placeholder="Type your answer, Enter accepts; empty leaves it open", id="words"
        )
        yield ChoiceList(id="answers")

    def start(self, walk: Walking, link_titles: dict[str, str]) -> None:
        """Show a walk from where it stands, and take the focus."""
        self.walk = walk
        self._links = link_titles
        self._show()

    def action_take_back(self) -> None:
        """Take back the last answer."""
        if not self.walk or not self.walk.turns:
            return
        try:
            self.walk.back()
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self._show()
        self.post_message(self.TookBack(self.walk))

    def action_read_on(self) -> None:
        """Scroll down in what is told."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll up in what is told."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    def action_copy_command(self) -> None:
        """Copy the command of the present step, for a terminal."""
        command = self.walk.current.command.strip() if self.walk else ""
        if command:
            self.post_message(Copy(command))
        else:
            self.notify("This step has no command")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen line."""
        event.stop()
        chosen = event.option_id or ""
        if self.walk is None:
            return
        if chosen.startswith(LINK):
            self.post_message(self.LinkChosen(chosen.removeprefix(LINK)))
        elif chosen == END:
            self.post_message(self.EndChosen())
        else:
            self._reply("" if chosen == GO_ON else chosen)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the typed words."""
        event.stop()
        self._reply(event.value.strip())

    def _reply(self, answer: str) -> None:
        assert self.walk is not None
        try:
            self.walk.reply(answer)
        except InputError as error:
            self.notify(str(error), severity="error")
            return
        self.query_one(TextLine).value = ""
        self._show()
        self.post_message(self.Replied(self.walk))

    def on_resize(self) -> None:
        """Wrap for the new width."""
        if self.walk:
            self._tell()

    def _tell(self) -> None:
        assert self.walk is not None
        width = max(self.size.width - 4, 30)
        self.query_one("#told", Static).update(told(self.walk, width))
        start = max(len(_way(self.walk, width)) - 2, 0)  # the last answer stays in sight
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_to, y=start, animate=False)

    def _show(self) -> None:
        assert self.walk is not None
        asks_for_words = self.walk.current.kind == "question"
        self._tell()
        answers, words = self.query_one("#answers", ChoiceList), self.query_one(TextLine)
        answers.show(answer_lines(self.walk, self._links, self._at_end))
        answers.display = not asks_for_words
        words.display = asks_for_words
        (words if asks_for_words else answers).focus()


def told(walk: Walking, width: int) -> Content:
    """Return the answers given so far and the present node, wrapped to ``width``."""
    lines = _way(walk, width)
    node = walk.current
    stage = f"{node.stage}: ".capitalize() if node.stage else ""
    heading = Content.styled(f"{stage}{node.title}", "bold")
    lines += heading.wrap(width)
    bare = node.model_copy(update={"answers": ()})
    lines += body_content(walk.tree, bare, width)
    if walk.is_finished:
        lines += [Content(), Content.styled("The walk ends here.", "dim")]
    return Content("\n").join(lines)


def _way(walk: Walking, width: int) -> list[Content]:
    """Return the answers given so far, and a blank line."""
    lines: list[Content] = []
    for turn in walk.turns:
        if turn.node.kind != "advice":
            mark = "" if turn.node.title.endswith("?") else ":"
            way = f"{turn.node.title}{mark} {turn.reply_text or '(left open)'}"
            lines += [piece.stylize("dim") for piece in Content(way).wrap(width)]
    return [*lines, Content()] if lines else []


def answer_lines(walk: Walking, link_titles: dict[str, str], at_end: str) -> list[Line]:
    """Return what can be answered at the present node."""
    node = walk.current
    links: list[Line] = [
        (f"{LINK}{ref}", f"Read: {link_titles[ref]}") for ref in node.links if ref in link_titles
    ]
    if node.kind == "choice":
        return [
            (answer.id, Content.assemble(answer.label, (f"  {answer.help}", "dim")).rstrip())
            for answer in node.answers
        ]
    if node.kind == "step":
        return [*((outcome, _OUTCOMES[outcome]) for outcome in STEP_OUTCOMES), *links]
    if walk.is_finished:
        return [*links, (END, at_end)]
    return [(GO_ON, "Go on"), *links]
