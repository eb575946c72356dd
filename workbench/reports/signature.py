"""A failure signature or group of error codes as text: cause, checks with commands, fixes."""

from workbench.handbook.codes import CodeGroup
from workbench.handbook.failure import Failure
from workbench.handbook.page import Page
from workbench.handbook.signatures import Signature
from workbench.reports.layout import bullets, paragraphs


def signature_lines(_: Page, signature: Signature, width: int) -> list[str]:
    """Return what a signature says below its title."""
    lines = _failure_lines(signature, width)
    lines += [
        "Reads like:",
        *(f"    {line}" for line in "\n".join(signature.examples).splitlines()),
    ]
    return lines


def code_group_lines(_: Page, group: CodeGroup, width: int) -> list[str]:
    """Return what a group of error codes says below its title."""
    listed = [*(f"{code} {name}".strip() for code, name in group.codes.items()), *group.names]
    lines = _failure_lines(group, width)
    if listed:
        lines += ["Codes:", *paragraphs("; ".join(listed), width, "    ", "    ")]
    return lines


def _failure_lines(signature: Failure, width: int) -> list[str]:
    cause = signature.cause.replace("_", " ")
    lines = paragraphs(
        f"Cause: {cause}; passes by itself: {signature.transient}; to act: {signature.who}; "
        f"{signature.grade}, read as a {signature.layer}, strength {signature.strength}",
        width,
        "",
        "  ",
    )
    if signature.question:
        lines += paragraphs(f"Decides: {signature.question}", width, "", "  ")
    if signature.checks:
        lines.append("Check:")
    for check in signature.checks:
        lines += bullets([check.text], width, "  ")
        lines += [f"    $ {line}" for line in check.command.strip().splitlines()]
    if signature.fixes:
        lines += ["Fix:", *bullets(signature.fixes, width, "  ")]
    return lines
