"""Reviewing a Jinja template: each way through it as SQL, the findings brought together."""

from dataclasses import dataclass, replace
from typing import Protocol

from workbench.findings import Finding, Place
from workbench.sqlreview.dbt_config import model_of
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.jinja import Choice, Reading, Template, choices
from workbench.sqlreview.jinja_mask import Masked, mask
from workbench.sqlreview.reviewed import FileReview, ReviewError
from workbench.sqlreview.source import Span, SqlSource


class ReviewSql(Protocol):
    """Reviews plain SQL, of a dbt model or run in the loop of a program."""

    def __call__(self, sql: str, dbt: DbtModel | None, *, in_loop: bool = False) -> FileReview: ...  # noqa: D102 - said above


@dataclass(frozen=True, slots=True)
class _Variant:
    """One way through a template, and what its review found."""

    choice: Choice
    masked: Masked
    review: FileReview

    @property
    def broken(self) -> int:
        return sum(error.broken for error in self.review.errors)


def review_template(template: Template, dialect: str, review_sql: ReviewSql) -> FileReview:
    """Review a template with ``review_sql``, which reviews plain SQL.

    The first reading has each first branch. A finding of a later one counts where it
    speaks of text that the readings before do not show; so a branch that is left out
    makes no finding elsewhere. What is not used (``unused-…``) must be so in every reading.
    """
    source = SqlSource(template.text)
    variants = _variants(template, dialect, review_sql)
    findings: dict[Finding, None] = {}
    for index, variant in enumerate(variants):
        earlier, others = variants[:index], variants[:index] + variants[index + 1 :]
        for found in variant.review.findings:
            span = _span(source, found.place)
            if any(other.masked.shows(span) for other in earlier):
                continue
            if found.rule.startswith("unused-") and not _in_all(found, span, others):
                continue
            placed = _placed(found, span, variant.masked, source)
            if placed is not None:
                findings.setdefault(placed)
    first = variants[0].review
    return replace(
        first,
        statements=max(variant.review.statements for variant in variants),
        findings=tuple(sorted(findings, key=lambda finding: (finding.place, finding.rule))),
        errors=_errors(variants, source),
    )


def _variants(template: Template, dialect: str, review_sql: ReviewSql) -> list[_Variant]:
    model = model_of(template)
    variants: list[_Variant] = []
    seen: set[str] = set()

    def add(choice: Choice) -> _Variant | None:
        masked = mask(template, choice, dialect)
        if masked.text in seen:
            return None
        seen.add(masked.text)
        # Macros and calls are steps of a load, like the models that use them.
        bodies = choice.reading is Reading.BODIES
        dbt = DbtModel() if model is None and bodies else model
        if dbt is not None:
            dbt = dbt._replace(relations=masked.relations, is_model=not bodies)
        return _Variant(choice, masked, review_sql(masked.text, dbt))

    for choice in choices(template):
        variant = add(choice)
        if variant is None:
            continue
        if variant.broken and choice.branch == 0:
            # Conditions without an else may exclude each other: try the text without them.
            bare = add(choice._replace(bare=True))
            if bare is not None and bare.broken < variant.broken:
                variants += (bare, variant)
                continue
        variants.append(variant)
    return variants


def _in_all(found: Finding, span: Span, others: list[_Variant]) -> bool:
    return all(
        not other.masked.shows(span)
        or any(
            each.rule == found.rule and each.place == found.place for each in other.review.findings
        )
        for other in others
    )


def _span(source: SqlSource, place: Place) -> Span:
    start = source.offset(place.line, place.column)
    # The end may be behind the last character, which has no place of its own.
    return Span(start, max(start, source.offset(place.end_line, place.end_column - 1)) + 1)


def _placed(found: Finding, span: Span, masked: Masked, source: SqlSource) -> Finding | None:
    """Return a finding at whole expressions and in the author's words, unless it is about none."""
    first = masked.expression_at(span.start)
    last = masked.expression_at(span.end - 1)
    if first is not None and first == last and first.start not in masked.relations:
        return None
    # What an expression writes may be a column that another one reads.
    if found.rule.startswith("unused-column") and masked.written(found.message) != found.message:
        return None
    start = first.start if first else span.start
    end = last.end if last else span.end
    return replace(
        found,
        place=source.place(Span(start, end)),
        message=masked.written(found.message),
        fix=masked.written(found.fix),
        impact=masked.written(found.impact),
    )


def _errors(variants: list[_Variant], source: SqlSource) -> tuple[ReviewError, ...]:
    errors: dict[tuple[int, int], ReviewError] = {}
    for index, variant in enumerate(variants):
        for error in variant.review.errors:
            message = variant.masked.written(error.message)
            if error.broken and index:
                message = _elsewhere(variant.choice, message)
            broken = error.broken and not index
            errors.setdefault(
                (error.line, error.column), ReviewError(error.line, error.column, message, broken)
            )
    if not errors and variants[0].masked.calls_only:
        line, column = source.line_and_column(variants[0].masked.expressions[-1].start)
        message = "not reviewed: macros make the whole query, and they are not run"
        errors[line, column] = ReviewError(line, column, message, broken=False)
    return tuple(errors[place] for place in sorted(errors))


def _elsewhere(choice: Choice, message: str) -> str:
    where = "a macro body" if choice.reading is Reading.BODIES else "another branch"
    return f"not reviewed in {where}: {message}"
