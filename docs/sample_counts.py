"""The page that says what the query review finds in the samples, and where it is weak."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.findings import Preset
from workbench.reports.rule import rules_about
from workbench.sqlreview.options import Options
from workbench.sqlreview.paths import review_paths
from workbench.sqlreview.reviewed import FileReview, Subject

SAMPLES = Path(__file__).parent.parent / "samples"
REVIEW_SAMPLES = SAMPLES / "sql-review"
CLEAN = ".clean.sql"
"""How the name of a twin ends that does the same work without the mistakes."""


@dataclass(frozen=True, slots=True)
class SampleSet:
    """Samples that are reviewed together, and the files that describe their tables."""

    paths: tuple[str, ...]
    schema: tuple[str, ...] = ()

    def review(self, preset: Preset) -> tuple[FileReview, ...]:
        """Return the review of each file."""
        return review_paths(self.paths, Options(preset, schema=self.schema, embedded=True)).files


def review_samples(*, clean: bool) -> list[SampleSet]:
    """Return the samples with mistakes, or their clean twins, by the schema that is beside them.

    ``orders.ddl`` and ``orders.csv`` describe the tables of ``orders.sql`` and its twin.
    """
    sets: dict[tuple[str, ...], list[str]] = {}
    for file in sorted(REVIEW_SAMPLES.rglob("*.sql")):
        if file.name.endswith(CLEAN) != clean:
            continue
        topic = file.parent / file.name.removesuffix(CLEAN).removesuffix(".sql")
        beside = (topic.with_suffix(suffix) for suffix in (".ddl", ".csv"))
        schema = tuple(str(path) for path in beside if path.exists())
        sets.setdefault(schema, []).append(str(file))
    return [SampleSet(tuple(files), schema) for schema, files in sets.items()]


def sample_counts() -> str:
    """Return how often each rule of the query review fires on the samples, by preset."""
    shipped = (SAMPLES / name for name in ("sql", "dbt", "spark"))
    sets = [SampleSet(tuple(str(folder) for folder in shipped if folder.exists()))]
    sets += review_samples(clean=False)
    reviews = {preset: _reviews(sets, preset) for preset in Preset}
    counts = {preset: _by_rule(files) for preset, files in reviews.items()}
    files = reviews[Preset.STRICT]
    statements = sum(file.statements for file in files)
    lines = ["# What the query review finds in the samples", ""]
    lines += ["The SQL of `samples/`, written for this page, reviewed with each preset: "]
    lines[-1] += f"{len(files)} files, {statements} statements."
    lines += ["Where a DDL file or a dump of the columns lies beside a file, it is the schema.", ""]
    lines += ["| rule | default | ci | strict |", "|---|---|---|---|"]
    lines += [
        f"| `{rule}` | {counts[Preset.DEFAULT][rule] or '-'} | {counts[Preset.CI][rule] or '-'} "
        f"| {counts[Preset.STRICT][rule]} |"
        for rule in sorted(counts[Preset.STRICT])
    ]
    lines += ["", *_untripped(counts[Preset.STRICT]), "", *_twins()]
    return "\n".join([*lines, "", *WEAKNESSES, ""])


def _reviews(sets: Iterable[SampleSet], preset: Preset) -> list[FileReview]:
    return [file for each in sets for file in each.review(preset)]


def _by_rule(files: Iterable[FileReview]) -> Counter[str]:
    return Counter(finding.rule for file in files for finding in file.findings)


def _untripped(counts: Counter[str]) -> Iterator[str]:
    rules = rules_about(Subject.QUERIES)
    rest = [rule.slug for rule in rules if not counts[rule.slug]]
    yield "## Rules that no sample trips"
    yield ""
    yield f"{len(rest)} of {len(rules)} rules; [their page](sql-rules.md) has examples of them."
    yield ""
    yield ", ".join(f"`{slug}`" for slug in rest)


def _twins() -> Iterator[str]:
    yield "## What it finds in the clean twins"
    yield ""
    yield "Each file of `samples/sql-review` has a twin that does the same work well. What strict"
    yield "finds there are remarks that one may leave as they are."
    yield ""
    yield "| twin | statements | default | strict |"
    yield "|---|---|---|---|"
    sets = review_samples(clean=True)
    default, strict = (
        {file.path: file for file in _reviews(sets, preset)}
        for preset in (Preset.DEFAULT, Preset.STRICT)
    )
    for path, file in sorted(strict.items()):
        name = Path(path).relative_to(REVIEW_SAMPLES).as_posix()
        shown = len(default[path].findings)
        yield f"| `{name}` | {file.statements} | {shown} | {len(file.findings)} |"
    by_rule = _by_rule(strict.values())
    yield ""
    yield "Strict on the twins: " + ", ".join(
        f"`{rule}` {count}" for rule, count in sorted(by_rule.items())
    )


WEAKNESSES = (
    "## Where the review is known to be weak",
    "",
    "- Without a schema it guesses at keys, NULL and types from names; such findings are",
    "  `likely` or `possible` and say so. Give it `--schema` and it knows.",
    "- A column without a table's name in a subquery may belong to the query around it: what",
    "  follows from that (a correlation by accident, a subquery that runs per row) is told only",
    "  with a schema.",
    "- Procedures: statements inside a body are reviewed one by one, control flow between them",
    "  is not followed; dynamic SQL is read where EXECUTE IMMEDIATE or PREPARE gets one constant",
    "  text. What no parser rule knows (`VALIDATE CONSTRAINT`, `VACUUM`, MODEL of Oracle) is told",
    "  as not understood; grants, roles, owners and sessions count as read.",
    "- Contradictions are seen between tests of one column, in WHERE and ON; not between a column",
    "  and its truncated date, between different aggregates, or through a CTE.",
    "- Rows that a join multiplies are followed into CTEs and derived tables by the keys of a",
    "  schema; without one only where both sides are added up.",
    "- Texts differ by kind of engine and for the usual dialects. Teradata counts as an engine",
    "  over files, SingleStore and Materialize as row stores, which is only half true.",
    "- Jinja is masked, not run: SQL that a macro writes is not seen, and a column that a macro",
    "  names may be called unused only with `--preset strict`.",
    "- SQL put together by `+`, `format` or f-strings in Python is read with placeholders; what",
    "  depends on the value that is filled in is not judged.",
    "- Impact is a rule of thumb with its condition unless row counts and partitions are known.",
)
