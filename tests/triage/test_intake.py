"""From wrapped lines to records: numbers, levels, times, chains, cut messages, odd bytes."""

import datetime
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.intake import Intake, read_records
from workbench.triage.log_stream import log_lines, numbered_lines, text_lines
from workbench.triage.records import Record
from workbench.triage.unwrap import Level, unwrap

UTC = datetime.UTC


def records(text: str) -> list[Record]:
    return list(read_records(text_lines(text)))


@pytest.mark.parametrize(
    ("line", "message", "level"),
    [
        ("\x1b[31mERROR\x1b[0m boom", "boom", Level.ERROR),
        ("[0m05:10:14  Database Error", " Database Error", None),
        ("2024-05-14 02:00:00,123 - etl.load - ERROR - boom", "boom", Level.ERROR),
        ("2024-05-14 02:00:00 WARN boom", "boom", Level.WARNING),
        ("24/05/14 03:12:40 INFO Executor: boom", "Executor: boom", Level.INFO),
        ("[2024-05-14T02:00:00.1+0000] {a.py:1} ERROR - boom", "boom", Level.ERROR),
        ("[2024-05-14, 02:00:00 UTC] {a.py:1} INFO - boom", "boom", Level.INFO),
        ("2024-05-14 01:00:00.000 UTC [12] FATAL:  boom", "boom", Level.ERROR),
        ("kafka-1  | [2024-05-14 01:00:00,000] ERROR boom", "boom", Level.ERROR),
        ("2024-05-14T01:00:00.5Z stderr F boom", "boom", None),
        ("E0514 01:00:00.123456 1 main.go:10] boom", "boom", Level.ERROR),
        ('{"level": "error", "msg": "boom"}', "boom", Level.ERROR),
        ('{"severity": "WARNING", "textPayload": "boom"}', "boom", Level.WARNING),
        ('{"info": {"level": "error", "msg": "boom"}}', "boom", Level.ERROR),
        ('{"level": 50, "msg": "boom"}', "boom", Level.ERROR),
        ('time="2024-05-14" level=error msg="boom"', 'time="2024-05-14" level=error msg="boom"',
         Level.ERROR),
        ("ERROR: boom", "boom", Level.ERROR),
        ("plain text", "plain text", None),
        ("Errors were seen", "Errors were seen", None),
        ("INFORMIX says no", "INFORMIX says no", None),
    ],
)  # fmt: skip
def test_wrappings_come_off(line: str, message: str, level: Level | None) -> None:
    found = unwrap(line)
    assert (found.message.strip(), found.level) == (message.strip(), level)


def test_the_inner_level_counts() -> None:
    line = "[2024-05-14T02:00:00.1+0000] {pod.py:1} INFO - 2024-05-14 02:00:00 ERROR boom"
    assert unwrap(line).level is Level.ERROR


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2024-05-14T02:00:00Z x", datetime.datetime(2024, 5, 14, 2, tzinfo=UTC)),
        ("2024-05-14 02:00:00+02:00 x", datetime.datetime(2024, 5, 14, 0, tzinfo=UTC)),
        ("2024-05-14 02:00:00 x", datetime.datetime(2024, 5, 14, 2)),
        ('{"ts": 1715652000, "msg": "x"}', datetime.datetime(2024, 5, 14, 2, tzinfo=UTC)),
        ('{"time": 1715652000000, "msg": "x"}', datetime.datetime(2024, 5, 14, 2, tzinfo=UTC)),
        ("02:00:00 x", None),
    ],
)
def test_times_are_utc_where_the_zone_is_known(line: str, time: datetime.datetime | None) -> None:
    assert unwrap(line).time == time


def test_frames_are_counted_and_the_deepest_own_one_is_kept() -> None:
    text = (
        "Traceback (most recent call last):\n"
        '  File "/app/etl/load.py", line 12, in run\n'
        "    go()\n"
        '  File "/usr/lib/python3.11/site-packages/x.py", line 1, in go\n'
        "    raise ValueError\n"
        "ValueError: bad\n"
    )
    (record,) = records(text)
    assert [line.number for line in record.lines] == [1, 6]
    assert record.frames == 2
    assert record.own_frame == "/app/etl/load.py:12"


