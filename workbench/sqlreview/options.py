"""Which findings are shown: the settings of the project, and the command line over them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import InputError, Problem
from workbench.findings import Finding, Preset, Severity
from workbench.globs import glob_matches

if TYPE_CHECKING:
    from workbench.settings import FileSettings, ReviewChoice


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown of one file; ``dialect`` is None where its path says it."""

    preset: Preset = Preset.DEFAULT
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    dialect: str | None = None

    def apply(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Return the findings that are shown, and those that only the preset leaves out.

        A rule that is selected by name is shown whatever the preset.
        """
        shown: list[Finding] = []
        left_out: list[Finding] = []
        for finding in findings:
            if finding.rule in self.ignore or (self.select and finding.rule not in self.select):
                continue
            severity = self.severity.get(finding.rule, finding.severity)
            if severity is not finding.severity:
                finding = replace(finding, severity=severity)  # noqa: PLW2901 - same, re-graded
            kept = bool(self.select) or self.preset.keeps(severity, finding.confidence)
            (shown if kept else left_out).append(finding)
        return shown, left_out


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for, over what the settings say."""

    preset: Preset | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    dialect: str | None = None
    settings: FileSettings | None = None
    schema: tuple[str, ...] = ()
    """Files and folders that describe the tables (`workbench.sqlreview.schema.load`);
    where there are none, those of the settings.
    """
    embedded: bool = False
    """Whether Python files, notebooks and configurations of Spark in folders are reviewed, too."""
    knowledge: tuple[str, ...] = ()
    """The folders laid over the handbook, in the order in which they apply."""

    def __post_init__(self) -> None:
        if not self.schema and self.settings is not None:
            object.__setattr__(self, "schema", tuple(map(str, self.settings.described_by())))

    def rules(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the rules to run for all files together: those selected (all if none), and not."""
        settings = self.settings
        if self.select or settings is None:
            return self.select, self.ignore
        selected: tuple[str, ...] = ()
        if settings.select:
            of_paths = (rule for each in settings.paths for rule in each.select)
            selected = (*settings.select, *of_paths)
        return selected, (*self.ignore, *settings.ignore)

    def partly(self) -> tuple[str, ...]:
        """Return the rules that the settings grade anew, or show of some files only."""
        settings = self.settings
        if settings is None:
            return ()
        found = {rule for each in (settings, *settings.paths) for rule in each.severity}
        if not self.select:
            found.update(rule for each in settings.paths for rule in each.ignore)
            if any(each.select for each in settings.paths):
                found.update(_not_selected((settings, *settings.paths)))
        return tuple(sorted(found))

    def runs(self, rule: str) -> bool:
        """Tell whether a rule is run for any file."""
        selected, ignored = self.rules()
        return rule not in ignored and (not selected or rule in selected)

    def excludes(self, name: str) -> bool:
        """Tell whether the settings leave out a file."""
        if self.settings is None or not self.settings.exclude:
            return False
        path = _absolute(name)
        return any(glob_matches(glob, path) for glob in self.settings.exclude)

    def for_file(self, name: str) -> Choice:
        """Return what counts for a file: the command line, then paths, then all settings."""
        choice = Choice()
        if self.settings is not None:
            path = _absolute(name)
            choice = _narrowed(choice, self.settings)
            for each in self.settings.paths:
                if glob_matches(each.match, path):
                    choice = _narrowed(choice, each)
        return replace(
            choice,
            preset=self.preset or choice.preset,
            select=frozenset(self.select) or choice.select,
            ignore=frozenset(self.ignore) | (frozenset() if self.select else choice.ignore),
            dialect=self.dialect or choice.dialect,
        )


def _not_selected(choices: Iterable[ReviewChoice]) -> Iterable[str]:
    """Return the rules that one of several selections leaves out."""
    from workbench.sqlreview.registry import sql_rules  # noqa: PLC0415 - loaded to review only

    selections = [each.select for each in choices if each.select]
    slugs = (rule.slug for rule in sql_rules())
    return [slug for slug in slugs if any(slug not in each for each in selections)]


def refuse_unknown(names: Iterable[str], rules: Collection[str]) -> None:
    """Refuse names of rules that do not exist.

    Raises:
        InputError: every such name, with the nearest one that exists.
    """
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


def _narrowed(choice: Choice, by: ReviewChoice) -> Choice:
    return Choice(
        preset=by.preset or choice.preset,
        select=frozenset(by.select) or choice.select,
        ignore=choice.ignore | frozenset(by.ignore),
        severity={**choice.severity, **by.severity},
        dialect=by.dialect or choice.dialect,
    )


def _absolute(name: str) -> str:
    return Path(name).resolve().as_posix()
