"""From advice to a decision of the design: what was chosen, from what, and why."""

from datetime import date

from workbench.advisor.advise import Advice
from workbench.advisor.knowledge import MODELLING, PATTERNS
from workbench.advisor.verdict import Verdict
from workbench.designs.decisions import Decision, DecisionStatus, Option, Topic
from workbench.errors import InputError, Problem

_MOST_OPTIONS = 4
_TOPICS = {
    PATTERNS: Topic.PATTERN,
    "orchestration": Topic.ORCHESTRATION,
    "processing": Topic.PROCESSING,
    "storage": Topic.STORAGE,
    MODELLING: Topic.MODELLING,
}


def decide(advice: Advice, chosen: str, day: date, reason: str = "") -> Decision:
    """Return the decision for a pattern or technology, by its id or ``page/id``.

    The best rated others are kept as options with what speaks for and against them. A
    choice that the advice warns of is a decision as well; its warnings become consequences.

    Raises:
        InputError: the advice does not judge anything of this name.
    """
    wanted = chosen.rpartition("/")[2]
    judged = {PATTERNS: advice.patterns, **advice.technologies, MODELLING: advice.modelling}
    for matrix, verdicts in judged.items():
        found = next((each for each in verdicts if each.id == wanted), None)
        if found is not None:
            return _decision(_TOPICS[matrix], found, verdicts, advice, day, reason)
    known = [each.id for verdicts in judged.values() for each in verdicts]
    raise InputError(Problem(f"no advice about {chosen!r}", fix=f"Known: {', '.join(known)}"))


def _decision(
    topic: Topic,
    chosen: Verdict,
    verdicts: tuple[Verdict, ...],
    advice: Advice,
    day: date,
    reason: str,
) -> Decision:
    others = sorted((each for each in verdicts if each is not chosen), key=lambda v: -v.score)
    weighed = [chosen, *others[: _MOST_OPTIONS - 1]]
    return Decision(
        title=f"Use {chosen.title}",
        topic=topic,
        status=DecisionStatus.ACCEPTED,
        context=f"Brief of {advice.project_name}; the advice rates it {chosen.score} of 100, "
        f"{chosen.verdict}",
        options=tuple(
            Option(name=each.title, pros=each.because, cons=each.against) for each in weighed
        ),
        outcome=chosen.id,
        reason=reason or " ".join(chosen.because[:2]),
        consequences=chosen.against,
        date=day,
    )
