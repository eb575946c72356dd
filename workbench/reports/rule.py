"""A rule as text, as data, and as a page of the reference."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.lint.rule import Example as DesignExample
from workbench.lint.rule import Rule as DesignRule
from workbench.reports.layout import heading, paragraphs
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.reviewed import Subject
from workbench.sqlreview.rule import Example as SqlExample
from workbench.sqlreview.rule import Rule as SqlRule
from workbench.sqlreview.rule import Texts
from workbench.sqlreview.spark.languages import Language, language_of

AnyRule = SqlRule | DesignRule
AnyExample = SqlExample | DesignExample
SHOWN_EXAMPLES = 3
_FENCES = {Language.SQL: "sql", Language.PYSPARK: "python", Language.SPARK_CONF: "properties"}
_KINDS = {Subject.QUERIES: "sql-rule", Subject.DESIGNS: "design-rule"}


def rules_about(subject: Subject) -> Sequence[AnyRule]:
    """Return all rules over queries, or over designs, sorted by name."""
    if subject is Subject.DESIGNS:
        from workbench.lint.registry import all_rules as design_rules  # noqa: PLC0415 - many modules

        return design_rules()
    from workbench.sqlreview.registry import all_rules as sql_rules  # noqa: PLC0415 - many modules

    return sql_rules()


def rule_text(rule: AnyRule, width: int) -> str:
    """Return what a rule looks for, why, what to do, and examples of both outcomes."""
    lines = [*heading(rule.slug), f"{_subject(rule).heading}, {rule.category}: {_degree(rule)}", ""]
    for label, text in (*_facts(rule), *_engine_facts(rule), *_given_way(rule)):
        lines += paragraphs(f"{label}: {text}", width, "", "  ")
    lines += ["", "Reported (the marked part):", *_examples(rule.fires)]
    lines += ["", "Not reported:", *_examples(rule.quiet), ""]
    return "\n".join([*lines, f"See also: {rule.source}"]) + "\n"


def rule_data(rule: AnyRule) -> dict[str, Any]:
    """Return a rule as plain data for JSON."""
    return {
        "ref": rule.slug,
        "kind": _KINDS[_subject(rule)],
        "category": rule.category,
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "source": rule.source,
        **{label.lower(): text for label, text in _facts(rule)},
        **_on_engines(rule),
        **({"gives_way_to": speakers} if (speakers := _speakers(rule)) else {}),
        "fires": [_example_data(example) for example in rule.fires],
        "quiet": [_example_data(example) for example in rule.quiet],
    }


def rule_markdown(rule: AnyRule) -> list[str]:
    """Return the lines of a rule in the reference."""
    lines = [f"## {rule.slug}", "", f"*{rule.category}, {_degree(rule)}*", ""]
    for label, text in (*_facts(rule), *_engine_facts(rule), *_given_way(rule)):
        lines += [f"**{label}.** {text}", ""]
    for title, examples in (("Reported", rule.fires), ("Not reported", rule.quiet)):
        lines += [f"{title}:", ""]
        for example in examples[:SHOWN_EXAMPLES]:
            lines += [*_fenced(example), ""]
    return lines


def _degree(rule: AnyRule) -> str:
    return f"{rule.severity.value}, {rule.confidence.value}"


def _facts(rule: AnyRule) -> list[tuple[str, str]]:
    facts = [("Why", rule.why), ("Do", rule.fix), ("Impact", rule.impact)]
    return [(label, text) for label, text in facts if text]


def _engine_facts(rule: AnyRule) -> Iterator[tuple[str, str]]:
    """Yield what the rule says otherwise on some engines, once for those that share it."""
    sharing: dict[Texts, list[str]] = {}
    for engine, texts in _on(rule).items():
        sharing.setdefault(texts, []).append(_ENGINES.get(engine, engine))
    for texts, engines in sharing.items():
        told = [texts.why, texts.impact and f"Impact: {texts.impact}"]
        text = " ".join(text for text in (*told, texts.fix and f"Do: {texts.fix}") if text)
        yield f"On {_enumerated(engines, 'and')}", text


_ENGINES: dict[str, str] = {
    EngineKind.ROW_STORE: "a row store",
    EngineKind.COLUMN_STORE: "a column store",
    EngineKind.DISTRIBUTED: "a distributed engine",
}


def _enumerated(names: Sequence[str], link: str) -> str:
    *most, last = names
    return f"{', '.join(most)} {link} {last}" if most else last


def _on_engines(rule: AnyRule) -> dict[str, Any]:
    told = {str(engine): texts._asdict() for engine, texts in _on(rule).items()}
    return {"engines": told} if told else {}


def _on(rule: AnyRule) -> Mapping[str, Texts]:
    return rule.on if isinstance(rule, SqlRule) else {}


def _given_way(rule: AnyRule) -> Iterator[tuple[str, str]]:
    """Yield which rules speak instead of this one, where there are some."""
    if speakers := _speakers(rule):
        named = _enumerated(speakers, "or")
        yield "Gives way", f"Where {named} reports the same place, this rule does not."


def _speakers(rule: AnyRule) -> list[str]:
    if not isinstance(rule, SqlRule):
        return []
    return sorted({*rule.yields_to, *rule.yields_within})


def _subject(rule: AnyRule) -> Subject:
    return Subject.QUERIES if isinstance(rule, SqlRule) else Subject.DESIGNS


def _fenced(example: AnyExample) -> list[str]:
    if isinstance(example, SqlExample):
        language = language_of("", example.plain)
        head = [f"-- {example.dialect}"] if language is Language.SQL else []
        return [f"```{_FENCES[language]}", *head, *example.sql.splitlines(), "```"]
    return ["```yaml", *example.marked_body.splitlines(), "```"]


def _examples(examples: Sequence[AnyExample]) -> list[str]:
    lines: list[str] = []
    for example in examples[:SHOWN_EXAMPLES]:
        lines += [f"    {line}" for line in _shown(example).splitlines()]
    return lines


def _shown(example: AnyExample) -> str:
    return example.sql if isinstance(example, SqlExample) else f"{example.marked_body}\n"


def _example_data(example: AnyExample) -> dict[str, str]:
    if isinstance(example, SqlExample):
        return {"dialect": example.dialect, "sql": example.plain}
    return {"yaml": example.plain}
