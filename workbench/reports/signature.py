"""A failure signature as text: cause, checks with commands, fixes."""

from workbench.handbook.page import Page
from workbench.handbook.signatures import Signature
from workbench.reports.layout import bullets, paragraphs


def signature_lines(_: Page, signature: Signature, width: int) -> list[str]:
    """Return what a signature says below its title."""
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
    lines += [
        "Reads like:",
        *(f"    {line}" for line in "\n".join(signature.examples).splitlines()),
    ]
    return lines
