"""Lines of stack traces: which are frames, and which frame is the team's own code."""

import re

_FRAME = re.compile(
    r"\s+at (?:async )?[\w$.<>/@\[\]`~ -]{1,200}(?:\(|:\d|$)"  # JVM, JavaScript, .NET
    r"|\s*at [\w$.<>/@-]{1,200}\([^)]{0,200}\)\s*$"
    r"|\s*\.\.\. \d+ (?:more|common frames omitted)"
    r"|\s*File \"[^\"]{1,400}\", line \d+"  # Python
    r"|\s*[~^]{2,}[~^ ]*$"
    r"|goroutine \d+ \["  # Go
    r"|\s+/\S{1,300}\.(?:go|rs|c|cc|cpp):\d+"
    r"|\s{1,8}\d{1,3}:\s+(?:0x[0-9a-f]+ )?[\w<>:]{2,200}"  # Rust
    r"|\s*#\d{1,3}\s{1,3}(?:0x[0-9a-f]+ |/)"  # C++, PHP
    r"|\s+\|?\s*(?:@\s+)?0x[0-9a-f]{6,16}\b"
)
_PYTHON_FRAME = re.compile(r"\s*File \"(?P<file>[^\"]{1,400})\", line (?P<line>\d+)")
_JVM_FRAME = re.compile(r"\s+at (?P<method>[\w$.]{3,200})\((?P<place>[\w$.]{1,80}:\d+)\)")
_FOREIGN_FILES = ("site-packages", "dist-packages", "/lib/python", "<frozen", "\\lib\\", "<string>")
_FOREIGN_PACKAGES = (
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "scala.",
    "org.apache.",
    "org.spark",
    "py4j.",
    "com.google.",
    "com.amazonaws.",
    "io.netty.",
    "io.debezium.",
    "io.confluent.",
    "org.postgresql.",
    "net.snowflake.",
    "com.databricks.",
    "kafka.",
)


def is_frame(line: str) -> bool:
    """Return whether the line is one frame of a stack trace."""
    return _FRAME.match(line) is not None


def is_python_frame(line: str) -> bool:
    """Return whether the line is a Python frame, behind which a line of source may follow."""
    return _PYTHON_FRAME.match(line) is not None


def own_frame(line: str) -> str:
    """Return ``file:line`` of a frame in the team's own code, or an empty text."""
    python = _PYTHON_FRAME.match(line)
    if python and not any(part in python["file"] for part in _FOREIGN_FILES):
        return f"{python['file']}:{python['line']}"
    jvm = _JVM_FRAME.match(line)
    if jvm and not jvm["method"].startswith(_FOREIGN_PACKAGES):
        return f"{jvm['method']} ({jvm['place']})"
    return ""
