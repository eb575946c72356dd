"""Lines as products really write them come out of their wrappings."""

import datetime
import json

import pytest

from workbench.triage.timestamps import TIME_AHEAD, parse_time
from workbench.triage.unwrap import Level, unwrap

UTC = datetime.UTC
TWO = datetime.datetime(2024, 5, 14, 2, tzinfo=UTC)
LOCAL = datetime.datetime(2024, 5, 14, 2)
E, W, I, D = Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG  # noqa: E741 - as glog writes them

PREFIXED = [
    ("airflow 2.3", "[2024-05-14, 02:00:00 UTC] {taskinstance.py:1768} ERROR - boom", E, TWO),
    ("airflow 2", "[2024-05-14T02:00:00.000+0000] {local_task.py:8} WARNING - boom", W, TWO),
    ("airflow 1", "[2024-05-14 02:00:00,000] {{base_task_runner.py:101}} INFO - boom", I, LOCAL),
    ("airflow 3", "2024-05-14T02:00:00.000000Z [error    ] boom", E, TWO),
    ("airflow 3 ui", "[2024-05-14, 02:00:00] ERROR - boom", E, LOCAL),
    ("log4j 1", "24/05/14 02:00:00 ERROR boom", E, LOCAL),
    ("log4j 2", "2024-05-14 02:00:00,000 ERROR [main] boom", E, LOCAL),
    ("logback", "02:00:00.000 [main] ERROR boom", E, None),
    ("spring", "2024-05-14T02:00:00.000+02:00 ERROR 1 --- [main] boom", E, TWO.replace(hour=0)),
    ("tomcat", "14-May-2024 02:00:00.000 SEVERE [main] boom", E, LOCAL),
    ("python", "2024-05-14 02:00:00,000 - etl.load - CRITICAL - boom", E, LOCAL),
    ("python root", "ERROR:root:boom", E, None),
    ("loguru", "2024-05-14 02:00:00.000 | ERROR    | boom", E, LOCAL),
    ("prefect", "02:00:00.000 | ERROR   | boom", E, None),
    ("celery", "[2024-05-14 02:00:00,000: ERROR/ForkPoolWorker-1] boom", E, LOCAL),
    ("gunicorn", "[2024-05-14 02:00:00 +0000] [12] [ERROR] boom", E, TWO),
    ("dagster", "2024-05-14 02:00:00 +0000 - dagster - ERROR - boom", E, TWO),
    ("tornado", "[E 240514 02:00:00 web:1] boom", E, None),
    ("ruby", "E, [2024-05-14T02:00:00.000000 #12] ERROR -- : boom", E, None),
    ("go log", "2024/05/14 02:00:00 boom", None, LOCAL),
    ("glog", "W0514 02:00:00.123456       1 reflector.go:424] boom", W, None),
    ("rust", "[2024-05-14T02:00:00Z ERROR etl::load] boom", E, TWO),
    ("dbt.log", "\x1b[0m02:00:00.000 [error] [MainThread]: boom", E, None),
    ("postgres", "2024-05-14 02:00:00.000 UTC [12] FATAL:  boom", E, TWO),
    ("mysql", "2024-05-14T02:00:00.000000Z 0 [ERROR] [MY-010119] [Server] boom", E, TWO),
    ("clickhouse", "2024.05.14 02:00:00.000000 [ 12 ] {} <Error> boom", E, LOCAL),
    ("redis", "1:M 14 May 2024 02:00:00.000 # boom", W, LOCAL),
    ("elasticsearch", "[2024-05-14T02:00:00,000][ERROR][o.e.b.Bootstrap] [node-1] boom", E, LOCAL),
    ("kafka", "[2024-05-14 02:00:00,000] ERROR [ReplicaManager broker=1] boom", E, LOCAL),
    ("trino", "2024-05-14T02:00:00.000Z\tERROR\tmain\tboom", E, TWO),
    ("zookeeper", "2024-05-14 02:00:00,000 [myid:1] - WARN  [main] - boom", W, LOCAL),
    ("nginx error", "2024/05/14 02:00:00 [error] 12#12: boom", E, LOCAL),
    ("apache error", "[Tue May 14 02:00:00.000000 2024] [core:error] [pid 1] boom", E, LOCAL),
    ("nginx access", "10.0.0.1 - - [14/May/2024:02:00:00 +0000] boom", None, TWO),
    ("syslog 5424", "<11>1 2024-05-14T02:00:00.000Z db1 postgres 12 ID47 - boom", E, TWO),
    ("syslog 3164", "<14>boom", I, None),
    ("journald", "2024-05-14T02:00:00+0000 db1 postgres[12]: boom", None, TWO),
    ("epoch s", "1715652000.000 boom", None, TWO),
    ("epoch ms", "1715652000000 boom", None, TWO),
    ("docker -t", "2024-05-14T02:00:00.000000000Z boom", None, TWO),
    ("cri", "2024-05-14T02:00:00.000000000Z stderr F boom", None, TWO),
    ("compose", "broker-1    | [2024-05-14 02:00:00,000] ERROR boom", E, LOCAL),
    ("kubectl --prefix", "[pod/etl-7d/loader] ERROR boom", E, None),
    ("kubectl --timestamps", "2024-05-14T02:00:00.000Z ERROR boom", E, TWO),
    ("github actions", "2024-05-14T02:00:00.0000000Z ##[error]boom", E, TWO),
    ("github command", "::error file=a.py,line=1::boom", E, None),
    ("gh run view", "build\tRun tests\t2024-05-14T02:00:00.0000000Z boom", None, TWO),
    ("gitlab ci", "2024-05-14T02:00:00.000000Z 01E boom", None, TWO),
    ("azure devops", "2024-05-14T02:00:00.0000000Z ##[warning]boom", W, TWO),
    ("jenkins", "[2024-05-14T02:00:00.000Z] boom", None, TWO),
    ("terraform", "│ Error: boom", E, None),
    ("aws logs tail", "2024-05-14T02:00:00.000000+00:00 boom", None, TWO),
    ("get-log-events", "EVENTS\t1715652000000\tboom", None, None),
    ("kubernetes operator", "[2024-05-14T02:00:00.000+0000] {pod.py:1} INFO - b'boom\\n'", I, TWO),
    ("doubly wrapped", "[2024-05-14T01:00:00.0+0000] {pod.py:1} INFO - "
     "2024-05-14 02:00:00,000 ERROR boom", E, LOCAL),
    ("hyperlink", "\x1b]8;;https://x\x07\x1b[31mERROR\x1b[0m\x1b]8;;\x1b\\ boom", E, None),
    ("written-out colours", r"\x1b[31mERROR\x1b[0m boom", E, None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "level", "time"), [case[1:] for case in PREFIXED],
                         ids=[case[0] for case in PREFIXED])  # fmt: skip
