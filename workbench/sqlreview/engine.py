"""Runs rules over a statement: one walk, each rule called for the nodes that it asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.source import Span


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that raised on a statement; its remarks there are missing."""

    rule: str
    at: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all rules said about one statement."""

    remarks: list[tuple[Rule, Remark]]
    failures: list[RuleFailure]


class Engine:
    """A set of rules, ready to run. Build it once, use it for many statements."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
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
                    _run_rule(rule, nodes, context, outcome)
        return outcome

    def _rules_for(self, node_type: type[exp.Expr]) -> tuple[Rule, ...]:
        rules = self._by_type.get(node_type)
        if rules is None:
            rules = tuple(rule for rule in self.rules if issubclass(node_type, rule.nodes))
            self._by_type[node_type] = rules
        return rules


def _run_rule(rule: Rule, nodes: Sequence[exp.Expr], context: Context, outcome: Outcome) -> None:
    try:
        for node in nodes:
            for remark in rule.check(node, context):
                outcome.remarks.append((rule, remark))
    except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
        reason = f"{type(error).__name__}: {error}"
        failure = RuleFailure(rule.slug, context.ranges.statement(), reason)
        if all(known.rule != rule.slug for known in outcome.failures):
            outcome.failures.append(failure)
