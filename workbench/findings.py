"""The one model of what a check reports, whatever it checked."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, from worst to mildest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for the worst; a finding is at or above a limit when its rank is not larger."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure a check is that its finding is right."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Preset(StrEnum):
    """How much a check reports, for people at a desk and for a gate."""

    DEFAULT = "default"
    """What is certain or likely, and more than a hint."""
    STRICT = "strict"
    """Everything."""
    CI = "ci"
    """What is certain and at least a warning."""

    def keeps(self, severity: Severity, confidence: Confidence) -> bool:
        """Tell whether findings of this kind are reported."""
        if self is Preset.STRICT:
            return True
        if self is Preset.CI:
            return confidence is Confidence.CERTAIN and severity.rank <= Severity.WARNING.rank
        return confidence is not Confidence.POSSIBLE and severity is not Severity.HINT


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A range of text. Lines and columns start at 1, columns count characters.

    ``end_column`` is the column behind the last character, as in SARIF.
    ``path`` is a YAML path, for findings in documents.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of one rule about one place.

    ``message`` speaks of this input in its own names, ``why`` of the general
    reason, ``fix`` is one line that says what to do, ``impact`` a figure with
    its condition, ``source`` the id of the handbook entry behind the rule.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    why: str
    fix: str
    impact: str = ""
    confidence: Confidence = Confidence.CERTAIN
    source: str = ""
