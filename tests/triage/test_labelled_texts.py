"""The labelled texts by which the classifier is measured."""

import re
from collections import Counter

from benchmarks.triage_accuracy import NONE, Answer, samples
from workbench.handbook.failure import Cause
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify


def test_there_are_enough_texts_from_enough_threads() -> None:
    texts = samples()
    assert len(texts) >= 300
    assert len({each.source.partition("#")[0] for each in texts}) >= 150
    assert sum(not each.is_seen for each in texts) * 4 >= len(texts)


def test_every_label_is_a_cause() -> None:
    known = {cause.value for cause in Cause} | {NONE}
    assert {cause for each in samples() for cause in each.accepted} <= known


def test_every_cause_is_among_the_labels() -> None:
    assert {each.cause for each in samples()} >= {cause.value for cause in Cause}


def test_no_text_is_counted_twice() -> None:
    twice = [text for text, n in Counter(each.text for each in samples()).items() if n > 1]
    assert twice == []


def test_texts_are_excerpts_without_secrets_or_addresses_of_persons() -> None:
    for each in samples():
        assert len(each.text) < 3_000, each.source
        assert not re.search(r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY", each.text)
        assert not re.search(r"[\w.+-]+@(?:gmail|yahoo|hotmail|outlook)\.", each.text), each.source


def test_accuracy_on_the_seen_texts_does_not_fall(catalogue: Catalogue) -> None:
    answers = [Answer(each, classify(each.text, catalogue)) for each in samples() if each.is_seen]
    speaking = [each for each in answers if each.speaks]
    failures = [each for each in answers if each.sample.cause not in (NONE, "unknown")]
    assert sum(each.is_right for each in speaking) >= 0.94 * len(speaking)
    assert sum(each.speaks for each in failures) >= 0.92 * len(failures)
