"""A folder of SQL under review: its tree of files, with what was found in each."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual.content import Content

from screens.query.chosen import Chosen, Memory
from screens.query.filter import Filter
from screens.query.folder_tree import UNREAD, Node, tree_of
from screens.query.rows import STYLES, findings_of, many, one_line
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.findings import Finding, Severity
from workbench.reports.layout import paragraphs
from workbench.sqlreview.options import Options

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import Review

_LONGEST_PATH = 34
"""Characters of a path that leave room for the counts beside it on 80 columns."""
MOST_FILES = 2_000
"""Lines of the tree that are listed."""
UNFOLDED_UP_TO = 60
"""Files up to which the whole tree is shown unfolded at first."""
COLUMNS = (*(severity.value for severity in Severity), UNREAD)
_CELL = 9
_NAME = 24


@dataclass(frozen=True, slots=True)
class FolderJob:
    """A folder to review, and how."""

    folder: Path
    options: Options
    baseline: str = ""

    def run(self, progress: Callable[[int, int], None]) -> "Review":
        """Review the folder as the command line does; ``progress`` is told files done, of all.

        Raises:
            InputError: as `review_paths` and `Baseline.load`.
        """
        from workbench.sqlreview.baseline import Baseline  # noqa: PLC0415 - loads sqlglot
        from workbench.sqlreview.parallel import available_workers  # noqa: PLC0415 - the same
        from workbench.sqlreview.paths import Effort, review_paths  # noqa: PLC0415 - the same

        effort = Effort(available_workers(), cached=True, progress=progress)
        review = review_paths([self.folder], self.options, effort=effort)
        if not self.baseline:
            return review
        return Baseline.load(Path(self.baseline)).hide(review, self.options.runs).review


class FolderPresenter:
    """Holds one folder and its review; says what the tree shows."""

    def __init__(self, options: Options, memory: Memory) -> None:
        """``options`` are those of the settings, ``memory`` what was chosen for folders."""
        self._options = options
        self._memory = memory
        self.folder: Path | None = None
        self.review: Review | None = None
        self.failure = ""
        self._toggled: set[str] = set()
        self._root: Node | None = None
        self._root_for: tuple[Review | None, Filter] = (None, Filter())

    def open(self, folder: Path) -> None:
        """Make a folder the one at hand; its review is still to come."""
        self.folder = folder
        self.review, self.failure = None, ""
        self._toggled.clear()

    def holds(self, path: str) -> bool:
        """Tell whether a file is one of those that were reviewed."""
        return self.review is not None and any(file.path == path for file in self.review.files)

    def job(self) -> FolderJob:
        """Return what is to be reviewed now."""
        assert self.folder is not None
        chosen = self.chosen
        schema = (chosen.tables,) if chosen.tables else ()
        options = replace(self._options, dialect=chosen.dialect, schema=schema)
        return FolderJob(self.folder, options, chosen.baseline or "")

    def root(self, wanted: Filter) -> Node:
        """Return the tree of what is listed."""
        if self._root is None or self._root_for != (self.review, wanted):
            self._root_for = (self.review, wanted)
            empty = Node("", str(self.folder), -1)
            folder = self.folder
            self._root = tree_of(self.review, folder, wanted) if self.review and folder else empty
        return self._root

    def is_folded(self, node: Node) -> bool:
        """Tell whether what is below a folder is hidden: at first where nothing was found."""
        files = len(self.review.files) if self.review else 0
        at_first = not node.counts.total() or files > UNFOLDED_UP_TO
        return at_first != (node.key in self._toggled)

    def fold(self, node: Node, *, folded: bool) -> bool:
        """Hide or show what is below a folder; tell whether that changes anything."""
        if node.file is not None or self.is_folded(node) == folded:
            return False
        self._toggled ^= {node.key}
        return True

    def nodes(self, wanted: Filter) -> list[Node]:
        """Return the nodes that are not folded away, in the order of the tree."""
        return list(self._unfolded(self.root(wanted)))

    def _unfolded(self, node: Node) -> Iterator[Node]:
        for child in node.below.values():
            yield child
            if child.file is None and not self.is_folded(child):
                yield from self._unfolded(child)

    def files(self, wanted: Filter) -> list[str]:
        """Return the paths of the files in which something is listed."""
        pending, found = [self.root(wanted)], []
        while pending:
            node = pending.pop()
            pending += reversed(node.below.values())
            if node.file is not None and node.counts.total():
                found.append(node.file.path)
        return found

    def file_beside(self, path: str, step: int, wanted: Filter) -> str | None:
        """Return the next file with something listed (``step`` 1), or the one before (-1)."""
        files = self.files(wanted)
        if path in files:
            at = files.index(path) + step
            return files[at] if 0 <= at < len(files) else None
        ordered = files if step > 0 else files[::-1]
        return next((each for each in ordered if (each > path) == (step > 0)), None)

    def lines(self, wanted: Filter, width: int) -> list[Line | str]:
        """Return the tree as it is shown, of a long one the beginning."""
        if self.failure:
            return list(paragraphs(self.failure, width, "", ""))
        nodes = self.nodes(wanted)
        lines: list[Line | str] = [
            (node.key, self._line(node, width)) for node in nodes[:MOST_FILES]
        ]
        if len(nodes) > MOST_FILES:
            lines.append(f"{len(nodes) - MOST_FILES} more; fold folders or filter to see them")
        return lines

    def _line(self, node: Node, width: int) -> Content:
        sign = "" if node.file else ("+ " if self.is_folded(node) else "- ")
        name = f"{'  ' * node.depth}{sign}{node.name}{'' if node.file else '/'}"
        room = max(width - _CELL * len(COLUMNS), _NAME)
        label = Content(name).truncate(room, ellipsis=True, pad=True)
        if not node.counts.total():
            return Content.assemble(label, (f"{'nothing found':>{_CELL * 2}}", "dim"))
        cells = [(f"{node.counts[word] or '':>{_CELL}}", STYLES.get(word, "")) for word in COLUMNS]
        return Content.assemble(label, *cells)

    def heading(self, width: int) -> Content:
        """Return the names of the columns."""
        room = max(width - _CELL * len(COLUMNS), _NAME)
        names = "".join(f"{word:>{_CELL}}" for word in COLUMNS)
        return Content.styled(f"{'file':<{room}}{names}", "dim")

    @property
    def summary(self) -> str:
        """Return the folder, and how its files are read where that was chosen."""
        chosen = self.chosen
        parts = [chosen.dialect] if chosen.dialect else []
        parts += [f"schema {PurePath(chosen.tables).name}"] if chosen.tables else []
        parts += ["baseline"] if chosen.baseline else []
        head = f"{', '.join(parts)}: " if parts else ""
        return f"{head}{_shortened(str(self.folder))}"

    def choose(self, chosen: Chosen) -> None:
        """Choose something for all files of the folder, now and later.

        Raises:
            InputError: it cannot be remembered.
        """
        assert self.folder is not None
        self._memory.choose(self.folder, chosen)

    @property
    def chosen(self) -> Chosen:
        """What was chosen for the folder."""
        return self._memory.of(self.folder) if self.folder else Chosen()

    def counts(self, wanted: Filter, progress: tuple[int, int] | None) -> str:
        """Return what was found, or how far the review is."""
        if progress is not None:
            done, total = progress
            return f"Reviewing, {done} of {total} files" if total else "Looking for files"
        if self.failure:
            return "The review failed"
        if self.review is None:
            return ""
        root = self.root(wanted)
        parts = [many(len(self.review.files), "file")]
        counts = [(root.counts[each.value], each.value) for each in Severity]
        parts += [many(count, word) for count, word in counts if count]
        parts += [f"{root.counts[UNREAD]} unread"] if root.counts[UNREAD] else []
        parts += ["nothing found"] if not root.counts.total() else []
        parts += [f"shown: {wanted.words}"] if wanted.words else []
        return ", ".join(parts)

    def detail(self, node: Node | None, width: int) -> list[Block]:
        """Return what was found at a node, by rule, the worst and the most first."""
        if node is None:
            return []
        lines = Content.styled(node.name, "bold").wrap(width)
        order = list(COLUMNS)
        ranked = sorted(node.rules.items(), key=lambda each: (order.index(each[0][0]), -each[1]))
        for (severity, rule), count in ranked:
            lines.append(
                Content.assemble(
                    (f"{count:>4} ", "bold"), (f"{severity:<8}", STYLES.get(severity, "")), rule
                ).truncate(width, ellipsis=True)
            )
        for error in node.file.errors if node.file else ():
            lines += Content(f"line {error.line}: {one_line(error.message)}").wrap(width)
        if len(lines) == 1:
            lines.append(Content.styled("nothing found", "dim"))
        return [Block(node.key, tuple(lines))]

    def rule_counts(self, wanted: Filter) -> Counter[str]:
        """Return how many findings there are of each rule in the whole folder."""
        return Counter(each.rule for each in self._findings(wanted))

    def _findings(self, wanted: Filter) -> Iterator[Finding]:
        for file in self.review.files if self.review else ():
            yield from findings_of(file, wanted)

    def markdown(self, wanted: Filter) -> str:
        """Return the report of what is listed as Markdown."""
        from workbench.reports.review_markdown import as_markdown  # noqa: PLC0415 - rarely needed

        assert self.review is not None
        files = (
            replace(
                file,
                findings=tuple(each for each in findings_of(file, wanted) if wanted.keeps(each)),
            )
            for file in self.review.files
        )
        return as_markdown(replace(self.review, files=tuple(files)))


def _shortened(path: str) -> str:
    """Return a path without its beginning where it is long: its end says more."""
    if len(path) <= _LONGEST_PATH:
        return path
    kept = PurePath(path).parts[-2:]
    return f"…/{'/'.join(kept)}"
