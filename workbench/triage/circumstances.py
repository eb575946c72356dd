"""What the design, earlier incidents and the facts of an incident say about a retry."""

import datetime
from collections.abc import Iterable

from workbench.designs.design import Design
from workbench.designs.pipeline import Pipeline
from workbench.handbook.retries import Retries
from workbench.triage.diagnosis import Diagnosis, YesOrNo
from workbench.triage.facts import Facts
from workbench.triage.fingerprint import fingerprint_of
from workbench.triage.incident import Incident
from workbench.triage.retry import Circumstances


def pipeline_of(design: Design | None, name: str) -> Pipeline | None:
    """Return the pipeline called ``name``, or without a name the only one of the design."""
    if design is None:
        return None
    if not name:
        return design.pipelines[0] if len(design.pipelines) == 1 else None
    wanted = name.strip().casefold()
    return next((each for each in design.pipelines if each.name.casefold() == wanted), None)


def circumstances_of(
    diagnosis: Diagnosis,
    rules: Retries,
    incidents: Iterable[Incident],
    now: datetime.datetime,
    pipeline: Pipeline | None = None,
    facts: Facts | None = None,
) -> Circumstances:
    """Return what is known; ``incidents`` are the stored ones, ``now`` has a zone."""
    facts = facts or Facts()
    since = now - datetime.timedelta(days=rules.same_before.days)
    same = fingerprint_of(diagnosis.evidence)
    earlier = [
        each for each in incidents if each.fingerprint == same and since <= each.detected_at < now
    ]
    return Circumstances(
        pipeline=pipeline,
        earlier=len(earlier) if same else None,
        written=facts.partial_load or "unknown",
        watermark_moved=_moved(facts),
    )


def _moved(facts: Facts) -> YesOrNo:
    if not facts.watermark_before or not facts.watermark_after:
        return "unknown"
    return "no" if facts.watermark_before == facts.watermark_after else "yes"