def test_a_chain_gets_deeper_towards_its_root() -> None:
    text = (
        "ERROR a.A: top\n\tat x.Y.z(Y.java:1)\n"
        "Caused by: b.B: middle\n\t... 2 more\nCaused by: c.C: root\n"
    )
    (record,) = records(text)
    assert [(line.text, line.depth) for line in record.lines] == [
        ("a.A: top", 0),
        ("Caused by: b.B: middle", 1),
        ("Caused by: c.C: root", 2),
    ]


def test_a_message_cut_over_prefixed_lines_is_joined() -> None:
    prefix = "[2024-05-14T02:00:00.1+0000] {pod.py:1} INFO - "
    text = f"{prefix}b'connection re'\n{prefix}b'fused\\n'\n{prefix}b'next\\n'\n"
    assert [record.text for record in records(text)] == ["connection refused", "next"]


def test_a_trace_written_on_one_line_is_unfolded() -> None:
    stack = r"a.A: top\n\tat b.C.d(C.java:1)\nCaused by: e.E"
    text = f'{{"level":"error","message":"x","stack":"{stack}"}}'
    (record,) = records(text)
    assert record.max_depth == 1
    assert {line.number for line in record.lines} == {1}


def test_quiet_repeats_are_folded_and_trouble_is_not() -> None:
    lines = [f"2024-05-14 02:00:0{i % 10} INFO wrote part {i % 300}" for i in range(1000)]
    lines[500] = "2024-05-14 02:00:00 ERROR disk full"
    intake = Intake()
    found = list(intake.records(text_lines("\n".join(lines))))
    assert intake.folded > 990
    assert [record.first_line for record in found if record.level is Level.ERROR] == [501]


def test_odd_bytes_are_replaced() -> None:
    stream = io.BytesIO(b"ERROR caf\xe9 No space left on device\n")
    assert list(numbered_lines(stream, "x")) == [(1, b"ERROR caf\xe9 No space left on device")]


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes("ERROR boom\r\nsecond\r\n".encode("utf-16"))
    assert list(log_lines(path)) == [(1, b"ERROR boom"), (2, b"second")]


def test_a_line_longer_than_the_limit_keeps_its_number() -> None:
    stream = io.BytesIO(b"a" * 200_000 + b"\nsecond\n")
    numbers = [number for number, _ in numbered_lines(stream, "x")]
    assert set(numbers) == {1, 2}
    assert numbers[-1] == 2


@pytest.mark.parametrize("content", [b"\x7fELF\x00\x01", b"line\nwith\x00nul\n"])
def test_binary_content_is_refused_with_its_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.log:[12].*binary"):
        list(log_lines(path))


@pytest.mark.parametrize("name", ["missing.log", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        list(log_lines(tmp_path / name))


LINE_PARTS = st.sampled_from(
    [
        "2024-05-14 02:00:00 ", "ERROR ", "[x] ", "Caused by: ",
        "Traceback (most recent call last):",
        "\n", "\n\n", '  File "a.py", line 1', "\tat a.B.c(D.java:1)", "b'x\\n'", '{"msg": "x"}',
        "During handling of the above exception, another exception occurred:", "HINT: ", "\x1b[1m",
        "java.lang.OutOfMemoryError: Java heap space", "Connection refused", "x-1  | ", "\\n\\n\\n",
    ]
)  # fmt: skip


@given(st.lists(LINE_PARTS | st.text(max_size=30), max_size=40))
def test_any_text_gives_records_with_lines_inside_it(parts: list[str]) -> None:
    text = "".join(parts)
    count = len(list(text_lines(text)))
    last = 0
    for record in records(text):
        numbers = [line.number for line in record.lines]
        assert numbers == sorted(numbers)
        assert last <= numbers[0]
        assert numbers[-1] <= record.last_line <= count
        last = numbers[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        list(read_records(numbered_lines(io.BytesIO(raw), "x")))
    except InputError as error:
        assert "binary" in str(error)  # noqa: PT017 - the other outcome is no error at all


def test_evidence_lies_inside_the_text(catalogue: Catalogue) -> None:
    @given(st.lists(LINE_PARTS, max_size=25))
    def check(parts: list[str]) -> None:
        text = "".join(parts)
        diagnosis = classify(text, catalogue)
        count = len(list(text_lines(text)))
        assert all(1 <= each.line <= count for each in diagnosis.evidence)

    check()
