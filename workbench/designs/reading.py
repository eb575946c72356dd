"""Reading a design, or one of its sections that stands alone in a file."""

from pathlib import Path

from workbench.designs.brief import Brief
from workbench.designs.design import FORMAT_VERSION, SECTIONS, Design
from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError, Problem
from workbench.reading import read_text
from workbench.yaml_source import YamlValue, validate


def read_design(path: str | Path) -> Design:
    """Return the design in a file; ``-`` is standard input.

    Raises:
        InputError: every problem of the file at once.
    """
    text = YamlText(read_text(path))
    if is_bare_brief(text.parsed.data):
        return Design(workbench=FORMAT_VERSION, brief=validate(text.parsed, Brief))
    return validate(text.parsed, Design)


def is_bare_brief(data: YamlValue) -> bool:
    """Say whether a file begins with the brief's own fields and names no section."""
    if not isinstance(data, dict) or data.keys() & {"workbench", *SECTIONS}:
        return False
    return bool(data.keys() & Brief.model_fields.keys())


def refuse_other_shapes(text: YamlText) -> None:
    """Refuse a text that cannot become a design by filling in and mending.

    Raises:
        InputError: not YAML, or neither empty nor keys with values.
    """
    if not isinstance(text.parsed.data, dict | None):
        message = "a mapping of keys to values is needed"
        raise InputError(Problem(message, text.source.name, 1, 1))
