"""Checking designs: read them, run the rules, leave out what was silenced."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from workbench.designs.design import SECTIONS, Design
from workbench.designs.store import DesignFile
from workbench.findings import Finding, Place
from workbench.handbook.handbook import Handbook
from workbench.lint.engine import RuleFailure, run
from workbench.lint.landscape import Landscape
from workbench.lint.naming import Naming
from workbench.lint.registry import all_rules
from workbench.reading import STDIN, read_text
from workbench.settings import CheckSettings
from workbench.sqlreview.dbt_project import project_of
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.options import Options
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError, Subject
from workbench.sqlreview.source import SqlSource

SQL_ENDINGS = (".sql", ".ddl")


@dataclass(frozen=True)
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
        for path in _expanded(paths):
            if path != STDIN and self.options.excludes(path):
                continue
            found, texts = self._sql(path) if path.endswith(SQL_ENDINGS) else self._design(path)
            files += found
            sources |= texts
        return Review(tuple(files), time.perf_counter() - started, sources, Subject.DESIGNS)

    def landscape(self, file: DesignFile) -> Landscape:
        """Return an open design as the rules see it."""
        naming = self._naming.own
        return Landscape(file.design, file.place, self.handbook, file.problems, naming)

    @cached_property
    def _naming(self) -> Naming:
        settings = self.options.settings
        own = settings.naming if isinstance(settings, CheckSettings) else {}
        naming = Naming(self.handbook, own)
        naming.refuse_unknown()
        return naming

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

    def _sql(self, path: str) -> tuple[list[FileReview], dict[str, str]]:
        from workbench.lint.sql_names import check_names  # noqa: PLC0415 - loads the SQL parser
        from workbench.sqlreview.paths import dialect_of_file  # noqa: PLC0415 - the same

        text = read_text(path).text
        dialect = self.options.for_file(path).dialect or dialect_of_file(path)
        findings = [
            finding
            for finding in check_names(text, path, dialect, self._naming)
            if self.options.runs(finding.rule)
        ]
        return [self._file(path, text, findings, (), 1)], {path: text}

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


def _expanded(paths: Iterable[str]) -> list[str]:
    """Return the paths with folders of SQL, such as dbt projects, replaced by their files."""
    found: list[str] = []
    for path in paths:
        folder = Path(path)
        of_dbt = project_of(folder / "models") is not None
        if path == STDIN or not folder.is_dir() or (any(folder.glob("*.y*ml")) and not of_dbt):
            found.append(path)
            continue
        files = sorted(each for each in folder.rglob("*") if each.suffix in SQL_ENDINGS)
        found += [str(each) for each in files] or [path]
    return found


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
