"""What products put in front of a message: times, levels, containers, hosts, threads, files."""

import re
from dataclasses import dataclass

from workbench.triage.levels import LETTERS, LEVEL_WORDS, LEVELS, Level, syslog_level
from workbench.triage.timestamps import TIME_AHEAD, Time, parse_time


@dataclass(frozen=True, slots=True)
class Head:
    """What one prefix said, and the message behind it."""

    message: str
    level: Level | None = None
    time: Time | None = None
    source: str = ""
    is_cut: bool = False
    is_stamped: bool = False


_CONTAINER = re.compile(
    r"(?P<compose>[a-z0-9][\w.-]{0,60}?)\s{1,40}\|\s|\[(?P<pod>pod/[^\]\s]{1,200})\]\s"
    r"|(?P<job>[^\t\n]{1,80})\t[^\t\n]{1,80}\t(?=\ufeff?\d{4}-\d\d-\d\dT)"  # gh run view --log
)
_EVENTS = re.compile(r"EVENTS\t(?P<time>1\d{12})\t|1\d{12}\t(?=\S)")
_BOX = re.compile(r"\s{0,4}[│┃╷╵║]\s?")
_WORKFLOW = re.compile(
    r"##\[(?P<word>error|warning|debug|group|endgroup|section|command)\]"
    r"|::(?P<command>error|warning|notice|debug|group|endgroup)(?: [^:\n]{0,300})?::"
)
_GLOG = re.compile(r"(?P<word>[IWEF])\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\s+\d+ [\w./-]{1,120}:\d+\] ")
_LETTERED = re.compile(
    r"\[(?P<tornado>[DIWECF]) \d{6} \d\d:\d\d:\d\d [^\]]{0,80}\] "
    r"|(?P<ruby>[DIWEF]), \[[^\]]{10,60}\] +(?:" + LEVEL_WORDS + r") -- [^:]{0,60}: "
)
_SYSLOG = re.compile(
    r"<(?P<priority>\d{1,3})>(?:1 (?P<time>\S{19,40}) (?P<host>\S{1,255}) (?P<app>\S{1,48}) "
    r"\S{1,128} \S{1,32} (?:-|(?:\[[^\]]{0,400}\])+) ?)?"
)
_REDIS = re.compile(
    r"\d{1,7}:[MSCX] (?P<time>\d\d \w{3} \d{4} \d\d:\d\d:\d\d(?:\.\d+)?) (?P<mark>[.*#-]) "
)
_REDIS_LEVELS = {".": Level.DEBUG, "-": Level.INFO, "*": Level.INFO, "#": Level.WARNING}
_ACCESS = re.compile(r"(?P<client>[0-9A-Fa-f.:]{3,45}|[\w.-]{3,80}) \S{1,60} \S{1,60} (?=\[\d\d/)")

_CRI = re.compile(r"(?:stdout|stderr) (?P<mark>[FP])(?: |$)")
_GITLAB = re.compile(r"\d\d[OE](?P<mark>[+ ]) ?")
_PROCESS = re.compile(r"(?P<host>[\w.-]{1,255}) (?P<app>[\w./@()-]{1,60})(?:\[\d{1,9}\])?: ")
_LEVEL_MARKED = re.compile(
    rf"(?i)[\[(<]\s?(?:[\w.-]{{1,30}}:)?(?P<word>{LEVEL_WORDS})\s{{0,8}}[\])>]:?"
    rf"|(?P<word2>{LEVEL_WORDS}):\s*"
)
_LEVEL_BARE = re.compile(rf"(?P<word>{LEVEL_WORDS})(?=[\s|\]])")
_LEVEL_BEHIND = re.compile(
    rf"(?P<source>(?:[^\s|]{{1,120}}[ |\t]{{1,6}}){{0,4}}?)"
    rf"(?:[\[(<]\s?)?(?P<word>{LEVEL_WORDS})(?:\s{{0,8}}[\])>])?(?=[\s:|/\[]|$)"
)
_LEVEL_LOWER = re.compile(
    r"(?:[\[<]\s?)(?:[\w.-]{1,30}:)?"
    r"(?P<word>trace|debug|info|notice|warn|warning|error|crit|critical|alert|emerg|fatal"
    r"|Trace|Debug|Information|Warning|Error|Critical|Fatal)\s{0,8}[\]>]"
)
_WORKER = re.compile(r"/[\w.-]{1,60}\] ")
_BRACKET = re.compile(
    r"\[[^\]\n]{0,120}\]|\{[\w./-]{1,80}:\d+\}|\{[\w-]{0,60}\}|\([\w./:# -]{1,60}\)"
)
_SEPARATOR = re.compile(r" {0,8}(?:-{1,3}|:|\|) |\s{0,4}:\s*| (?=[\[{(<])| ")
_SEPARATORS = " -|:,\t"


