"""Checking designs: read them, run the rules, leave out what was silenced."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.designs.design import SECTIONS, Design
from workbench.designs.store import DesignFile
from workbench.findings import Finding, Place
from workbench.handbook.handbook import Handbook
from workbench.lint.engine import RuleFailure, run
from workbench.lint.landscape import Landscape
from workbench.lint.registry import all_rules
from workbench.reading import STDIN, read_text
from workbench.settings import CheckSettings
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.options import Options
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError, Subject
from workbench.sqlreview.source import SqlSource


@dataclass(frozen=True, slots=True)
class Check:
    """What is needed to check any design: the knowledge, and which findings are wanted."""

    handbook: Handbook
    options: Options = field(default_factory=Options)

    def paths(self, paths: Sequence[str]) -> Review:
        """Check designs: files, folders that hold one design, ``-`` for standard input.

        Raises:
            InputError: a path cannot be read, or is not YAML with keys and values.
        """
        started = time.perf_counter()
        files: list[FileReview] = []
        sources: dict[str, str] = {}
        for path in paths:
            if path != STDIN and self.options.excludes(path):
                continue
            found, texts = self._design(path)
            files += found
            sources |= texts
        return Review(tuple(files), time.perf_counter() - started, sources, Subject.DESIGNS)

    def landscape(self, file: DesignFile) -> Landscape:
        """Return an open design as the rules see it."""
        settings = self.options.settings
        naming = settings.naming if isinstance(settings, CheckSettings) else {}
        return Landscape(file.design, file.place, self.handbook, file.problems, naming)

    def design(self, file: DesignFile) -> list[FileReview]:
        """Check an open design, with what was not saved yet; one review for each of its files."""
        selected, ignored = self.options.rules()
        rules = [
            rule
            for rule in all_rules()
            if rule.slug not in ignored and (not selected or rule.slug in selected)
        ]
        outcome = run(self.landscape(file), rules)
        counts = _documents(file.design)
        return [
            self._file(name, text, outcome.findings.get(name, ()), outcome.failures, count)
            for (name, text), count in zip(
                file.texts.items(), (counts, *([0] * (len(file.texts) - 1))), strict=True
            )
        ]

    def _design(self, path: str) -> tuple[list[FileReview], dict[str, str]]:
        file = _opened(path)
        return self.design(file), dict(file.texts)

    def _file(
        self,
        name: str,
        text: str,
        findings: Iterable[Finding],
        failures: Iterable[RuleFailure],
        documents: int,
    ) -> FileReview:
        ignores = Ignores(SqlSource(text))
        kept = [each for each in findings if not ignores.silence(each)]
        shown, left_out = self.options.for_file(name).apply(sorted(kept, key=_position))
        errors = tuple(_failed(failure) for failure in failures)
        return FileReview(name, "", documents, tuple(shown), errors, tuple(left_out))


def _opened(path: str) -> DesignFile:
    if path != STDIN:
        return DesignFile.open(path)
    source = read_text(STDIN)
    return DesignFile.of_text(source.name, source.text)


def _position(finding: Finding) -> tuple[Place, str]:
    return finding.place, finding.rule


def _failed(failure: RuleFailure) -> ReviewError:
    return ReviewError(1, 1, f"the rule {failure.rule} failed: {failure.reason}")


def _documents(design: Design) -> int:
    """Return how many documents a design holds."""
    counts = (getattr(design, name) for name in SECTIONS)
    return sum(len(each) if isinstance(each, tuple) else each is not None for each in counts)
