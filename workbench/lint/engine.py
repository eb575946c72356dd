"""Runs rules over a design and turns what they say into findings with places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.findings import Confidence, Finding, Place, Severity
from workbench.lint.landscape import Landscape
from workbench.lint.rule import Remark, Rule


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that raised on a design; its remarks there are missing."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all rules said about one design; findings by the file that they are in."""

    findings: dict[str, list[Finding]]
    failures: list[RuleFailure]


def run(landscape: Landscape, rules: Iterable[Rule]) -> Outcome:
    """Show the design to each rule. One that raises is reported and does not hinder the others."""
    outcome = Outcome({}, [])
    for rule in rules:
        try:
            for file, finding in _findings(rule, landscape):
                outcome.findings.setdefault(file, []).append(finding)
        except Exception as error:  # noqa: BLE001 - a broken rule must not stop the check
            outcome.failures.append(RuleFailure(rule.slug, f"{type(error).__name__}: {error}"))
    return outcome


def _findings(rule: Rule, landscape: Landscape) -> Iterator[tuple[str, Finding]]:
    for remark in rule.check(landscape):
        file, place = _place(remark, landscape)
        yield (
            file,
            Finding(
                rule.slug,
                _severity(rule, remark),
                place,
                remark.message,
                rule.why,
                remark.fix or rule.fix,
                remark.impact or rule.impact,
                _confidence(rule, remark),
                rule.source,
            ),
        )


def _place(remark: Remark, landscape: Landscape) -> tuple[str, Place]:
    file, place = landscape.locate(remark.at)
    problem = remark.problem
    if problem is None or (file, place.line, place.column) == (
        problem.file,
        problem.line,
        problem.column,
    ):
        return file, place
    end = problem.column + len(str(remark.at[-1]) if remark.at else "")
    return problem.file, Place(problem.line, problem.column, problem.line, end, problem.path)


def _severity(rule: Rule, remark: Remark) -> Severity:
    return Severity.HINT if remark.cannot_tell else remark.severity or rule.severity


def _confidence(rule: Rule, remark: Remark) -> Confidence:
    return Confidence.POSSIBLE if remark.cannot_tell else remark.confidence or rule.confidence
