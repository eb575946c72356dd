"""How names are spelt that stand for expressions of a template (`sqlreview.stand_ins`)."""

import re

_STAND_IN = r"_j+\d+_*"
_PART = r"_j+\d"


def is_stand_in(name: str) -> bool:
    """Tell a name that stands for an expression from one that the author wrote."""
    return name.startswith("_j") and re.fullmatch(_STAND_IN, name) is not None


def holds_stand_in(text: str) -> bool:
    """Tell a string or name that an expression is a part of."""
    return "_j" in text and re.search(_PART, text) is not None