def read_prefix(text: str) -> Head | None:
    """Return what the outermost prefix of a line says, None if there is none."""
    return _enclosing(text) or _lettered(text) or _timed(text) or _levelled(text)


def _enclosing(text: str) -> Head | None:
    """Read what names a container, a step or a host, and leaves time and level behind it."""
    container = _CONTAINER.match(text)
    if container:
        source = container["compose"] or container["pod"] or container["job"]
        return Head(text[container.end() :].removeprefix("\ufeff"), source=source)
    events = _EVENTS.match(text) or _BOX.match(text)
    if events:
        return Head(text[events.end() :])
    workflow = _WORKFLOW.match(text)
    if workflow:
        word = workflow["word"] or workflow["command"]
        return Head(text[workflow.end() :], level=LEVELS.get(word.upper()), is_stamped=True)
    access = _ACCESS.match(text)
    return Head(text[access.end() :], source=access["client"]) if access else None


def _lettered(text: str) -> Head | None:
    glog = _GLOG.match(text)
    if glog:
        return Head(text[glog.end() :], LETTERS[glog["word"]], is_stamped=True)
    lettered = _LETTERED.match(text)
    if lettered:
        letter = lettered["tornado"] or lettered["ruby"]
        return Head(text[lettered.end() :], LETTERS[letter], is_stamped=True)
    redis = _REDIS.match(text)
    if redis:
        written = TIME_AHEAD.match(redis["time"].replace(" ", "-", 2))
        time = parse_time(written) if written else None
        level = _REDIS_LEVELS[redis["mark"]]
        return Head(text[redis.end() :], level, time, is_stamped=True)
    syslog = _SYSLOG.match(text)
    if not syslog:
        return None
    level = syslog_level(int(syslog["priority"]) % 8)
    written = TIME_AHEAD.match(syslog["time"] or "")
    time = parse_time(written) if written else None
    return Head(text[syslog.end() :], level, time, syslog["app"] or "", is_stamped=True)


def _timed(text: str) -> Head | None:
    """Peel a time, and what stands between it and the message: process, thread, level."""
    match = TIME_AHEAD.match(text)
    if match is None:
        return None
    time, rest = parse_time(match), text[match.end() :]
    behind = rest.lstrip()
    cut = _CRI.match(behind) or _GITLAB.match(behind)
    if cut:
        is_cut = cut["mark"] in "P+"
        return Head(behind[cut.end() :], time=time, is_cut=is_cut, is_stamped=True)
    process = _PROCESS.match(behind)
    if process and (match["syslog_month"] or "[" in process[0]):
        return Head(behind[process.end() :], time=time, source=process["app"], is_stamped=True)
    return _behind_time(rest, time)


def _behind_time(rest: str, time: Time | None) -> Head:
    behind = rest.lstrip(_SEPARATORS)
    level = _LEVEL_BEHIND.match(behind) or _level_in_brackets(behind)
    if not level:
        return Head(_without_brackets(rest), time=time, is_stamped=True)
    message = behind[level.end() :]
    worker = _WORKER.match(message)
    if worker:
        message = message[worker.end() :]
    source = (level.groupdict().get("source") or "").strip(" -|[]{}:")
    word = LEVELS[level["word"].upper()]
    return Head(_without_brackets(message), word, time, source, is_stamped=True)


def _level_in_brackets(text: str) -> re.Match[str] | None:
    """Return a level in lower case, which counts only in brackets, behind other brackets."""
    start = 0
    for _ in range(3):
        level = _LEVEL_LOWER.match(text, start)
        bracket = _BRACKET.match(text, start)
        if level or not bracket:
            return level
        start = bracket.end()
        while text[start : start + 1] == " ":
            start += 1
    return None


def _levelled(text: str) -> Head | None:
    marked = _LEVEL_MARKED.match(text) or _LEVEL_BARE.match(text)
    if not marked or text.startswith("panic: "):  # Go's own word for it, which says much
        return None
    groups = marked.groupdict()
    word = groups.get("word") or groups["word2"]
    return Head(_without_brackets(text[marked.end() :]), LEVELS[word.upper()])


def _without_brackets(rest: str) -> str:
    """Drop separators and bracketed threads, files and ids; keep the message's own indent."""
    while True:
        separator = _SEPARATOR.match(rest)
        if separator:
            rest = rest[separator.end() :]
        bracket = _BRACKET.match(rest)
        if not bracket or bracket.end() == len(rest):
            return rest
        rest = rest[bracket.end() :]
