"""Words that tell of trouble, and words that tell that there was none."""

import re

_TELLING = (
    *b"""
    abort alert already anomal bad bigger block breach broken busy can't cancel cannot certif
    check close code complet concurren conflict connect corrupt could crash crit damag dead deni
    deny disallow disconnect done drift drop duplicate econn eio emerg emfile enoent enospc
    eperm epipe err estab estale evict exce exhaust exist exit expir fail fatal fault finish
    forbid full gone hang http illegal incompat incorrect insuffic interrupt invalid kill large
    late leak limit lock long lost malform memory mismatch miss multiple must n't never noauth
    none not null odbc oom ora- out overflow overload panic pass= preempt pull purged quota race
    range reached recover refus reject requir reset retr return same severe siga sigk signal
    sigs sigt skip slow space sqlstate stale status stop stuck succe suppress syntax terminat
    test throttl timed timeo trace truncat type unable unauth unavail unconfigur undef unexpect
    unknown unreach unrec unresol unsupp violat warn without wrong
    """.split(),
    b"msg ",
    b"no ",
    b"too ",
    b"b'",
    b'b"',
    b"{",
)
"""A line without any of these says nothing about a failure or success: a wide net, on purpose."""


def _any_of(words: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Return a pattern for any of ``words``, grouped by first letter: several times faster."""
    endings: dict[bytes, list[bytes]] = {}
    for word in sorted(words):
        endings.setdefault(re.escape(word[:1]), []).append(re.escape(word[1:]))
    groups = [first + b"(?:" + b"|".join(rest) + b")" for first, rest in endings.items()]
    return re.compile(b"|".join(groups))


_TELLING_PATTERN = _any_of(_TELLING)


def is_quiet(raw: bytes) -> bool:
    """Return whether a line holds no word that could tell of trouble, or of its end."""
    return _TELLING_PATTERN.search(raw.lower()) is None


_NEGATED = re.compile(
    r"(?i)\b(?:no|0|zero|without(?: any)?|any)[ _-](?:\w+ )?"
    r"(?:errors?|failures?|failed|exceptions?|warnings?|issues?|problems?)\b"
    r"|\b(?:errors?|failures?|failed|exceptions?|fail|skipped|warn(?:ing)?s?)\b\"?\s?[=:]\s?0\b"
    r"|\b(?:on_failure|error_handler|errorhandler|failure_callback|fail_?fast|fail_on\w*|"
    r"max_?fail\w*|failover|error[_.]log|errors?\.(?:tolerance|log\.enable)|retry_on_error|"
    r"ignore_errors|exception_handling)\b"
    r"|\bif (?:any|it|this) (?:errors?|fail(?:s|ure)?)"
)
_FAILURE = re.compile(
    r"(?i)\b(?:errors?|errored|fail(?:ed|ure|ures|s|ing)?|fatal|panic|critical|severe|aborted|"
    r"aborting|killed|denied|refused|crash(?:ed|es|ing)?|unable to|cannot|can't|could ?n[o']t|"
    r"could not|timed out|unauthori[sz]ed|forbidden|rejected|corrupt(?:ed|ion)?|deadlock|"
    r"traceback|oomkilled|evicted|crashloopbackoff|violat(?:es|ion|ed)|unreachable|expired|"
    r"does not exist|not found|no such|out of memory|exceeded|invalid|unavailable)\b"
    r"|[a-z](?:Error|Exception|Fault)\b|\bORA-\d{5}|SQLSTATE|\bSIGKILL\b"
    r"|(?:exit(?:ed)?(?: with)?|return)(?: exit)?[ _]?(?:code|status)?[ :=]{1,2}(?:-?[1-9]\d*)\b"
)
_SUCCESS = re.compile(
    r"(?i)\b(?:complet(?:ed|ion)|finished|succeeded|done|success(?:ful(?:ly)?)?|recovered|"
    r"reconnected|connected|established)\b|Marking (?:task|run) as SUCCESS|PASS=\d+"
)
_UNSUCCESS = re.compile(r"(?i)\b(?:not|un|without) ?succe|with errors?|with fail|partial")


def tells_of_failure(text: str) -> bool:
    """Return whether a message reports a failure, setting aside "0 errors" and the like."""
    return _FAILURE.search(_NEGATED.sub(" ", text)) is not None


def tells_of_success(text: str) -> bool:
    """Return whether a message reports that something came to a good end."""
    return (
        _SUCCESS.search(text) is not None
        and _UNSUCCESS.search(text) is None
        and not tells_of_failure(text)
    )
