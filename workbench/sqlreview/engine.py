"""Runs rules over a statement: one walk, each rule called for the nodes that it asked for.

Rules that ask for no nodes are run over the script, once all its statements are known.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.script import Script
from workbench.sqlreview.source import Span

Check = Callable[[exp.Expr, Context], Iterable[Remark]]
Planned = tuple[tuple[int, tuple[tuple[Rule, Check], ...]], ...]
"""The rules that look at a type of node, by what else they need to find anything.

That is a bit for each type of which one must be among the nodes of the scope; 0 for nothing.
"""
Plan = dict[type[exp.Expr], Planned]


class RuleFailure(NamedTuple):
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
        of_scripts = {"script", "files"}
        self._script_rules = tuple(rule for rule in self.rules if rule.subject in of_scripts)
        self._without_schema: Plan = {}
        self._with_schema: Plan = {}
        needed = dict.fromkeys(kind for rule in self.rules for kind in rule.needs)
        self._bits = {kind: 1 << place for place, kind in enumerate(needed)}
        self._meets: dict[type[exp.Expr], int] = {}

    def run(self, context: Context) -> Outcome:
        """Show every node of the statement to the rules that look at its type.

        A rule that raises is reported and does not hinder the others.
        """
        outcome = Outcome([], [])
        remarks = outcome.remarks
        plan = self._without_schema if context.schema is None else self._with_schema
        for scope in context.scopes:
            context.scope = scope
            met = self._met(scope)
            for node_type, nodes in scope.nodes.items():
                planned = plan.get(node_type)
                if planned is None:
                    planned = self._rules_for(node_type, context)
                for needs, rules in planned:
                    if needs and not needs & met:
                        continue
                    for rule, check in rules:
                        try:
                            for node in nodes:
                                for remark in check(node, context):
                                    remarks.append((rule, remark))
                        except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
                            outcome.note_failure(rule, context.ranges.statement(), error)
        return outcome

    def _met(self, scope: Scope) -> int:
        """Return the bits of the types that rules need and that are among a scope's nodes."""
        met = 0
        for node_type in scope.nodes:
            bits = self._meets.get(node_type)
            if bits is None:
                of_type = (bit for kind, bit in self._bits.items() if issubclass(node_type, kind))
                bits = self._meets[node_type] = sum(of_type)
            met |= bits
        return met

    def run_script(self, script: Script) -> Outcome:
        """Show the whole script to the rules that look at several statements."""
        outcome = Outcome([], [])
        if not script.steps:
            return outcome
        is_plain = script.is_plain
        for rule in self._script_rules:
            if is_plain and rule.skips_plain:
                continue
            try:
                for remark in rule.check(script):
                    outcome.remarks.append((rule, remark))
            except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
                outcome.note_failure(rule, script.steps[0].words.statement(), error)
        return outcome

    def _rules_for(self, node_type: type[exp.Expr], context: Context) -> Planned:
        has_schema = context.schema is not None
        by_needs: dict[int, list[tuple[Rule, Check]]] = {}
        for rule in self.rules:
            if issubclass(node_type, rule.nodes) and (has_schema or not rule.needs_schema):
                needs = sum(self._bits[kind] for kind in set(rule.needs))
                by_needs.setdefault(needs, []).append((rule, rule.check))
        planned = tuple((needs, tuple(rules)) for needs, rules in by_needs.items())
        (self._with_schema if has_schema else self._without_schema)[node_type] = planned
        return planned
