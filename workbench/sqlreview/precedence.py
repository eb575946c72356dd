"""Which of two rules speaks where both have found the same cause.

A rule names those that speak instead of it (`Rule.yields_to`, `Rule.yields_within`). It
gives way to findings only, so it speaks wherever such a rule does not run; a comment
that silences their finding silences both.
"""

from collections.abc import Collection, Iterable, Sequence

from workbench.findings import Finding, Place, Preset
from workbench.sqlreview.rule import Rule


class Precedence:
    """What the rules of a review give way to; nothing does to those in ``partly``."""

    def __init__(self, rules: Iterable[Rule], partly: Collection[str] = ()) -> None:
        yielding = [rule for rule in rules if rule.yields_to or rule.yields_within]
        self._at_start = {rule.slug: {*rule.yields_to}.difference(partly) for rule in yielding}
        self._within = {rule.slug: {*rule.yields_within}.difference(partly) for rule in yielding}
        self._speakers = {slug: self._at_start[slug] | self._within[slug] for slug in self._within}

    def settled(self, findings: list[Finding], silenced: Sequence[Finding] = ()) -> list[Finding]:
        """Return the findings without those that give way to another one, or to a silenced one.

        ``findings`` are in the order of their places, and so are those returned.
        """
        present = {finding.rule for finding in findings}
        present.update([finding.rule for finding in silenced])
        yielding = {
            rule for rule in present if not present.isdisjoint(self._speakers.get(rule, ()))
        }
        if not yielding:
            return findings
        heard: set[str] = set().union(*(self._speakers[rule] for rule in yielding))
        speakers = [each for each in (*findings, *silenced) if each.rule in heard]
        speakers.sort(key=lambda each: _start(each.place), reverse=True)
        kept: list[Finding] = []
        around: list[Finding] = []
        for finding in findings:
            if finding.rule in yielding:
                start = _start(finding.place)
                while speakers and _start(speakers[-1].place) <= start:
                    around.append(speakers.pop())
                around = [each for each in around if _end(each.place) > start]
                if any(self._comes_before(each, finding) for each in around):
                    continue
            kept.append(finding)
        return kept

    def _comes_before(self, speaker: Finding, finding: Finding) -> bool:
        """Tell whether ``finding``, which begins inside the place of ``speaker``, gives way."""
        if speaker.rule in self._at_start[finding.rule]:
            if _start(speaker.place) != _start(finding.place):
                return False
        elif speaker.rule not in self._within[finding.rule]:
            return False
        elif _end(finding.place) > _end(speaker.place):
            return False
        return _weighs_as_much(speaker, finding)


def _weighs_as_much(speaker: Finding, finding: Finding) -> bool:
    """Tell whether no preset and no exit code is milder for ``speaker`` than for ``finding``."""
    return speaker.severity.rank <= finding.severity.rank and all(
        preset.keeps(speaker.severity, speaker.confidence)
        for preset in Preset
        if preset.keeps(finding.severity, finding.confidence)
    )


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _end(place: Place) -> tuple[int, int]:
    return place.end_line, place.end_column
