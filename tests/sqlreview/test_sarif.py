"""SARIF output, held to the parts of SARIF 2.1.0 that it uses.

The models say in types what the standard (OASIS, SARIF version 2.1.0) says of these
objects: which properties exist, which are required, and what their values may be.
"""

import json
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from workbench.cli.main import run


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Uri = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$")]
Level = Literal["none", "note", "warning", "error"]
Count = Annotated[int, Field(ge=1)]


class Message(Part):
    text: Annotated[str, Field(min_length=1)]
    markdown: str | None = None


class Region(Part):
    start_line: Count = Field(alias="startLine")
    start_column: Count = Field(alias="startColumn")
    end_line: Count = Field(alias="endLine")
    end_column: Count = Field(alias="endColumn")


class ArtifactLocation(Part):
    uri: Uri
    base: str | None = Field(None, alias="uriBaseId")


class PhysicalLocation(Part):
    artifact: ArtifactLocation = Field(alias="artifactLocation")
    region: Region


class Location(Part):
    physical: PhysicalLocation = Field(alias="physicalLocation")


class Configuration(Part):
    level: Level


class RuleProperties(Part):
    tags: list[str]
    precision: Literal["very-high", "high", "medium", "low"]


class Descriptor(Part):
    id: Annotated[str, Field(min_length=1)]
    short: Message = Field(alias="shortDescription")
    full: Message = Field(alias="fullDescription")
    help: Message
    configuration: Configuration = Field(alias="defaultConfiguration")
    properties: RuleProperties


class Driver(Part):
    name: str
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+")] = Field(
        alias="semanticVersion"
    )
    rules: list[Descriptor]


class Tool(Part):
    driver: Driver


class Notification(Part):
    level: Level
    message: Message
    locations: list[Location]


class Invocation(Part):
    successful: bool = Field(alias="executionSuccessful")
    notifications: list[Notification] = Field(alias="toolExecutionNotifications")


class Result(Part):
    rule: str = Field(alias="ruleId")
    index: Annotated[int, Field(ge=0)] = Field(alias="ruleIndex")
    level: Level
    message: Message
    locations: list[Location]
    fingerprints: dict[str, str] = Field(alias="partialFingerprints")
    properties: dict[str, str]


class Run(Part):
    tool: Tool
    column_kind: Literal["utf16CodeUnits", "unicodeCodePoints"] = Field(alias="columnKind")
    invocations: list[Invocation]
    results: list[Result]


class Log(Part):
    schema_: Uri = Field(alias="$schema")
    version: Literal["2.1.0"]
    runs: list[Run]


def log_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Log:
    run(["review", *arguments, "--format", "sarif", "--preset", "strict", "--no-cache"])
    return Log.model_validate_json(capsys.readouterr().out)


def test_all_samples_are_reported_as_the_standard_says(
    samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [str(samples / name) for name in ("sql", "spark", "dbt")]
    (part,) = log_of(capsys, *folders, "--embedded").runs
    ids = [rule.id for rule in part.tool.driver.rules]
    assert len(set(ids)) == len(ids)
    assert len(part.results) > 20
    for result in part.results:
        assert ids[result.index] == result.rule
        region = result.locations[0].physical.region
        assert (region.start_line, region.start_column) <= (region.end_line, region.end_column)
        assert result.fingerprints
    assert part.invocations[0].notifications


def test_odd_names_and_texts_are_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "日 本 [x]%#?.sql").write_text('DELETE FROM "ta\tble";\nSELECT (', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (part,) = log_of(capsys, ".").runs
    assert [result.rule for result in part.results] == ["dml-without-where"]
    assert part.invocations[0].successful is False


def test_nothing_found_is_a_log_without_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.sql").write_text("SELECT id FROM t WHERE id = 1 LIMIT 1", encoding="utf-8")
    (part,) = log_of(capsys, str(tmp_path), "--select", "dml-without-where").runs
    assert (part.results, part.tool.driver.rules) == ([], [])


def test_json_says_how_many_findings_the_preset_hides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.sql").write_text("SELECT a b FROM t x, u WHERE a = NULL;", encoding="utf-8")

    def counts(preset: str) -> tuple[int, int]:
        run(["review", str(tmp_path), "--format", "json", "--preset", preset])
        summary = json.loads(capsys.readouterr().out)["summary"]
        return sum(summary["findings"].values()), summary["hidden"]

    everything, none_hidden = counts("strict")
    shown, hidden = counts("ci")
    assert none_hidden == 0
    assert hidden > 0
    assert shown + hidden == everything
