"""A property of a configuration as a page of the handbook shows it."""

from collections.abc import Iterator

from workbench.handbook.page import Page
from workbench.handbook.properties import Judgement, Property
from workbench.reports.layout import bullets, paragraphs


def property_lines(_: Page, found: Property, width: int) -> list[str]:
    """Return the name of a property, what it may hold, and what is said of its values."""
    lines = [found.name, *paragraphs(_range(found), width, "", "  ")]
    if found.obsolete:
        lines += paragraphs(f"Obsolete: {found.obsolete}", width, "", "  ")
    return lines + bullets(_verdicts(found), width)


def _range(found: Property) -> str:
    parts = [f"Type: {found.type}"]
    if found.unit:
        parts.append(f"a number without a unit counts {found.unit}")
    if found.default is not None:
        parts.append(f"default {found.default}")
    if found.least is not None:
        parts.append(f"at least {found.least}")
    if found.most is not None:
        parts.append(f"at most {found.most}")
    if found.choices:
        parts.append(f"one of {', '.join(found.choices)}")
    return "; ".join(parts)


def _verdicts(found: Property) -> Iterator[str]:
    for judgement in found.judgements:
        because = judgement.because.replace("{value}", "so many")
        yield f"{_limit(judgement)}: {because} {judgement.do} ({judgement.link})"
    for need in found.needs:
        wanted = " or ".join(
            name if value == "*" else f"{name}={value}" for name, value in need.any.items()
        )
        yield f"{' or '.join(need.when)} needs {wanted}: {need.because} {need.do} ({need.link})"
    for order in found.below:
        yield f"Below {order.than}: {order.because} {order.do} ({order.link})"


def _limit(judgement: Judgement) -> str:
    parts = [f"below {judgement.below}"] if judgement.below is not None else []
    if judgement.above is not None:
        parts.append(f"above {judgement.above}")
    return " or ".join([*parts, *judgement.equals])
