"""What the brief screen says beside the form: problems, advice, what is missing."""

import re
from collections.abc import Iterator, Sequence

from textual.content import Content

from screens.widgets.page_view import Block
from workbench.advisor.advise import Advice
from workbench.advisor.knowledge import MODELLING, PATTERNS
from workbench.errors import Problem
from workbench.reports.advice_outline import Section, outline, verdict_title
from workbench.reports.advice_text import point_lines
from workbench.reports.layout import bullets, paragraphs
from workbench.yaml_source import YamlPath

PROBLEMS = "problems"


def headline(advice: Advice) -> str:
    """Return the advice in one line: the recommended patterns, pairs as pairs."""
    pairs = [" with ".join(each.titles) for each in advice.combinations]
    paired = {title for each in advice.combinations for title in each.titles}
    single = [
        one.title
        for one in advice.patterns
        if one.verdict == "recommended" and one.title not in paired
    ]
    return "; ".join([*single, *pairs]) or "nothing stands out yet; the brief says too little"


def advice_blocks(advice: Advice | None, problems: Sequence[Problem], width: int) -> list[Block]:
    """Return the panel beside the form, laid out for ``width`` cells."""
    blocks = [_problems(problems, width)] if problems else []
    if advice is None:
        return [*blocks, _block("wait", "", ["Working on the advice ..."])]
    refs = dict(_refs(advice))
    for section in outline(advice):
        blocks += _section(section, refs, width)
    return blocks


def field_path(problem: Problem) -> YamlPath:
    """Return the path of a problem in the design, as the form names it."""
    steps = re.findall(r"\[(\d+)\]|([^.\[\]]+)", problem.path)
    path: YamlPath = tuple(int(index) if index else name for index, name in steps)
    return path if path[:1] == ("brief",) else ("brief", *path)


def _section(section: Section, refs: dict[str, tuple[str, ...]], width: int) -> Iterator[Block]:
    """Yield a block for each point; the first one begins with the heading."""
    heading = section.title
    for number, point in enumerate(section.points):
        links = refs.get(point.title, ())
        block_id = links[0] if links else f"{section.title} {number}"
        yield _block(block_id, heading, point_lines(point, width), links)
        heading = ""


def _refs(advice: Advice) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield where in the handbook each verdict comes from: its row, then the rules."""
    judged = {PATTERNS: advice.patterns, **advice.technologies, MODELLING: advice.modelling}
    for matrix, verdicts in judged.items():
        for one in verdicts:
            yield verdict_title(one), (f"{matrix}/{one.id}", *one.rules)


def _problems(problems: Sequence[Problem], width: int) -> Block:
    texts = [f"line {problem.line}: {problem.path}: {problem.message}" for problem in problems]
    hint = paragraphs("Enter goes to the first.", width)
    return _block(PROBLEMS, f"Problems ({len(problems)})", [*bullets(texts, width), *hint])


def _block(block_id: str, heading: str, lines: Sequence[str], links: tuple[str, ...] = ()) -> Block:
    top = [Content.styled(heading, "bold underline")] if heading else []
    first, rest = Content.styled(lines[0], "bold"), [Content(line) for line in lines[1:]]
    text = "\n".join([*([heading] if heading else []), *lines]) + "\n"
    return Block(block_id, (*top, first, *rest, Content()), links, text)
