"""What the design screen shows: sections and documents, findings, where guides lead."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.calculators.calculator import calculate
from workbench.calculators.formulas import CALCULATORS
from workbench.designs.design import SECTIONS, Design
from workbench.designs.document import FieldHelp
from workbench.designs.form import Form, FormField, form_of
from workbench.designs.store import DesignFile
from workbench.designs.yaml_scalars import Value
from workbench.errors import InputError
from workbench.findings import Finding
from workbench.reports.layout import paragraphs
from workbench.yaml_source import YamlPath, YamlValue

READING = frozenset({"unknown-key", "value-not-understood"})
SECTION, DOCUMENT, ADD = "section", "document", "add"
_NAMES = ("name", "title", "entity", "pipeline_name", "project_name", "metric")
_TREES: dict[tuple[str, ...], str] = {
    ("extract", "strategy"): "extraction",
    ("load", "strategy"): "choose-load-strategy",
    ("dimensions", "type"): "choose-scd-type",
    ("attributes", "scd_type"): "choose-scd-type",
}
_ANSWERS = {"event-triggered-files": "file", "upsert-merge": "merge"}
"""Ends of trees that the field spells in another way."""
_PAGES = {
    "brief": ("architecture-brief", "architecture-patterns"),
    "decisions": ("architecture-patterns", "modelling-approaches", "processing", "storage"),
    "models": ("dimensional-model", "scd-types", "naming-conventions"),
    "pipelines": ("pipeline", "extraction", "load-strategies", "idempotency-rules", "partitioning"),
    "quality_checks": ("quality-checks", "quality-dimensions", "quality-severities"),
    "contracts": ("data-contract", "schema-evolution", "timezone-traps"),
    "datasets": ("catalogue-entry", "data-classification", "pii-rules"),
    "dashboard": ("health-dashboard", "pipeline-metrics", "alert-severities"),
    "run_logs": ("run-log",),
    "tests": ("test-pyramid", "dbt-tests"),
    "backfills": ("backfill-protocol",),
    "migrations": ("backfill-protocol", "schema-change"),
    "cost_tracking": ("cost-tracking", "cost-strategies", "cost-red-flags"),
    "schema_changes": ("schema-change", "schema-evolution"),
    "feature_stores": ("feature-store-template",),
    "audit": ("maturity-rubric",),
}
"""The pages of the handbook that stand beside each section."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the design: where it stands, and its name."""

    path: YamlPath
    name: str


def title_of(section: str) -> str:
    """Return the title of a section."""
    notes = Design.model_fields[section].metadata
    return next(note.title for note in notes if isinstance(note, FieldHelp))


def documents_of(section: str, file: DesignFile) -> list[Document]:
    """Return the documents of a section in their order."""
    value = file.value((section,))
    if not SECTIONS[section].many:
        return [Document((section,), title_of(section))]
    records = value if isinstance(value, list) else []
    return [
        Document((section, number), name_of(record) or f"{title_of(section)} {number + 1}")
        for number, record in enumerate(records)
    ]


def name_of(record: YamlValue) -> str:
    """Return what a document is called, or ``""``."""
    if not isinstance(record, Mapping):
        return ""
    inside = record.get("fact_table")
    if isinstance(inside, Mapping) and inside.get("name"):
        return str(inside["name"])
    dimensions = record.get("dimensions")
    if isinstance(dimensions, list) and dimensions:
        return name_of(dimensions[0])
    return next((str(record[key]) for key in _NAMES if record.get(key)), "")


def form_at(path: YamlPath) -> Form:
    """Return the form of the document at ``path``."""
    return form_of(SECTIONS[str(path[0])].model, path)


def outline(
    file: DesignFile, found: Mapping[YamlPath, Sequence[Finding]], unfolded: str
) -> list[Line | str]:
    """Return a line for each section, and for each document of the section that is unfolded."""
    counts = Counter({path: len(findings) for path, findings in found.items()})
    lines: list[Line | str] = []
    for section, shape in SECTIONS.items():
        documents = documents_of(section, file)
        begun = len(documents) if shape.many else int(bool(file.value((section,))))
        total = sum(count for path, count in counts.items() if path[:1] == (section,))
        sign = ("-" if section == unfolded else "+") if shape.many else " "
        text = f"{sign} {title_of(section):<20}{begun or '-':>4}{_remarks(total)}"
        lines.append((f"{SECTION}:{section}", Content(text)))
        if section != unfolded or not shape.many:
            continue
        for document in documents:
            line = f"    {document.name[:28]:<28}{_remarks(counts[document.path])}"
            lines.append((f"{DOCUMENT}:{section}:{document.path[1]}", Content(line)))
        lines.append((f"{ADD}:{section}", Content("    + add one")))
    return lines


