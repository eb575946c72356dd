"""What the text of a design must be before anything can be read from it."""

from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError, Problem


def refuse_other_shapes(text: YamlText) -> None:
    """Refuse a text that cannot become a design by filling in and mending.

    Raises:
        InputError: not YAML, or neither empty nor keys with values.
    """
    if not isinstance(text.data, dict | None):
        message = "a mapping of keys to values is needed"
        raise InputError(Problem(message, text.source.name, 1, 1))
