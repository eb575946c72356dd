"""The root of a chain of exceptions is found in the order that each language prints it."""

import pytest

from workbench.triage.intake import read_records
from workbench.triage.log_stream import text_lines

JAVA = """2024-05-14 02:00:00 ERROR job failed
a.Top: top
\tat a.B.c(B.java:1)
\tSuppressed: s.Closing: closing failed
\t\tat s.T.u(T.java:1)
\tCaused by: s.Inner: of the closing
Caused by: b.Middle: middle
\t... 2 more
Caused by: c.Root: root
\tat c.D.e(D.java:1)
"""
PYTHON = """Traceback (most recent call last):
  File "/app/a.py", line 1, in f
    g()
OSError: root

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/b.py", line 2, in h
    f()
ValueError: middle

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/c.py", line 3, in i
    h()
RuntimeError: top
"""
DOTNET = """System.InvalidOperationException: top ---> System.Data.SqlException: root
   at A.B.C() in /src/B.cs:line 1
   --- End of inner exception stack trace ---
   at D.E.F()
"""
DOTNET_LINES = """Unhandled exception. System.Exception: top
 ---> System.Net.Sockets.SocketException (111): root
   at A.B.C()
   --- End of inner exception stack trace ---
"""
NODE = """Error: top
    at f (/app/a.js:1:2)
  [cause]: Error: root
      at g (/app/b.js:1:2)
"""
ANYHOW = """Error: top

Caused by:
    0: middle
    1: root
"""
LOGBACK = """2024-05-14 02:00:00 ERROR x
c.Root: root
\tat c.D.e(D.java:1)
Wrapped by: a.Top: top
\tat a.B.c(B.java:1)
"""
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "/app/a.py", line 1, in f
  | ExceptionGroup: top (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: root
    +------------------------------------
"""


@pytest.mark.parametrize("text", [JAVA, PYTHON, DOTNET, DOTNET_LINES, NODE, ANYHOW, LOGBACK])
def test_the_root_is_the_deepest(text: str) -> None:
    (record,) = read_records(text_lines(text))
    deepest = [line for line in record.lines if line.depth == record.max_depth]
    assert record.max_depth > 0
    assert deepest[-1].text.endswith("root")
    assert not any("top" in line.text for line in deepest)
    written = text.splitlines()
    assert all(line.text.strip() in written[line.number - 1] for line in record.lines)


def test_what_was_suppressed_is_no_root() -> None:
    (record,) = read_records(text_lines(JAVA))
    aside = [line.text for line in record.lines if line.depth < 0]
    assert [text.split(":")[0].strip() for text in aside] == ["Suppressed", "Caused by"]


def test_a_group_of_exceptions_is_one_record() -> None:
    (record,) = read_records(text_lines(GROUP))
    assert "ValueError: root" in record.text


@pytest.mark.parametrize(
    "frame",
    [
        "\tat org.apache.spark.Task.run(Task.scala:{n})",
        '  File "/usr/lib/python3.11/site-packages/a.py", line {n}, in f\n    call({n})',
        "    at Object.f (/app/node_modules/a.js:{n}:2)",
        "   at System.Data.X.Y(String s) in /src/X.cs:line {n}",
        "\t/go/src/main.go:{n} +0x1d",
    ],
)
def test_hundreds_of_frames_are_one_number(frame: str) -> None:
    head = "Traceback (most recent call last):\n" if "File" in frame else "ERROR x: boom\n"
    text = head + "\n".join(frame.format(n=n) for n in range(500)) + "\nValueError: after\n"
    records = list(read_records(text_lines(text)))
    assert sum(record.frames for record in records) == 500
    kept = [line.text for record in records for line in record.lines]
    assert kept == [head.strip().removeprefix("ERROR "), "ValueError: after"]
    assert records[-1].lines[-1].number == len(text.splitlines())
