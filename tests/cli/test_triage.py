"""``workbench triage`` and ``workbench incident`` as people and scripts run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.triage.diagnosis import Diagnosis, json_schema

ROOT = Path(__file__).parent.parent.parent
WALK = "\nlate\n2 h\ndash\n4h\nFinance\np1\nmonth end\nnothing\nno\nno\nno\ntransient\n\nd\nd\ns\n"


def run(*arguments: str, typed: str | bytes = "") -> subprocess.CompletedProcess[str]:
    raw = typed.encode() if isinstance(typed, str) else typed
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *arguments], input=raw, capture_output=True, check=False
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_json_follows_its_schema_and_the_exit_code_is_0(samples: Path) -> None:
    done = run("triage", str(samples / "logs" / "out-of-memory-spark.log"), "--format", "json")
    data = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(data) >= {
        "version", "verdict", "cause", "technology", "confidence", "transient", "evidence",
        "alternatives", "next", "retry",
    }  # fmt: skip
    assert set(data["evidence"][0]) == {"line", "text", "signature"}
    assert set(data["retry"]) == {"safe", "why", "questions"}
    Diagnosis.model_validate(data)


def test_the_published_schema_is_current() -> None:
    published = ROOT / "docs" / "reference" / "triage.schema.json"
    assert json.loads(published.read_text()) == json.loads(json_schema())


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", "[MATCHED]"),
        ("ERROR zorp: could not acquire lock on thing", "[looks like?]"),
        ("ERROR zorp phase diverged", "[UNKNOWN]"),
        ("INFO all is well", "[no failure seen]"),
    ],
)
def test_the_grades_look_different(text: str, mark: str) -> None:
    done = run("triage", "-", typed=text)
    assert done.returncode == 0
    assert done.stdout.startswith(mark)


def test_standard_input_is_read_without_a_name() -> None:
    assert run("triage", typed="ERROR No space left on device").stdout.startswith("[MATCHED]")


def test_latin_1_bytes_are_read() -> None:
    done = run("triage", "-", typed=b"ERROR caf\xe9: No space left on device\n")
    assert "line 1: caf\ufffd: No space left on device" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.log", None, "no such file"),
        ("empty.log", b"", "nothing in it"),
        ("binary.log", b"\x00\x01", "binary"),
    ],
)
def test_bad_input_gets_a_message_and_exit_code_2(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run("triage", str(path))
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert run("triage", str(tmp_path)).returncode == 2


def test_a_whole_walk_by_prompts_is_left_and_resumed(samples: Path, tmp_path: Path) -> None:
    log = str(samples / "logs" / "connection-refused-airflow.log")
    left = run("triage", log, "--walk", "--pipeline", "orders", typed="\nlate\n:n paged Ana\n:q\n")
    assert left.returncode == 0
    assert "Go on with: workbench triage --walk" in left.stderr
    rest = "y\n" + WALK.split("\n", 2)[2]
    done = run("triage", "--walk", typed=rest)
    assert done.returncode == 0
    assert "paged Ana" in done.stdout
    assert "| Severity | P1 (computed: P2; month end) |" in done.stdout
    listed = json.loads(run("incident", "list", "--format", "json").stdout)["incidents"]
    assert [each["status"] for each in listed] == ["resolved"]
    incident = listed[0]["id"]
    assert "pipeline: orders" in run("incident", "show", incident).stdout
    target = tmp_path / "report.md"
    assert run("incident", "export", incident, "-o", str(target)).returncode == 0
    assert target.read_text() == done.stdout


def test_a_walk_that_is_dropped_is_not_offered_again(samples: Path) -> None:
    log = str(samples / "logs" / "delta-conflict.log")
    run("triage", log, "--walk", typed="\n:q\n")
    assert "Dropped" in run("triage", "--walk", typed="d\n:q\n").stderr
    third = run("triage", "--walk", typed="n\n:q\n")
    assert third.stderr.count("was left at") == 1  # the one that the second run began


def test_a_walk_cannot_share_standard_input_with_the_log() -> None:
    done = run("triage", "-", "--walk", typed="ERROR x\n")
    assert done.returncode == 2
    assert "Save the log to a file" in done.stderr


def test_an_unknown_incident_is_refused() -> None:
    done = run("incident", "show", "nope")
    assert done.returncode == 2
    assert "no incident 'nope'" in done.stderr


def test_a_signature_can_be_explained() -> None:
    done = run("explain", "failures-snowflake/missing-or-unauthorised")
    assert done.returncode == 0
    assert "Cause: permission" in done.stdout
    assert "$ SHOW GRANTS TO ROLE {role};" in done.stdout