def test_prefix_comes_off(line: str, level: Level | None, time: datetime.datetime | None) -> None:
    found = unwrap(line)
    assert found.message.strip().removeprefix("root:").endswith("boom")
    assert len(found.message.strip()) <= len("1 --- [main] boom")
    assert (found.level, found.time) == (level, time)


STACK = "java.io.IOException: boom\n\tat a.B.c(B.java:1)\nCaused by: d.E: root"
JSON_LINES: list[tuple[str, dict[str, object], Level, str]] = [
    ("logstash", {"@timestamp": "2024-05-14T02:00:00Z", "level": "ERROR", "message": "failed",
                  "logger_name": "a.B", "stack_trace": STACK}, E, "Caused by: d.E: root"),
    ("bunyan", {"name": "etl", "level": 50, "time": "2024-05-14T02:00:00Z", "msg": "failed",
                "err": {"name": "Error", "message": "boom", "stack": "Error: boom\n    at x"}},
     E, "Error: boom"),
    ("pino", {"level": 60, "time": 1715652000000, "msg": "failed",
              "err": {"type": "TypeError", "message": "boom"}}, E, "TypeError: boom"),
    ("zap", {"level": "error", "ts": 1715652000.0, "caller": "a.go:1", "msg": "failed",
             "error": "dial tcp: boom", "stacktrace": "main.f\n\t/a.go:1"}, E, "dial tcp: boom"),
    ("structlog", {"event": "failed", "level": "error", "timestamp": "2024-05-14T02:00:00Z",
                   "exception": "Traceback (most recent call last):\nValueError: boom"},
     E, "ValueError: boom"),
    ("gcp", {"severity": "ERROR", "timestamp": "2024-05-14T02:00:00Z",
             "jsonPayload": {"message": "boom"}}, E, "boom"),
    ("gcp text", {"severity": "CRITICAL", "timestamp": "2024-05-14T02:00:00Z",
                  "textPayload": "boom"}, E, "boom"),
    ("datadog", {"date": 1715652000000, "status": "error", "service": "etl", "message": "boom"},
     E, "boom"),
    ("docker", {"log": "2024-05-14 02:00:00 ERROR boom\n", "stream": "stderr",
                "time": "2024-05-14T02:00:00Z"}, E, "boom"),
    ("journald", {"MESSAGE": "boom", "PRIORITY": "3",
                  "__REALTIME_TIMESTAMP": "1715652000000000"}, E, "boom"),
    ("ecs", {"@timestamp": "2024-05-14T02:00:00Z", "log.level": "ERROR", "message": "failed",
             "error": {"type": "a.B", "message": "boom"}}, E, "a.B: boom"),
    ("ecs nested", {"@timestamp": "2024-05-14T02:00:00Z", "log": {"level": "error"},
                    "message": "boom"}, E, "boom"),
    ("log4j", {"instant": {"epochSecond": 1715652000}, "level": "ERROR", "message": "failed",
               "thrown": {"name": "a.B", "message": "x", "cause":
                          {"name": "c.D", "message": "boom"}}}, E, "Caused by: c.D: boom"),
    ("serilog", {"@t": "2024-05-14T02:00:00Z", "@l": "Error", "@mt": "failed",
                 "@x": "System.Exception: boom"}, E, "System.Exception: boom"),
    ("gelf", {"short_message": "boom", "level": 3, "timestamp": 1715652000}, E, "boom"),
    ("mongodb", {"t": {"$date": "2024-05-14T02:00:00.000+00:00"}, "s": "E", "c": "NETWORK",
                 "msg": "failed", "attr": {"error": "boom"}}, E, "boom"),
    ("lambda", {"timestamp": "2024-05-14T02:00:00Z", "level": "ERROR", "errorType": "KeyError",
                "errorMessage": "boom", "stackTrace": ['  File "/a.py", line 1, in f\n']},
     E, "boom"),
    ("airbyte", {"type": "LOG", "log": {"level": "ERROR", "message": "failed",
                                        "stack_trace": "a.B: boom"}}, E, "a.B: boom"),
    ("dbt", {"info": {"level": "error", "msg": "boom", "ts": "2024-05-14T02:00:00Z"},
             "data": {"node": 1}}, E, "boom"),
    ("otel", {"Timestamp": "1715652000000000000", "SeverityText": "ERROR",
              "Body": {"stringValue": "boom"}}, E, "boom"),
    ("kubernetes event", {"lastTimestamp": "2024-05-14T02:00:00Z", "reason": "OOMKilling",
                          "message": "boom", "level": "warn"}, W, "OOMKilling: boom"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "level", "told"), [case[1:] for case in JSON_LINES],
                         ids=[case[0] for case in JSON_LINES])  # fmt: skip
