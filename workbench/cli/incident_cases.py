"""The incidents that the commands work on."""

from workbench.cli.session import Session
from workbench.triage.cases import Case, Cases

KINDS = ("tree", "severities", "matrix", "template")
"""Pages that records, messages and the post-mortem are made with."""


def all_cases(session: Session, *more_kinds: str) -> Cases:
    """Return all incidents of this person.

    Raises:
        InputError: a knowledge file has an error.
    """
    return Cases.here(session.handbook(*KINDS, *more_kinds))


def case_of(session: Session, incident_id: str) -> Case:
    """Return one incident by its id.

    Raises:
        InputError: there is none, or it is damaged.
    """
    return all_cases(session).case(incident_id)
