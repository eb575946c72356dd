"""Keeping a signature of one's own failure, so that the next time is recognised at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from workbench.errors import InputError, Problem
from workbench.handbook.loader import load_pages
from workbench.handbook.signatures import Cause, Signature, Signatures, Transient, Who
from workbench.messages import plain_message
from workbench.reading import read_text
from workbench.triage.fingerprint import parted
from workbench.triage.incident import Incident
from workbench.triage.masking import EMAIL_MASK, MASK, mask
from workbench.writing import write_atomically
from workbench.yaml_source import parse_yaml

PAGE = "failures-own"
FILE = f"{PAGE}.yaml"
STRENGTH = 90
"""Below the codes of the vendors (95 to 97), above their phrases: it was seen here."""
_ANY = r".{1,200}?"
_LONGEST = 300
"""Characters of a proving line that go into a pattern."""
_FEWEST_LETTERS = 8
_NEAR_MISS = "Load finished, 1000 rows, 0 errors"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be kept; a person may change all of it before it is."""

    id: str
    title: str
    pattern: str
    cause: Cause
    example: str
    technology: str = ""
    transient: Transient = "unknown"
    who: Who = "us"
    fix: str = ""
    overrules: tuple[str, ...] = ()
    """Ids of the signatures that match the same line: this one says more."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a pattern would match; ``steals`` says what belongs to another cause or signature."""

    matches: tuple[str, ...]
    """Ids of stored incidents with the same cause."""
    steals: tuple[str, ...]
    problem: str = ""
    """Why the signature is not valid, if it is not."""


def propose(incident: Incident, pages: Iterable[Signatures]) -> Proposal | None:
    """Return a signature made from the proving line; None where there is no line to make it of."""
    if not incident.evidence:
        return None
    line = mask(incident.evidence[0].text.strip().partition("\n")[0])[:_LONGEST].strip()
    pattern = pattern_of(line)
    if sum(character.isalpha() for character in pattern.replace(_ANY, "")) < _FEWEST_LETTERS:
        return None
    return Proposal(
        id=f"own-{incident.fingerprint or incident.id.rpartition('-')[2]}",
        title=_title(incident),
        pattern=pattern,
        cause=incident.cause,
        example=line,
        technology=incident.technology or "",
        transient=incident.transient,
        who=incident.who_acts or "us",
        fix=incident.facts.corrected_how or incident.kind_of_fix,
        overrules=_matching(line, pages),
    )


def pattern_of(line: str) -> str:
    """Return a pattern for a masked line: what differs from run to run may be anything."""
    pieces = parted(line)
    written = [_ANY if is_variable else re.escape(text) for text, is_variable in pieces]
    while written and written[0] == _ANY:
        written = written[1:]
    while written and written[-1] == _ANY:
        written.pop()
    joined = "".join(written).replace(r"\ ", " ").strip()
    for mark in (MASK, EMAIL_MASK):
        joined = joined.replace(re.escape(mark).replace(r"\ ", " "), _ANY)
    return re.sub(r" {2,}", " {1,20}", joined)


def effect_of(
    proposal: Proposal, incidents: Iterable[Incident], pages: Iterable[Signatures]
) -> Effect:
    """Return what the proposed pattern would match among stored incidents and known examples."""
    problem = _problem(proposal)
    if problem:
        return Effect((), (), problem)
    pattern = re.compile(proposal.pattern)
    matches: list[str] = []
    steals: list[str] = []
    for incident in incidents:
        if not any(pattern.search(each.text) for each in incident.evidence):
            continue
        if incident.cause is proposal.cause:
            matches.append(incident.id)
        else:
            cause = incident.cause.replace("_", " ")
            steals.append(f"incident {incident.id}, whose cause was {cause}")
    for page in pages:
        for other in page.signatures:
            is_own = (page.id, other.id) == (PAGE, proposal.id)
            if is_own or other.cause in (proposal.cause, Cause.UNKNOWN):
                continue
            if any(pattern.search(text) for text in other.examples):
                steals.append(
                    f"an example of {page.id}/{other.id} ({other.cause.replace('_', ' ')})"
                )
    return Effect(tuple(matches), tuple(steals))


def keep(proposal: Proposal, folder: Path) -> Path:
    """Add the signature to the team's own page in an overlay folder, and return the file.

    One with the same id is replaced. The page is checked by the handbook's own models before
    it is written, so that the next start reads it.

    Raises:
        InputError: the signature is not valid, or the file cannot be read or written.
    """
    problem = _problem(proposal)
    if problem:
        raise InputError(Problem(problem, fix="Change the pattern"))
    path = folder / FILE
    page = _page_of(path)
    records = [each for each in page["signatures"] if each.get("id") != proposal.id]
    page["signatures"] = [*records, _record(proposal)]
    Signatures.model_validate(page)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(Problem(f"cannot write: {error.strerror}", str(folder))) from error
    text: str = yaml.safe_dump(page, sort_keys=False, allow_unicode=True, width=100)
    write_atomically(path, text)
    load_pages([folder], frozenset({"signatures"}))
    return path


def with_fingerprint(fingerprint: str, incidents: Iterable[Incident]) -> list[Incident]:
    """Return the incidents in which the same thing failed, in the order that they come in."""
    return [each for each in incidents if fingerprint and each.fingerprint == fingerprint]


def _matching(line: str, pages: Iterable[Signatures]) -> tuple[str, ...]:
    found = (
        each.id
        for page in pages
        if page.id != PAGE
        for each in page.signatures
        if each.compiled.search(line)
    )
    return tuple(dict.fromkeys(found))


def _problem(proposal: Proposal) -> str:
    try:
        Signature.model_validate(_record(proposal))
    except ValidationError as error:
        return plain_message(error.errors(include_url=False)[0])
    return ""


def _record(proposal: Proposal) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": proposal.id,
        "title": proposal.title,
        "strength": STRENGTH,
        "cause": proposal.cause.value,
        "transient": proposal.transient,
        "who": proposal.who,
        "pattern": proposal.pattern,
    }
    if proposal.technology:
        record["technology"] = proposal.technology
    if proposal.overrules:
        record["overrules"] = list(proposal.overrules)
    if proposal.fix:
        record["fixes"] = [proposal.fix]
    return {**record, "examples": [proposal.example], "near_misses": [_NEAR_MISS]}


def _page_of(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {
            "kind": "signatures",
            "id": PAGE,
            "title": "Failures of our own",
            "phase": 10,
            "summary": "Signatures kept when incidents were closed.",
            "source": "workbench",
            "technology": "any",
            "signatures": [],
        }
    data = parse_yaml(read_text(path)).data
    if not isinstance(data, dict) or not isinstance(data.get("signatures"), list):
        raise InputError(Problem("not a page of signatures", str(path), 1, 1))
    return data


def _title(incident: Incident) -> str:
    fix = incident.kind_of_fix
    return f"{incident.title} (seen {incident.detected_at:%Y-%m-%d}{', ' + fix if fix else ''})"
