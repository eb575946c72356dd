"""Which expressions may give another value on the next call, or the next run."""

from collections.abc import Iterator

from sqlglot import exp

_RANDOM = (exp.Rand, exp.Randn, exp.Uuid)
_RANDOM_FUNCTIONS = (
    "NEWID NEWSEQUENTIALID RANDOM GENERATEUUIDV4 GENERATE_UUID UUID_STRING GEN_RANDOM_UUID "
    "UUID_GENERATE_V4 RANDOMBLOB SYS_GUID NEXTVAL CRYPT_GEN_RANDOM RAND32 RAND64"
)
_CLOCKS = (
    exp.CurrentDate,
    exp.CurrentDatetime,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.CurrentTimestampLTZ,
    exp.Localtime,
    exp.Localtimestamp,
    exp.Systimestamp,
    exp.UtcDate,
    exp.UtcTime,
    exp.UtcTimestamp,
)
_CLOCK_FUNCTIONS = (
    "GETUTCDATE SYSDATETIMEOFFSET SYSUTCDATETIME CLOCK_TIMESTAMP STATEMENT_TIMESTAMP TODAY NOW "
    "YESTERDAY TRANSACTION_TIMESTAMP UNIX_TIMESTAMP CURDATE CURTIME NOW64 GETDATE SYSDATE"
)
_RANDOM_NAMES = frozenset(_RANDOM_FUNCTIONS.split())
_CLOCK_NAMES = frozenset(_CLOCK_FUNCTIONS.split())

RANDOM_NODES = (*_RANDOM, exp.Anonymous)
CLOCK_NODES = (*_CLOCKS, exp.Anonymous)


def is_random(node: exp.Expr) -> bool:
    """Tell whether ``node`` is a call that gives another value each time."""
    if isinstance(node, exp.Anonymous):
        return node.name.upper() in _RANDOM_NAMES
    return isinstance(node, _RANDOM)


def is_clock(node: exp.Expr) -> bool:
    """Tell whether ``node`` is the time or date of the run."""
    if isinstance(node, exp.Anonymous):
        of_value = node.name.upper() == "UNIX_TIMESTAMP" and bool(node.expressions)
        return node.name.upper() in _CLOCK_NAMES and not of_value
    return isinstance(node, _CLOCKS)


def random_calls(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the calls under ``node`` that give another value each time."""
    yield from (part for part in node.walk() if is_random(part))


def is_repeatable(node: exp.Expr) -> bool:
    """Tell whether ``node`` written twice has one value: it rolls no dice, holds no bare ``?``."""
    return not any(is_random(part) or _is_nameless(part) for part in node.walk())


def _is_nameless(part: exp.Expr) -> bool:
    return isinstance(part, exp.Placeholder) and not part.this
