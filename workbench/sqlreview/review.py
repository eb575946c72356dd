"""Reviewing SQL: a text, a file, a folder, standard input."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.findings import Finding
from workbench.reading import STDIN, SourceText, read_text
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC, checked, dialect_of_path
from workbench.sqlreview.engine import Engine, Outcome, RuleFailure
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.schema.ddl import learn
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.script import Script
from workbench.sqlreview.source import SqlSource
from workbench.sqlreview.statements import NotUnderstood, read_statements


@dataclass(frozen=True, slots=True)
class ReviewError:
    """Something that was not reviewed: a statement, a whole file, or one rule on a statement.

    ``broken`` is false for a valid statement that a query review has no use for.
    """

    line: int
    column: int
    message: str
    broken: bool = True


@dataclass(frozen=True, slots=True)
class FileReview:
    """What the review of one text found; ``statements`` counts those that were read."""

    path: str
    dialect: str
    statements: int
    findings: tuple[Finding, ...]
    errors: tuple[ReviewError, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The reviews of several files, and how long they took in seconds."""

    files: tuple[FileReview, ...]
    seconds: float
    sources: dict[str, str] = field(default_factory=dict, repr=False)
    """The text behind each path, for showing code beside findings."""


class Reviewer:
    """A choice of rules, applied to any number of texts."""

    def __init__(
        self,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        schema: Schema | None = None,
    ) -> None:
        """Choose rules by name: all, or those in ``select``, without those in ``ignore``.

        ``schema`` is what is known about the tables that the texts read.

        Raises:
            InputError: a name is not that of a rule.
        """
        self._schema = schema or None
        rules = {rule.slug: rule for rule in all_rules()}
        _refuse_unknown([*select, *ignore], rules)
        chosen = select or list(rules)
        self._engine = Engine(rules[slug] for slug in sorted(set(chosen) - set(ignore)))

    def review(self, text: str, name: str, dialect: str = GENERIC) -> FileReview:
        """Review one text. Never raises on SQL, whatever it holds."""
        source = SqlSource(text)
        ignores = Ignores(source)
        script = Script(dialect)
        schema = Schema(self._schema) if self._schema is not None else None
        findings: list[Finding] = []
        errors: list[ReviewError] = []
        statements = 0

        def take(outcome: Outcome) -> None:
            found = {_finding(rule, remark, source): None for rule, remark in outcome.remarks}
            findings.extend(finding for finding in found if not ignores.silence(finding))
            errors.extend(_failure(failure, source) for failure in outcome.failures)

        for item in read_statements(source, dialect):
            statements += 1
            if isinstance(item, NotUnderstood):
                place = source.line_and_column(item.offset)
                errors.append(ReviewError(*place, item.message, item.broken))
            statement = item.statement if isinstance(item, NotUnderstood) else item
            if statement is not None:
                take(self._engine.run(Context(statement, dialect, schema)))
                if schema is not None:
                    learn(statement.tree, dialect, schema)
                script.add(statement)
        take(self._engine.run_script(script))
        findings.sort(key=lambda finding: (finding.place, finding.rule))
        return FileReview(name, dialect, statements, tuple(findings), tuple(errors))


def review_text(text: str, name: str, dialect: str = GENERIC) -> FileReview:
    """Review one text with every rule.

    Raises:
        InputError: there is no dialect of that name.
    """
    return Reviewer().review(text, name, checked(dialect))


def review_paths(
    paths: Sequence[str | Path],
    dialect: str | None = None,
    reviewer: Reviewer | None = None,
) -> Review:
    """Review files, folders (every ``*.sql`` below, sorted) and ``-`` for standard input.

    Without ``dialect``, the one that the path names counts (`dialect_of_path`).
    A file in a folder that cannot be read is listed among the errors of that
    file; the others are reviewed.

    Raises:
        InputError: an unknown dialect, a path that does not exist, a file named
            directly that cannot be read, a folder without SQL files.
    """
    fixed = checked(dialect) if dialect is not None else None
    reviewer = reviewer or Reviewer()
    started = time.perf_counter()
    files: dict[str, FileReview] = {}
    sources: dict[str, str] = {}
    for name, content in _texts(paths):
        spoken = fixed or dialect_of_path(name)
        if isinstance(content, Problem):
            files[name] = _unread(name, spoken, content)
            continue
        sources[name] = content.text
        files[name] = reviewer.review(content.text, content.name, spoken)
    return Review(tuple(files.values()), time.perf_counter() - started, sources)


def _texts(paths: Sequence[str | Path]) -> Iterator[tuple[str, SourceText | Problem]]:
    """Yield each file's text, or the problem with it where a folder was asked for."""
    for path in paths:
        if str(path) == STDIN or not Path(path).is_dir():
            text = read_text(path)
            yield text.name, text
            continue
        for file in _sql_files(Path(path)):
            try:
                yield str(file), read_text(file)
            except InputError as error:
                yield str(file), error.problems[0]


def _sql_files(folder: Path) -> list[Path]:
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() == ".sql" and path.is_file()
    )
    if not files:
        raise InputError(Problem("no .sql file in this folder", str(folder), fix="Name a file"))
    return files


def _unread(name: str, dialect: str, problem: Problem) -> FileReview:
    message = f"not reviewed: {problem.message}"
    return FileReview(name, dialect, 0, (), (ReviewError(problem.line or 1, 1, message),))


def _finding(rule: Rule, remark: Remark, source: SqlSource) -> Finding:
    return Finding(
        rule=rule.slug,
        severity=remark.severity or rule.severity,
        place=source.place(remark.at),
        message=remark.message,
        why=rule.why,
        fix=remark.fix or rule.fix,
        impact=remark.impact or rule.impact,
        confidence=remark.confidence or rule.confidence,
        source=rule.source,
    )


def _failure(failure: RuleFailure, source: SqlSource) -> ReviewError:
    place = source.line_and_column(failure.at.start)
    message = f"rule {failure.rule} failed on this statement ({failure.reason})"
    return ReviewError(*place, message, broken=False)


def _refuse_unknown(names: Iterable[str], rules: dict[str, Rule]) -> None:
    import difflib  # noqa: PLC0415 - only needed for a mistake

    problems = []
    for name in names:
        if name in rules:
            continue
        near = difflib.get_close_matches(name, rules, n=1)
        fix = f"Did you mean {near[0]}?" if near else f"Rules: {', '.join(rules)}"
        problems.append(Problem(f"no rule is called {name!r}", fix=fix))
    if problems:
        raise InputError(problems)
