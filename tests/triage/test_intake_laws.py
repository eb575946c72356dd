"""Laws of the intake: whatever surrounds a line, it is reported, once, at its own number."""

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.triage import log_stream, shapes
from workbench.triage.intake import Intake, read_records
from workbench.triage.log_stream import NumberedLine, numbered_lines, text_lines
from workbench.triage.records import MAX_LINES, Record

MARKER = "OSError: No space left on device: /data/marker"
STAMP = "2024-05-14 02:00:00,123"
WRAPPINGS: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: f"{STAMP} ERROR {text}",
    lambda text: f"{STAMP} INFO worker: {text}",
    lambda text: f"\x1b[31m{text}\x1b[0m",
    lambda text: f"[2024-05-14T02:00:00.1+0000] {{pod.py:1}} INFO - {(text + chr(10)).encode()!r}",
    lambda text: f"2024-05-14T02:00:00.1Z stderr F {text}",
    lambda text: f"broker-1  | [2024-05-14 02:00:00,000] WARN {text}",
    lambda text: f"[pod/etl/loader] {text}",
    lambda text: f"May 14 02:00:00 db1 postgres[12]: {text}",
    lambda text: json.dumps({"level": "info", "msg": text}),
    lambda text: json.dumps({"level": 30, "time": 1715652000000, "id": "ab" * 16, "msg": text}),
    lambda text: json.dumps({"log": f"{text}\n", "stream": "stdout", "time": STAMP}),
    lambda text: f"    {text}",
    lambda text: f"{text}\r",
]  # fmt: skip
MESSAGES = st.sampled_from(
    [
        "wrote part 7 to the lake", "reading orders", "id=9f8e7d6c5b4a3f21", "", "slow partition 4",
        "retrying", "java.lang.IllegalStateException: x", "\tat a.B.c(D.java:1)", "Caused by: e.F",
        "Traceback (most recent call last):", '  File "a.py", line 1, in f', "    g()", "k: v",
        "The above exception was the direct cause of the following exception:", "}", "---",
        "exit code 0", "100%|####| 3/3", "SELECT 1", "WARNING: deprecated", "done",
    ]
)  # fmt: skip
LINES = st.builds(lambda wrap, text: wrap(text), st.sampled_from(WRAPPINGS), MESSAGES)
LOGS = st.lists(LINES, max_size=40) | st.lists(LINES, max_size=6).map(lambda lines: lines * 30)


def marked(records: list[Record]) -> list[int]:
    return [line.number for each in records for line in each.lines if MARKER in line.text]


@settings(deadline=None)
@given(LOGS, LOGS, st.sampled_from(WRAPPINGS))
def test_a_line_is_reported_at_its_number(
    before: list[str], after: list[str], wrap: Callable[[str], str]
) -> None:
    # an indented line behind a Python frame is that frame's source, not a message
    assume(not (wrap("")[:2] == "  " and before and 'File "' in before[-1]))
    text = "\n".join([*before, wrap(MARKER), *after])
    assert marked(list(read_records(text_lines(text)))) == [len(before) + 1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2 * MAX_LINES + 9), st.sampled_from(WRAPPINGS[:2]))
def test_a_line_is_reported_however_long_its_record(
    position: int, wrap: Callable[[str], str]
) -> None:
    lines = [wrap("head"), *(f"row {n}" for n in range(position)), MARKER, "row"]
    assert marked(list(read_records(text_lines("\n".join(lines))))) == [position + 2]


class Trickle(io.RawIOBase):
    """A stream that gives only a few bytes at a time, as a slow pipe does."""

    def __init__(self, content: bytes, sizes: list[int]) -> None:
        self._stream = io.BytesIO(content)
        self._sizes = sizes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        assert isinstance(buffer, memoryview)
        self._sizes.append(self._sizes.pop(0))
        piece = self._stream.read(min(len(buffer), self._sizes[-1]))
        buffer[: len(piece)] = piece
        return len(piece)


BYTES = st.lists(
    st.sampled_from([b"a", b"\n", b"\r\n", b"\r", b"\xc3\xa9", b"\xff", b"x" * 9, b"\xef\xbb\xbf"])
).map(b"".join)


