"""What the workers of the design screen tell it."""

from collections.abc import Sequence

from textual.message import Message

from workbench.findings import Finding


class Checked(Message):
    """The design was checked."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings
