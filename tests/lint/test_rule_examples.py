"""Each rule over designs says what its examples expect, and nothing else of theirs."""

from collections.abc import Iterator

import pytest

from workbench.designs.store import DesignFile
from workbench.findings import Finding, Severity
from workbench.handbook.handbook import Handbook
from workbench.lint.engine import run
from workbench.lint.landscape import Landscape
from workbench.lint.registry import all_rules
from workbench.lint.rule import Example, Rule
from workbench.sqlreview.source import SqlSource

RULES = all_rules()


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    return Handbook.load()


def findings(rule: Rule, example: Example, handbook: Handbook) -> list[Finding]:
    file = DesignFile.of_text("design.yaml", example.plain)
    landscape = Landscape(file.design, file.place, handbook, file.problems)
    outcome = run(landscape, [rule])
    assert not outcome.failures
    return [finding for found in outcome.findings.values() for finding in found]


def cases(kind: str) -> Iterator[object]:
    for rule in RULES:
        for number, example in enumerate(getattr(rule, kind)):
            yield pytest.param(rule, example, id=f"{rule.slug}-{number}")


@pytest.mark.parametrize(("rule", "example"), cases("fires"))
def test_it_fires_where_it_should(rule: Rule, example: Example, handbook: Handbook) -> None:
    source = SqlSource(example.plain)
    found = [
        each
        for each in findings(rule, example, handbook)
        if (each.severity is Severity.HINT) is (example.unsure or rule.severity is Severity.HINT)
    ]
    places = sorted((each.place.line, each.place.column, each.place.end_column) for each in found)
    wanted = [
        (*source.line_and_column(start), source.line_and_column(end)[1])
        for start, end in example.marked
    ]
    assert places == wanted, "\n".join(each.message for each in found)


@pytest.mark.parametrize(("rule", "example"), cases("quiet"))
def test_it_stays_quiet_where_it_should(rule: Rule, example: Example, handbook: Handbook) -> None:
    found = findings(rule, example, handbook)
    loud = [each for each in found if not each.message.startswith("Cannot tell")]
    assert not loud, "\n".join(each.message for each in loud)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_its_examples_are_designs(rule: Rule, handbook: Handbook) -> None:
    if rule.slug in {"unknown-key", "value-not-understood"}:
        return
    for example in (*rule.fires, *rule.quiet):
        problems = DesignFile.of_text("design.yaml", example.plain).problems
        assert not problems, f"{problems[0]}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_its_source_is_in_the_handbook(rule: Rule, handbook: Handbook) -> None:
    assert handbook.get(rule.source) is not None
    assert rule.check.__doc__, "a rule says in one line what it finds"