def blank(section: str) -> dict[str, Value]:
    """Return a new document of a section: its first field, empty."""
    return _blank(form_of(SECTIONS[section].model).fields[0])


def _blank(field: FormField) -> dict[str, Value]:
    inside: Value = _blank(field.fields[0]) if field.fields else ""
    return {str(field.path[-1]): inside}


def _remarks(count: int) -> str:
    return f"  ! {count}" if count else ""


def by_document(findings: Iterable[Finding]) -> dict[YamlPath, list[Finding]]:
    """Return findings by the document that they are about."""
    found: dict[YamlPath, list[Finding]] = {}
    for finding in findings:
        path = path_of(finding)
        if not path or path[0] not in SECTIONS:
            continue
        many = SECTIONS[str(path[0])].many
        found.setdefault(path[:2] if many else path[:1], []).append(finding)
    return found


def path_of(finding: Finding) -> YamlPath:
    """Return the YAML path of a finding, taken apart."""
    steps: list[str | int] = []
    for part in finding.place.path.replace("]", "").split("."):
        name, *numbers = part.split("[")
        steps += [name] if name else []
        steps += [int(number) for number in numbers if number.isdigit()]
    return tuple(steps)


def blocks(findings: Sequence[Finding], titles: Mapping[str, str], width: int) -> list[Block]:
    """Return the panel beside a form: what the check found, then what to read."""
    made: list[Block] = []
    for number, finding in enumerate(findings):
        heading = "Findings" if number == 0 else ""
        text = f"{finding.severity.value}: {finding.message}"
        lines = [*paragraphs(text, width), *paragraphs(finding.fix, width, "  ")]
        made.append(_block(f"finding:{number}", heading, lines, (finding.source,)))
    if not findings:
        made.append(_block("none", "Findings", ["The check finds nothing here."]))
    for number, (ref, title) in enumerate(titles.items()):
        made.append(_block(ref, "In the handbook" if number == 0 else "", [title], (ref,)))
    return made


def pages_of(section: str) -> tuple[str, ...]:
    """Return the pages of the handbook that belong to a section."""
    return _PAGES.get(section, ())


def tree_for(path: YamlPath) -> str:
    """Return the decision tree that answers the field at ``path``, or ``""``."""
    names = tuple(step for step in path if isinstance(step, str))
    return _TREES.get(names[-2:], "")


def is_guided(path: YamlPath) -> bool:
    """Tell whether a decision tree or a calculator helps with the field at ``path``."""
    by_figures = path[0] == "pipelines" and path[-1] == "partition_key"
    return by_figures or bool(tree_for(path))


def figures_for(path: YamlPath, design: Design) -> list[Line] | str:
    """Return what the calculators say of a field, or why they cannot say it; ``""`` for none.

    The size and number of partitions stand beside the partition key of a pipeline.
    """
    if path[0] != "pipelines" or path[-1] != "partition_key":
        return ""
    pipeline = design.pipelines[int(path[1])]
    try:
        made = calculate(CALCULATORS["partitions"], {}, design, pipeline.name)
    except InputError as error:
        return "; ".join(problem.message for problem in error.problems)
    taken = [
        (each.input.name, f"{each.input.title}: {each.value:g} {each.input.unit} ({each.origin})")
        for each in made.taken
    ]
    results = [
        (each.name, f"{each.title}: {each.value:,.3g} {each.unit}. {each.verdict}".rstrip(". "))
        for each in made.results
    ]
    return [*taken, *results]


def answer_of(leaf: str) -> str:
    """Return the end of a decision tree as the field spells it."""
    return _ANSWERS.get(leaf, leaf)


def _block(block_id: str, heading: str, lines: Sequence[str], links: tuple[str, ...] = ()) -> Block:
    top = [Content.styled(heading, "bold underline")] if heading else []
    text = "\n".join([*([heading] if heading else []), *lines]) + "\n"
    return Block(block_id, (*top, *(Content(line) for line in lines), Content()), links, text)
