"""Words that tell of trouble, and words that tell that there was none."""

import re

TROUBLE_HINT = re.compile(
    r"(?i)err|fail|exce|fatal|panic|crit|severe|warn|kill|den[iy]|refus|reset|lost|unable|"
    r"can ?not|could ?n.t|not |n't|invalid|missing|abort|timed? ?out|exit|return|code|status|"
    r"signal|sig[kt]|ora-|sqlstate|trace|caused|unknown|unrec|expire|corrupt|conflict|duplicate|"
    r"violat|limit|quota|evict|oom|memory|space|dead|stale|unavail|unauth|forbid|too |no |never|"
    r"mismatch|incompat|unsupp|undefined|stop|terminat|crash|closed|disconnect|retr|late|wrong|"
    r"bad |syntax|test|check|\b[45]\d\d\b|\bE[A-Z]{4,}"
)
"""A line without any of these says nothing about a failure: a wide net, on purpose."""

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
