"""Runs rules over a statement: one walk, each rule called for the nodes that it asked for.

Rules that ask for no nodes are run over the script, once all its statements are known.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.script import Script
from workbench.sqlreview.source import Span


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that raised on a statement or script; its remarks there are missing."""

    rule: str
    at: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all rules said about one statement, or about the whole text."""

    remarks: list[tuple[Rule, Remark]]
    failures: list[RuleFailure]

    def note_failure(self, rule: Rule, at: Span, error: Exception) -> None:
        """Keep the first failure of a rule."""
        if all(known.rule != rule.slug for known in self.failures):
            self.failures.append(RuleFailure(rule.slug, at, f"{type(error).__name__}: {error}"))


class Engine:
    """A set of rules, ready to run. Build it once, use it for many statements."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._script_rules = tuple(rule for rule in self.rules if rule.subject == "script")
        self._by_type: dict[type[exp.Expr], tuple[Rule, ...]] = {}

    def run(self, context: Context) -> Outcome:
        """Show every node of the statement to the rules that look at its type.

        A rule that raises is reported and does not hinder the others.
        """
        outcome = Outcome([], [])
        for scope in context.scopes:
            context.scope = scope
            for node_type, nodes in scope.nodes.items():
                for rule in self._rules_for(node_type):
                    try:
                        for node in nodes:
                            for remark in rule.check(node, context):
                                outcome.remarks.append((rule, remark))
                    except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
                        outcome.note_failure(rule, context.ranges.statement(), error)
        return outcome

    def run_script(self, script: Script) -> Outcome:
        """Show the whole script to the rules that look at several statements."""
        outcome = Outcome([], [])
        for rule in self._script_rules if script.steps else ():
            try:
                for remark in rule.check(script):
                    outcome.remarks.append((rule, remark))
            except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
                outcome.note_failure(rule, script.steps[0].words.statement(), error)
        return outcome

    def _rules_for(self, node_type: type[exp.Expr]) -> tuple[Rule, ...]:
        rules = self._by_type.get(node_type)
        if rules is None:
            rules = tuple(rule for rule in self.rules if issubclass(node_type, rule.nodes))
            self._by_type[node_type] = rules
        return rules
