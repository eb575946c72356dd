"""What an incident is about, as it is known when its walk begins."""

from dataclasses import dataclass

from workbench.designs.design import Design
from workbench.triage.runbook import TREE


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an incident is about: the log that was read, a title, the pipeline that failed."""

    log: str = ""
    title: str = ""
    pipeline: str = ""
    design: Design | None = None
    """What impact and severity are computed from."""
    tree: str = TREE
    """The procedure to walk."""


NO_OCCASION = Occasion()
"""Nothing is known but that something failed."""