@settings(deadline=None)
@given(BYTES, st.lists(st.integers(1, 9), min_size=1), st.integers(1, 7))
def test_how_a_stream_is_read_never_changes_its_lines(
    content: bytes, sizes: list[int], longest: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(log_stream, "MAX_LINE", longest)
        patched.setattr(log_stream, "_CHUNK", longest)
        whole = list(numbered_lines(io.BytesIO(content), "x"))
        for chunk in range(1, longest):
            patched.setattr(log_stream, "_CHUNK", chunk)
            assert list(numbered_lines(io.BytesIO(content), "x")) == whole
        assert list(numbered_lines(io.BufferedReader(Trickle(content, sizes)), "x")) == whole
    assert joined(whole) == expected(content)


def joined(lines: list[NumberedLine]) -> dict[int, bytes]:
    """Return the lines with the pieces of each put together."""
    found: dict[int, bytes] = {}
    for number, raw in lines:
        found[number] = found.get(number, b"") + raw
    return {number: raw.replace(b"\r", b"") for number, raw in found.items()}


def expected(content: bytes) -> dict[int, bytes]:
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not lines[-1]:
        lines.pop()
    return {number: raw.replace(b"\r", b"") for number, raw in enumerate(lines, 1)}


@settings(deadline=None)
@given(LOGS, st.integers(1, 9))
def test_how_many_lines_are_looked_at_together_changes_no_record(
    lines: list[str], batch: int
) -> None:
    text = "\n".join(lines)
    whole = list(read_records(text_lines(text)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shapes, "BATCH", batch)
        assert list(read_records(text_lines(text))) == whole


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30) | st.sampled_from([w("x").encode() for w in WRAPPINGS])))
def test_any_bytes_are_read_or_refused(pieces: list[bytes]) -> None:
    try:
        records = list(read_records(numbered_lines(io.BytesIO(b"\n".join(pieces)), "x")))
    except InputError as error:
        assert "binary" in str(error)  # noqa: PT017 - the other outcome is no error at all
        return
    count = b"\n".join(pieces).count(b"\n") + 1
    assert all(1 <= line.number <= count for record in records for line in record.lines)


@pytest.mark.parametrize(
    "line",
    [
        f"{STAMP} WARN orders: slow partition {{n}}, retrying later",
        f"{STAMP} WARN request 9f8e7d6c{{n:08x}} timed out",
        '{{"level":"warn","trace_id":"9f8e7d6c5b4a{n:08x}","msg":"slow partition {n}"}}',
        '{{"level":40,"time":17156520{n:05d},"msg":"slow partition {n}"}}',
    ],
)
def test_repeats_are_counted_exactly_with_their_first_and_last_line(line: str) -> None:
    quiet = f"{STAMP} INFO fine"
    lines = [text for n in range(4_213) for text in (quiet, line.format(n=n))]
    intake = Intake()
    records = list(intake.records(text_lines("\n".join(lines))))
    (repeated,) = intake.repeated.values()
    assert repeated.count == 4_213
    assert repeated.record.first_line == 2
    assert repeated.last_line == len(lines)
    assert len(records) < 50


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        (f"{STAMP} INFO ended with exit code 0", f"{STAMP} INFO ended with exit code 137"),
        (f'{STAMP} "GET /a HTTP/1.1" 200 12', f'{STAMP} "GET /a HTTP/1.1" 503 12'),
        ('{"level":30,"msg":"batch"}', '{"level":50,"msg":"batch"}'),
        ('{"PRIORITY": "6", "MESSAGE": "x"}', '{"PRIORITY": "3", "MESSAGE": "x"}'),
        (f"{STAMP} alert log: ORA-00000", f"{STAMP} alert log: ORA-01653"),
        ("I0514 02:00:00.1 1 a.go:1] batch", "E0514 02:00:00.1 1 a.go:1] batch"),
    ],
)  # fmt: skip
def test_a_code_that_was_not_seen_before_is_not_folded(usual: str, unusual: str) -> None:
    lines = [usual] * 500 + [unusual] + [usual] * 500
    found = [
        line.number for each in read_records(text_lines("\n".join(lines))) for line in each.lines
    ]
    assert 501 in found
    assert len(found) < 60


def test_memory_does_not_grow_with_what_repeats() -> None:
    intake = Intake()
    lines = ((n, f"{STAMP} WARN part {n} of {n:032x} is late".encode()) for n in range(1, 30_001))
    count = sum(1 for _ in intake.records(lines))
    assert count < 50
    assert len(intake.repeated) == 1
