"""Reviewing Spark programs and configurations, beside the SQL in them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.findings import Finding
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.embedded import review_embedded
from workbench.sqlreview.engine import Outcome
from workbench.sqlreview.expressions import Part
from workbench.sqlreview.handbook_facts import review_facts
from workbench.sqlreview.host_files import is_cell
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.python_strings import parse_python
from workbench.sqlreview.reviewed import FileReview, ReviewError
from workbench.sqlreview.rule import Remark, Rule, Subject
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.spark.expressions import sql_expressions
from workbench.sqlreview.spark.languages import SPARK
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.properties import (
    Configuration,
    Setting,
    settings_in_file,
    settings_in_program,
    settings_in_sql,
)
from workbench.sqlreview.templated import ReviewSql

Judge = Callable[[Outcome], tuple[list[Finding], list[ReviewError]]]
"""Makes findings and errors of what rules said."""


@dataclass(frozen=True, slots=True)
class SparkReview:
    """The rules for Spark, and how their remarks become findings of one text."""

    rules: Sequence[Rule]
    judge: Judge

    def of_program(
        self,
        source: SqlSource,
        name: str,
        dialect: str,
        review_sql: ReviewSql,
        review_part: Callable[[Part], ReviewSql],
    ) -> FileReview:
        """Review a PySpark program, and the SQL in its strings."""
        spoken = SPARK if dialect == GENERIC else dialect
        try:
            cell = is_cell(name)
            program = Program(source, parse_python(source), review_facts(), cell)
        except SyntaxError:
            return review_embedded(source, name, spoken, review_sql)
        except RecursionError:
            review = review_embedded(source, name, spoken, review_sql)
            error = ReviewError(1, 1, "not reviewed: nested too deeply", broken=False)
            return replace(review, errors=(*review.errors, error))
        parts = [(string, review_part(part)) for string, part in sql_expressions(program)]
        review = review_embedded(source, name, spoken, review_sql, parts)
        settings = settings_in_program(program.tree, source)
        outcomes = [self._outcome("pyspark", program), self._configured(settings, whole=False)]
        return self._with(replace(review, statements=review.statements + 1), source, outcomes)

    def of_configuration(self, source: SqlSource, name: str) -> FileReview:
        """Review a ``spark-defaults.conf`` or the properties of a ``spark-submit`` command."""
        settings = settings_in_file(source)
        review = FileReview(name, SPARK, len(settings), (), ())
        return self._with(review, source, [self._configured(settings, whole=True)])

    def of_sql(self, source: SqlSource) -> tuple[list[Finding], list[ReviewError]]:
        """Return what there is to say of the properties that a script of Spark SQL sets."""
        return self.judge(self._configured(settings_in_sql(source), whole=False))

    def _configured(self, settings: list[Setting], *, whole: bool) -> Outcome:
        if not settings:
            return Outcome([], [])
        return self._outcome("configuration", Configuration(settings, review_facts(), whole))

    def _outcome(self, subject: Subject, shown: Program | Configuration) -> Outcome:
        outcome = Outcome([], [])
        for rule in self.rules:
            if rule.subject != subject:
                continue
            try:
                outcome.remarks.extend(_remarks(rule, rule.check(shown)))
            except Exception as error:  # noqa: BLE001 - a broken rule must not stop the review
                outcome.note_failure(rule, Span(0, 1), error)
        return outcome

    def _with(
        self, review: FileReview, source: SqlSource, outcomes: Iterable[Outcome]
    ) -> FileReview:
        ignores = Ignores(source)
        findings, errors = list(review.findings), list(review.errors)
        for outcome in outcomes:
            found, failed = self.judge(outcome)
            findings += [finding for finding in found if not ignores.silence(finding)]
            errors += failed
        findings.sort(key=lambda finding: (finding.place, finding.rule))
        return replace(review, findings=tuple(findings), errors=tuple(errors))


def _remarks(rule: Rule, remarks: Iterable[Remark]) -> Iterator[tuple[Rule, Remark]]:
    return ((rule, remark) for remark in dict.fromkeys(remarks))
