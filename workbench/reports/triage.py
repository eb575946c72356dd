"""A diagnosis as plain text: the three grades look different without any colour."""

from workbench.reports.layout import paragraphs
from workbench.triage.diagnosis import Alternative, Diagnosis, Evidence, Next, RetryVerdict, Verdict

_GRADES = {
    Verdict.MATCHED: "[MATCHED]",
    Verdict.RESEMBLES: "[looks like?]",
    Verdict.UNKNOWN: "[UNKNOWN]",
    Verdict.NO_FAILURE: "[no failure seen]",
}
_WHO = {
    "us": "our own team",
    "source-owner": "the owner of the source",
    "platform": "the platform team",
    "vendor": "the vendor",
}
_RETRY: dict[RetryVerdict | None, str] = {
    "retry": "safe",
    "clean-up-first": "not yet, clean up first",
    "fix-first": "not yet, fix it first",
    "wait-for-upstream": "not yet, wait for the source",
    "find-out-first": "not known to be safe",
    None: "not known to be safe",
}


def diagnosis_text(diagnosis: Diagnosis, width: int) -> str:
    """Return the diagnosis with its lines, the next steps and the advice on a retry."""
    lines = paragraphs(f"{_GRADES[diagnosis.verdict]} {diagnosis.title}", width)
    if diagnosis.verdict is Verdict.RESEMBLES:
        lines += paragraphs(
            "Words in the text resemble this; no code or message proves it.", width, "  "
        )
    lines += paragraphs(_facts(diagnosis), width, "  ")
    if diagnosis.evidence:
        lines += ["", *_evidence(diagnosis.evidence, width)]
    if diagnosis.alternatives:
        lines += ["", "It may also be:"]
        for each in diagnosis.alternatives:
            lines += _alternative(each, width)
    if diagnosis.next:
        lines += ["", "Next:"]
        for step in diagnosis.next:
            lines += _step(step, width)
    if diagnosis.verdict is not Verdict.NO_FAILURE:
        lines += ["", *_retry(diagnosis, width)]
    if diagnosis.links:
        links = ", ".join(diagnosis.links)
        lines += ["", *paragraphs(f"More (workbench explain ID): {links}", width)]
    return "\n".join(lines) + "\n"


def _facts(diagnosis: Diagnosis) -> str:
    facts = []
    if diagnosis.cause and diagnosis.cause != "unknown":
        facts.append(f"cause: {diagnosis.cause.replace('_', ' ')}")
    if diagnosis.technology:
        facts.append(f"technology: {diagnosis.technology}")
    if diagnosis.cause and diagnosis.transient != "unknown":
        facts.append(f"passes by itself: {diagnosis.transient}")
    if diagnosis.who:
        facts.append(f"to act: {_WHO[diagnosis.who]}")
    facts.append(f"{diagnosis.lines:,} lines read")
    if diagnosis.repeats:
        facts.append(f"{diagnosis.repeats:,} similar folded")
    return "; ".join(facts)


def _evidence(evidence: tuple[Evidence, ...], width: int) -> list[str]:
    lines: list[str] = []
    for each in evidence:
        source = f"   ({each.signature})" if each.signature else ""
        source += f"   ({each.similar:,} similar)" if each.similar else ""
        lines += _quoted(each.line, each.text + source, width)
    return lines


def _quoted(line: int, text: str, width: int) -> list[str]:
    mark = f"  line {line}: "
    return paragraphs(" ".join(text.split()), width, mark, " " * len(mark))


def _alternative(each: Alternative, width: int) -> list[str]:
    close = ", about as likely" if each.close else ""
    lines = [f"  {each.cause.replace('_', ' ')}{close} ({each.signature})"]
    return [*lines, *(f"  {line}" for line in _quoted(each.line, each.text, width - 2))]


def _step(step: Next, width: int) -> list[str]:
    marks = {"question": "? ", "look": "> ", "check": "- ", "fix": "+ "}
    lines = paragraphs(step.text, width, f"  {marks[step.kind]}", "    ")
    return [*lines, *(f"      $ {line}" for line in step.command.strip().splitlines())]


def _retry(diagnosis: Diagnosis, width: int) -> list[str]:
    retry = diagnosis.retry
    lines = paragraphs(f"Running it again: {_RETRY[retry.verdict]}. {retry.why}", width)
    if retry.wait_seconds is not None and retry.attempts:
        times = "once" if retry.attempts == 1 else f"at most {retry.attempts} times"
        pause = f"after {retry.wait_seconds} seconds" if retry.wait_seconds else "at once"
        doubled = ", each pause twice the one before" if retry.attempts > 1 else ""
        lines += paragraphs(f"Retry {times}, {pause}{doubled}.", width, "  ")
    for answer in retry.answers:
        is_telling = answer.question in ("idempotent", "watermark")
        if is_telling and answer.because and answer.because not in retry.why:
            lines += paragraphs(answer.because, width, "  . ", "    ")
    for question in retry.questions:
        lines += paragraphs(question, width, "  ? ", "    ")
    return lines
