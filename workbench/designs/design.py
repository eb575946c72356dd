"""The design: one YAML file with a section for each part of the work."""

from typing import Annotated

from pydantic import AfterValidator

from workbench.designs.brief import Brief
from workbench.designs.document import Document, FieldHelp

FORMAT_VERSION = 1


def _known_version(version: int) -> int:
    if version != FORMAT_VERSION:
        raise ValueError(f"format {version} is not known; this workbench reads {FORMAT_VERSION}")
    return version


class Design(Document):
    """Everything that was designed so far; a section that was not begun is None."""

    workbench: Annotated[
        int, AfterValidator(_known_version), FieldHelp("Format", "The version of this file format.")
    ]
    brief: Annotated[Brief | None, FieldHelp("Brief", "Who needs which data, and why.")] = None


SECTIONS: dict[str, type[Document]] = {"brief": Brief}
"""The sections of a design, and the model of each."""
EMPTY_DESIGN = Design(workbench=FORMAT_VERSION)