def test_json_line_is_read(data: dict[str, object], level: Level, told: str) -> None:
    found = unwrap(json.dumps(data))
    assert found.level is level
    assert told in found.message
    assert found.time in (TWO, LOCAL, None if "log" in data else TWO)


def test_airflow_3_errors_read_like_a_traceback_the_root_first() -> None:
    frames = [{"filename": "/dags/load.py", "lineno": 7, "name": "run"}]
    error = [
        {"exc_type": "AirflowException", "exc_value": "failed", "is_cause": False, "frames": []},
        {"exc_type": "OSError", "exc_value": "disk", "is_cause": True, "frames": frames},
    ]
    line = {"timestamp": "2024-05-14T02:00:00Z", "level": "error", "event": "Task failed",
            "error_detail": error}  # fmt: skip
    message = unwrap(json.dumps(line)).message
    assert message.index("OSError: disk") < message.index("direct cause")
    assert message.index("direct cause") < message.index("AirflowException: failed")
    assert '  File "/dags/load.py", line 7, in run' in message


def test_events_printed_as_a_list_become_lines() -> None:
    events = [{"timestamp": 1715652000000, "message": text} for text in ("one", "two")]
    assert unwrap(json.dumps({"events": events})).message == "one\ntwo"
    assert unwrap(json.dumps(events)).message == "one\ntwo"


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_status_number_is_no_level(status: int) -> None:
    assert unwrap(json.dumps({"message": "GET /", "status": status})).level is None


@pytest.mark.parametrize(
    ("written", "today", "year"),
    [
        ("May 14 02:00:00", datetime.date(2024, 5, 14), 2024),
        ("Dec 31 23:59:59", datetime.date(2024, 1, 1), 2023),
        ("Jan  1 00:00:05", datetime.date(2023, 12, 31), 2024),
        ("Feb 29 12:00:00", datetime.date(2027, 3, 1), 2024),
    ],
)
def test_syslog_gets_the_year_that_fits(written: str, today: datetime.date, year: int) -> None:
    match = TIME_AHEAD.match(written)
    assert match
    time = parse_time(match, today)
    assert time
    assert time.year == year


@pytest.mark.parametrize(
    "line",
    [
        '{"msg": "x"', "{}", "[1, 2]", '{"a": [', "b'unclosed", "<999>", "EVENTS\t", "99/99/99 x",
        "[2024-13-45 99:99:99] x", "Feb 30 00:00:00 x", '{"time": 1e400, "msg": "x"}',
        '{"level": true, "msg": "x"}', '{"t": {"$date": []}, "msg": "x"}', "[" * 5000,
        '{"a":' * 3000 + "1" + "}" * 3000, '{"msg": "\\ud800"}',
        '{"error": {"cause": {"cause": {"message": 1}}}, "level": []}',
    ],
)  # fmt: skip
def test_damaged_wrappings_are_left_as_they_are(line: str) -> None:
    assert isinstance(unwrap(line).message, str)
