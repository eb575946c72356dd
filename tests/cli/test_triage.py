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


def test_json_follows_its_schema(samples: Path) -> None:
    done = run("triage", str(samples / "logs" / "out-of-memory-spark.log"), "--format", "json")
    data = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(data) >= {
        "version", "verdict", "cause", "technology", "confidence", "transient", "evidence",
        "alternatives", "next", "retry",
    }  # fmt: skip
    assert set(data["evidence"][0]) == {"line", "text", "signature", "similar"}
    assert set(data["retry"]) >= {"safe", "why", "questions", "verdict"}
    assert data["retry"]["verdict"] == "fix-first"
    Diagnosis.model_validate(data)


def test_the_published_schema_is_current() -> None:
    published = ROOT / "docs" / "reference" / "triage.schema.json"
    assert json.loads(published.read_text()) == json.loads(json_schema())


@pytest.mark.parametrize(
    ("text", "mark", "code"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", "[MATCHED]", 1),
        ("ERROR zorp: could not acquire lock on thing", "[looks like?]", 1),
        ("ERROR zorp phase diverged", "[UNKNOWN]", 1),
        ("INFO all is well", "[no failure seen]", 0),
    ],
)
def test_the_grades_look_different_and_a_failure_is_exit_code_1(
    text: str, mark: str, code: int
) -> None:
    done = run("triage", "-", typed=text)
    assert done.returncode == code
    assert done.stdout.startswith(mark)


def test_repeats_are_folded_and_counted() -> None:
    line = "2024-05-14 02:00:00 ERROR part {n}: No space left on device\n"
    done = run("triage", "-", typed="".join(line.format(n=n) for n in range(4214)))
    assert "(4,213 similar)" in done.stdout


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


DESIGN = """workbench: 1
pipelines:
  - name: orders
    owner: data team
    load: {strategy: merge, merge_keys: [order_id]}
    error_handling: {max_retries: 2, retry_delay_seconds: 120}
  - name: clicks
    owner: data team
    load: {strategy: append}
"""
LOST = "ERROR upload failed: HTTP 503 Service Unavailable\n"


@pytest.mark.parametrize(
    ("pipeline", "verdict", "said"),
    [
        ("orders", "retry", ""),
        ("clicks", "find-out-first", ""),
        ("nobody", "find-out-first", "does not say which pipeline is 'nobody'"),
        ("", "find-out-first", "orders, clicks"),
    ],
)
def test_a_retry_is_judged_by_the_design(
    tmp_path: Path, pipeline: str, verdict: str, said: str
) -> None:
    design = tmp_path / "design.yaml"
    design.write_text(DESIGN)
    options = ["--design", str(design), "--format", "json"]
    options += ["--pipeline", pipeline] if pipeline else []
    done = run("triage", "-", *options, typed=LOST)
    retry = json.loads(done.stdout)["retry"]
    assert done.returncode == 1
    assert retry["verdict"] == verdict
    assert said in done.stderr
    if verdict == "retry":
        assert (retry["wait_seconds"], retry["attempts"]) == (120, 2)


def test_a_design_that_cannot_be_read_is_exit_code_2() -> None:
    done = run("triage", "-", "--design", "missing.yaml", typed=LOST)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such file" in done.stderr


def test_a_dumb_terminal_gets_no_control_characters(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    log = str(samples / "logs" / "connection-refused-airflow.log")
    for arguments, typed in ((("triage", log), ""), (("triage", log, "--walk"), "\n:?\n:q\n")):
        done = run(*arguments, typed=typed)
        shown = done.stdout + done.stderr
        assert shown
        assert not [char for char in shown if ord(char) < 32 and char != "\n"]
