"""A rule of the query review as text, as data, and as a page of the reference."""

from typing import Any

from workbench.reports.layout import heading, paragraphs
from workbench.sqlreview.rule import Example, Rule

SHOWN_EXAMPLES = 3


def rule_text(rule: Rule, width: int) -> str:
    """Return what a rule looks for, why, what to do, and examples of both outcomes."""
    lines = [*heading(rule.slug), f"Query review, {rule.category}: {_degree(rule)}", ""]
    for label, text in _facts(rule):
        lines += paragraphs(f"{label}: {text}", width, "", "  ")
    lines += ["", "Reported (the marked part):", *_examples(rule.fires)]
    lines += ["", "Not reported:", *_examples(rule.quiet), ""]
    return "\n".join([*lines, f"See also: {rule.source}"]) + "\n"


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain data for JSON."""
    return {
        "ref": rule.slug,
        "kind": "sql-rule",
        "category": rule.category,
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "source": rule.source,
        **{label.lower(): text for label, text in _facts(rule)},
        "fires": [_example_data(example) for example in rule.fires],
        "quiet": [_example_data(example) for example in rule.quiet],
    }


def rule_markdown(rule: Rule) -> list[str]:
    """Return the lines of a rule in the reference."""
    lines = [f"## {rule.slug}", "", f"*{rule.category}, {_degree(rule)}*", ""]
    for label, text in _facts(rule):
        lines += [f"**{label}.** {text}", ""]
    for title, examples in (("Reported", rule.fires), ("Not reported", rule.quiet)):
        lines += [f"{title}:", ""]
        for example in examples[:SHOWN_EXAMPLES]:
            lines += ["```sql", f"-- {example.dialect}", *example.sql.splitlines(), "```", ""]
    return lines


def _degree(rule: Rule) -> str:
    return f"{rule.severity.value}, {rule.confidence.value}"


def _facts(rule: Rule) -> list[tuple[str, str]]:
    facts = [("Why", rule.why), ("Do", rule.fix), ("Impact", rule.impact)]
    return [(label, text) for label, text in facts if text]


def _examples(examples: tuple[Example, ...]) -> list[str]:
    lines: list[str] = []
    for example in examples[:SHOWN_EXAMPLES]:
        lines += [f"    {line}" for line in example.sql.splitlines()]
    return lines


def _example_data(example: Example) -> dict[str, str]:
    return {"dialect": example.dialect, "sql": example.plain}
