"""Reviewing one SQL text."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from workbench.findings import Finding
from workbench.sqlreview.context import Context
from workbench.sqlreview.dbt_model import DbtModel
from workbench.sqlreview.dialects import GENERIC, checked
from workbench.sqlreview.engine import Engine, Outcome, RuleFailure
from workbench.sqlreview.host_files import holds_sql, is_templated
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.memory import Sweeper, collector_paused
from workbench.sqlreview.options import refuse_unknown
from workbench.sqlreview.overlays import laid_over, that_count
from workbench.sqlreview.precedence import Precedence
from workbench.sqlreview.registry import all_rules, sql_rules
from workbench.sqlreview.reviewed import FileReview, Removal, ReviewError
from workbench.sqlreview.rule import Remark, Rule
from workbench.sqlreview.rules.comments.unused_ignore import unused_ignore
from workbench.sqlreview.schema.ddl import learn
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.script import Script
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.spark.languages import SPARK, SPARK_DIALECTS, Language, language_of
from workbench.sqlreview.statements import NotUnderstood, Statement, read_statements
from workbench.sqlreview.tables import added_columns

if TYPE_CHECKING:
    from workbench.sqlreview.dbt_model_facts import ModelFacts
    from workbench.sqlreview.expressions import Part
    from workbench.sqlreview.spark.review import SparkReview
    from workbench.sqlreview.templated import ReviewSql

__all__ = ["FileReview", "Recipe", "ReviewError", "Reviewer", "review_text"]


class Recipe(NamedTuple):
    """What a `Reviewer` is made of: rules to run (all, if none), rules not to, and tables.

    ``partly`` are rules whose findings are not shown of every file, or graded anew;
    ``knowledge`` the folders laid over the handbook.
    """

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    schema: Schema | None
    partly: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


class Reviewer:
    """A choice of rules, applied to any number of texts."""

    def __init__(
        self,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        schema: Schema | None = None,
        partly: Sequence[str] = (),
        knowledge: Sequence[str] = (),
        rules: Sequence[Rule] = (),
    ) -> None:
        """Choose rules by name: all, or those in ``select``, without those in ``ignore``.

        ``schema`` is what is known about the tables that the texts read. Where the caller
        will not show all findings of some rules as they are, these are ``partly`` chosen:
        no other rule is silent for them. ``knowledge`` are the folders laid over the
        handbook; ``rules`` those to choose from, where they are not those of the registry.

        Raises:
            InputError: a name is not that of a rule, or ``knowledge`` holds a damaged page.
        """
        pages = that_count(knowledge)
        self.recipe = Recipe(tuple(select), tuple(ignore), schema or None, tuple(partly), pages)
        if pages:
            _refuse_damaged(pages)
        known = {rule.slug: rule for rule in rules or sql_rules()}
        if not known.keys() >= {*select, *ignore}:
            known = {rule.slug: rule for rule in all_rules()}
            refuse_unknown([*select, *ignore], known)
        self._reported = set(select or known) - set(ignore)
        # Whether a comment silences something is known only once its rule has run.
        running = set(known) - set(ignore) if unused_ignore.slug in select else self._reported
        of_files = sorted(slug for slug in self._reported if known[slug].subject == "files")
        self._of_files = Engine(known[slug] for slug in of_files)
        self._judged = running - {unused_ignore.slug, *of_files}
        self._engine = Engine(known[slug] for slug in sorted(self._judged))
        self._expression_engine: Engine | None = None
        self.precedence = Precedence(self._engine.rules, partly)

    def review(self, text: str, name: str, dialect: str = GENERIC) -> FileReview:
        """Review one text. Never raises, whatever it holds.

        It is SQL, or a Jinja template of SQL; where ``name`` is that of a Python file
        or of a notebook's cell, the SQL in it is reviewed. Spark programs and
        configurations are known by their name or by what is in them.
        """
        with collector_paused(), laid_over(self.recipe.knowledge):
            return self._review(text, name, dialect)

    def _review(self, text: str, name: str, dialect: str) -> FileReview:
        language = language_of(name, text)
        if language is not Language.SQL:
            return self._review_spark(text, name, dialect, language)
        facts = _facts_of(name)
        if not (is_templated(text) or holds_sql(name)):
            return self._review_sql(text, name, dialect, facts and DbtModel(facts=facts))
        from workbench.sqlreview.embedded import review_embedded  # noqa: PLC0415 - rarely needed
        from workbench.sqlreview.jinja import read_template  # noqa: PLC0415 - rarely needed
        from workbench.sqlreview.templated import review_template  # noqa: PLC0415 - rarely needed

        def review_sql(sql: str, dbt: DbtModel | None, *, in_loop: bool = False) -> FileReview:
            known = dbt._replace(facts=facts) if dbt is not None else dbt
            return self._review_sql(sql, name, dialect, known, in_loop=in_loop)

        source = SqlSource(text)
        if holds_sql(name):
            return review_embedded(source, name, dialect, review_sql)
        return review_template(read_template(source.text), dialect, review_sql)

    def _spark(self, source: SqlSource) -> "SparkReview":
        from workbench.sqlreview.spark.review import SparkReview  # noqa: PLC0415 - rarely needed

        def judge(outcome: Outcome) -> tuple[list[Finding], list[ReviewError]]:
            findings = [_finding(rule, remark, source, SPARK) for rule, remark in outcome.remarks]
            return findings, [_failure(failure, source) for failure in outcome.failures]

        select, ignore = self.recipe.select, self.recipe.ignore
        chosen = [
            rule
            for rule in all_rules()
            if rule.slug not in ignore and (not select or rule.slug in select)
        ]
        return SparkReview(chosen, judge)

    def _review_spark(self, text: str, name: str, dialect: str, language: Language) -> FileReview:
        source = SqlSource(text)
        if language is Language.SPARK_CONF:
            return self._spark(source).of_configuration(source, name)

        def review_sql(sql: str, dbt: DbtModel | None, *, in_loop: bool = False) -> FileReview:
            spoken = SPARK if dialect == GENERIC else dialect
            return self._review_sql(sql, name, spoken, dbt, in_loop=in_loop)

        def review_part(part: "Part") -> "ReviewSql":
            def review(sql: str, dbt: DbtModel | None, *, in_loop: bool = False) -> FileReview:
                spoken = SPARK if dialect == GENERIC else dialect
                return self._review_sql(sql, name, spoken, dbt, in_loop=in_loop, part=part)

            return review

        return self._spark(source).of_program(source, name, dialect, review_sql, review_part)

    def _for_expressions(self) -> Engine:
        if self._expression_engine is None:
            from workbench.sqlreview.expressions import (  # noqa: PLC0415 - rarely needed
                looks_at_expressions,
            )

            self._expression_engine = Engine(filter(looks_at_expressions, self._engine.rules))
        return self._expression_engine

    def _read(
        self, source: SqlSource, dialect: str, part: "Part | None"
    ) -> Iterator[Statement | NotUnderstood]:
        if part is None:
            return read_statements(source, dialect)
        from workbench.sqlreview.expressions import (  # noqa: PLC0415 - rarely needed
            read_expression,
        )

        return read_expression(source, dialect, part)

    def _review_sql(
        self,
        text: str,
        name: str,
        dialect: str,
        dbt: DbtModel | None = None,
        *,
        in_loop: bool = False,
        part: "Part | None" = None,
    ) -> FileReview:
        source = SqlSource(text)
        engine = self._engine if part is None else self._for_expressions()
        ignores = Ignores(source)
        schema = Schema(self.recipe.schema) if self.recipe.schema is not None else None
        script = Script(dialect, in_loop, schema)
        findings: list[Finding] = []
        silenced: list[Finding] = []
        errors: list[ReviewError] = []
        statements = 0

        def take(outcome: Outcome) -> None:
            for finding in _findings(outcome.remarks, source, dialect):
                is_silenced = ignores.silence(finding)
                if finding.rule in self._reported:
                    (silenced if is_silenced else findings).append(finding)
            errors.extend(_failure(failure, source) for failure in outcome.failures)

        sweeper = Sweeper()
        kept: list[Scope] = []
        added: set[tuple[str, str]] = set()
        for item in self._read(source, dialect, part):
            statements += 1
            if isinstance(item, NotUnderstood):
                place = source.line_and_column(item.offset)
                errors.append(ReviewError(*place, item.message, item.broken))
            statement = item.statement if isinstance(item, NotUnderstood) else item
            if statement is None:
                continue
            context = Context(statement, dialect, schema, dbt, added)
            take(engine.run(context))
            added.update(added_columns(statement.tree))
            if schema is not None:
                learn(statement.tree, dialect, schema)
            if part is None and script.add(statement):
                kept += context.scopes
            else:
                context.release()
            sweeper.passed(len(statement.tokens))
        take(self._engine.run_script(script))
        taken_away = self._of_files.run_script(script)
        removals = tuple(_removals(taken_away, source, ignores, dialect))
        errors.extend(_failure(failure, source) for failure in taken_away.failures)
        for scope in kept:
            scope.release()
        if dialect in SPARK_DIALECTS and "spark." in text:
            found, failed = self._spark(source).of_sql(source)
            findings += [finding for finding in found if not ignores.silence(finding)]
            errors += failed
        if ignores.all and unused_ignore.slug in self._reported:
            # Where something was not read, its findings are unknown.
            take(Outcome(self._remarks_on(ignores, () if errors else self._judged), []))
        findings.sort(key=lambda finding: (finding.place, finding.rule))
        findings = self.precedence.settled(findings, silenced)
        return FileReview(
            name, dialect, statements, tuple(findings), tuple(errors), removals=removals
        )

    def _remarks_on(self, ignores: Ignores, judged: Collection[str]) -> list[tuple[Rule, Remark]]:
        known = {rule.slug for rule in all_rules()}
        remarks = unused_ignore.check(ignores, judged, known)
        return [(unused_ignore, remark) for remark in remarks]


def _refuse_damaged(knowledge: Sequence[str]) -> None:
    from workbench.sqlreview.handbook_facts import (  # noqa: PLC0415 - loads pydantic
        review_facts,
    )

    with laid_over(knowledge):
        review_facts()


def _facts_of(name: str) -> "ModelFacts | None":
    if not name.endswith(".sql"):
        return None
    from workbench.sqlreview.dbt_model_facts import model_facts  # noqa: PLC0415 - of files only

    return model_facts(name)


def review_text(text: str, name: str, dialect: str = GENERIC) -> FileReview:
    """Review one text with every rule.

    Raises:
        InputError: there is no dialect of that name.
    """
    return Reviewer().review(text, name, checked(dialect))


def _findings(
    remarks: list[tuple[Rule, Remark]], source: SqlSource, dialect: str
) -> Iterator[Finding]:
    """Yield each finding once, in the order of the remarks."""
    told: dict[tuple[str, Span], list[Finding]] = {}
    for rule, remark in remarks:
        finding = _finding(rule, remark, source, dialect)
        same_place = told.setdefault((rule.slug, remark.at), [])
        if finding not in same_place:
            same_place.append(finding)
            yield finding


def _removals(
    outcome: Outcome, source: SqlSource, ignores: Ignores, dialect: str
) -> Iterator[Removal]:
    """Yield what the script takes away, for when the other files are known."""
    for rule, remark in outcome.remarks:
        finding = _finding(rule, remark, source, dialect)
        if remark.removed is not None and not ignores.silence(finding):
            yield Removal(finding, *remark.removed)


def _finding(rule: Rule, remark: Remark, source: SqlSource, dialect: str) -> Finding:
    why, fix, impact = rule.texts(dialect)
    return Finding(
        rule=rule.slug,
        severity=remark.severity or rule.severity,
        place=source.place(remark.at),
        message=remark.message,
        why=why,
        fix=remark.fix or fix,
        impact=remark.impact or impact,
        confidence=remark.confidence or rule.confidence,
        source=remark.source or rule.source,
    )


def _failure(failure: RuleFailure, source: SqlSource) -> ReviewError:
    place = source.line_and_column(failure.at.start)
    message = f"rule {failure.rule} failed on this statement ({failure.reason})"
    return ReviewError(*place, message, broken=False)
