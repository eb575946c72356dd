"""How often the classifier is right when it speaks, and how often it speaks.

Run as ``python -m benchmarks.triage_accuracy [--wrong]``. The texts in ``triage_texts/``
are short failure messages as people posted them, each with the thread that it comes
from, and labelled by hand. A third of the sources, chosen by the hash of their name
before anybody looked, is unseen: rules are not written after those. A file that says
``seen: true`` was read while rules were written, and is seen whole; one that says
``seen: false`` was gathered after the last rule.

``--wrong`` lists the seen texts that are answered wrongly or not at all.
"""

import hashlib
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from workbench.handbook.handbook import Handbook
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis, Verdict

_FOLDER = Path(__file__).parent / "triage_texts"
NONE = "none"
"""Label of a text that shows no failure."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled text; ``accepted`` are all causes that a careful reader may name."""

    source: str
    text: str
    accepted: frozenset[str]
    cause: str
    technology: str
    was_read: bool | None = None

    @property
    def is_seen(self) -> bool:
        """Whether rules may be written after it."""
        if self.was_read is not None:
            return self.was_read
        return hashlib.sha256(self.source.encode()).digest()[0] % 3 != 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier said about a sample."""

    sample: Sample
    diagnosis: Diagnosis

    @property
    def speaks(self) -> bool:
        """Whether a cause is named."""
        return self.diagnosis.verdict in (Verdict.MATCHED, Verdict.RESEMBLES)

    @property
    def is_right(self) -> bool:
        """Whether the named cause is one that the label accepts."""
        return self.speaks and str(self.diagnosis.cause) in self.sample.accepted


def samples() -> list[Sample]:
    """Return all labelled texts."""
    found: list[Sample] = []
    for path in sorted(_FOLDER.glob("*.yaml")):
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in page["texts"]:
            accepted = frozenset({row["cause"], *row.get("accept", ())})
            technology = row.get("technology", "any")
            was_read = page.get("seen")
            found.append(
                Sample(row["source"], row["text"], accepted, row["cause"], technology, was_read)
            )
    return found


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.0f} %)" if whole else "0/0"


def _report(title: str, answers: list[Answer]) -> None:
    failures = [each for each in answers if each.sample.cause not in (NONE, "unknown")]
    speaking = [each for each in answers if each.speaks]
    right = [each for each in speaking if each.is_right]
    matched = [each for each in speaking if each.diagnosis.verdict is Verdict.MATCHED]
    print(f"{title}: {len(answers)} texts")
    print(f"  right when it speaks      {_share(len(right), len(speaking))}")
    sure = sum(each.is_right for each in matched)
    print(f"    where it says 'matched' {_share(sure, len(matched))}")
    spoken = sum(each.speaks for each in failures)
    print(f"  speaks where a cause is in the text  {_share(spoken, len(failures))}")
    silent = [each for each in answers if each.sample.cause in (NONE, "unknown")]
    kept = sum(not each.speaks for each in silent)
    print(f"  silent where none is      {_share(kept, len(silent))}")
    named = [each for each in right if each.diagnosis.technology]
    same = sum(each.diagnosis.technology == each.sample.technology for each in named)
    print(f"  technology as labelled    {_share(same, len(named))}")


def _table(title: str, answers: list[Answer], key: str) -> None:
    total: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for each in answers:
        name = getattr(each.sample, key)
        total[name] += 1
        spoken[name] += each.speaks
        right[name] += each.is_right
    print(f"\n{title:24} texts  spoken  right")
    for name, count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        print(f"{name:24} {count:5}  {spoken[name]:6}  {right[name]:5}")


def _wrong(answers: list[Answer]) -> None:
    for each in answers:
        expected = each.sample.cause
        if each.is_right or (not each.speaks and expected in (NONE, "unknown")):
            continue
        said = each.diagnosis
        evidence = said.evidence[0] if said.evidence else None
        proof = f"{evidence.signature}: {evidence.text[:110]}" if evidence else "-"
        print(f"{each.sample.source} want {expected} got {said.verdict}/{said.cause}  {proof}")
        for other in said.alternatives[:3]:
            print(f"      or {other.cause} {other.score} {other.signature}")


def main() -> None:
    """Print the figures."""
    catalogue = Catalogue.of(Handbook.load(kinds=frozenset({"signatures"})))
    answers = [Answer(each, classify(each.text, catalogue)) for each in samples()]
    seen = [each for each in answers if each.sample.is_seen]
    if "--wrong" in sys.argv:
        _wrong(seen)
        return
    _report("seen", seen)
    _report("unseen", [each for each in answers if not each.sample.is_seen])
    _table("cause (all)", answers, "cause")
    _table("technology (all)", answers, "technology")


if __name__ == "__main__":
    main()
