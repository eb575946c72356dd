"""How far a brief is filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screens.widgets.form.form_view import Answers
from workbench.designs.form import FieldKind, FormField


@dataclass(frozen=True, slots=True)
class Progress:
    """How many fields are answered; a list of records counts as one field."""

    answered: int
    total: int
    first_open: FormField | None

    def __str__(self) -> str:
        """Return ``9 of 14 answered``."""
        return f"{self.answered} of {self.total} answered"


def progress_of(fields: Sequence[FormField], answers: Answers) -> Progress:
    """Count the answered fields; 0 in a number means "not known yet", as in the template."""
    leaves = list(_leaves(fields))
    still_open = [field for field in leaves if not _is_answered(field, answers)]
    return Progress(len(leaves) - len(still_open), len(leaves), next(iter(still_open), None))


def _leaves(fields: Sequence[FormField]) -> Iterator[FormField]:
    for field in fields:
        if field.kind is FieldKind.RECORD:
            yield from _leaves(field.fields)
        else:
            yield field


def _is_answered(field: FormField, answers: Answers) -> bool:
    value = answers.value(field.path)
    if field.kind is FieldKind.NUMBER and isinstance(value, str):
        return value.strip() not in {"", "0", "0.0"}
    return bool(value)
