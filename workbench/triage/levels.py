"""How serious a log says that a line of its own is."""

from enum import StrEnum


class Level(StrEnum):
    """How a log ranks its own lines, in the four grades that triage tells apart."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def is_quiet(self) -> bool:
        """Whether a line of this level reports no trouble by itself."""
        return self in (Level.DEBUG, Level.INFO)


LEVELS = {
    "TRACE": Level.DEBUG,
    "DEBUG": Level.DEBUG,
    "FINE": Level.DEBUG,
    "VERBOSE": Level.DEBUG,
    "LOG": Level.INFO,
    "INFO": Level.INFO,
    "INFORMATION": Level.INFO,
    "NOTICE": Level.INFO,
    "WARN": Level.WARNING,
    "WARNING": Level.WARNING,
    "ERR": Level.ERROR,
    "ERROR": Level.ERROR,
    "SEVERE": Level.ERROR,
    "FATAL": Level.ERROR,
    "CRIT": Level.ERROR,
    "CRITICAL": Level.ERROR,
    "PANIC": Level.ERROR,
    "ALERT": Level.ERROR,
    "EMERG": Level.ERROR,
    "EMERGENCY": Level.ERROR,
}
LEVEL_WORDS = "|".join(sorted(LEVELS, key=len, reverse=True))
"""The words as alternatives of a pattern, longer ones first."""
LETTERS = {
    "D": Level.DEBUG,
    "I": Level.INFO,
    "W": Level.WARNING,
    "E": Level.ERROR,
    "C": Level.ERROR,
    "F": Level.ERROR,
}
"""Levels of one letter, as glog, tornado and MongoDB write them."""
_TENS = {
    1: Level.DEBUG,
    2: Level.DEBUG,
    3: Level.INFO,
    4: Level.WARNING,
    5: Level.ERROR,
    6: Level.ERROR,
}
"""Levels of bunyan and pino (10 to 60), and of numbers between them."""
_JAVA = {800: Level.INFO, 900: Level.WARNING, 1000: Level.ERROR}
_SYSLOG_ERROR, _SYSLOG_WARNING, _SYSLOG_INFO = 3, 4, 6


def syslog_level(severity: int) -> Level:
    """Return the level of a syslog severity, 0 (emergency) to 7 (debug)."""
    if severity <= _SYSLOG_ERROR:
        return Level.ERROR
    if severity == _SYSLOG_WARNING:
        return Level.WARNING
    return Level.INFO if severity <= _SYSLOG_INFO else Level.DEBUG


def level_of(value: object) -> Level | None:
    """Return the level in a field: a word, a letter, or a number of bunyan, pino or the JDK."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return _TENS.get(value // 10) or _JAVA.get(value)
    word = str(value).strip().upper()
    return LEVELS.get(word) or LETTERS.get(word)
