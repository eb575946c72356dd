"""One cause is told once: which rule speaks, and when the other one does."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from workbench.cli.main import run
from workbench.findings import Severity
from workbench.reading import SourceText
from workbench.sqlreview.registry import all_rules
from workbench.sqlreview.review import Reviewer
from workbench.sqlreview.rule import Rule
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.model import Schema

RULES = {rule.slug: rule for rule in all_rules()}
EVENTS = "CREATE TABLE d.events (id INT64, ts TIMESTAMP, kind STRING) PARTITION BY DATE(ts)"
CODES = "CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(5)); CREATE TABLE u (k INT)"
KEPT = "breaking-change-downstream"
"""Known only once several files are there (see below)."""


class Pair(NamedTuple):
    """A query in which ``silent`` gives way to ``speaker``."""

    silent: str
    speaker: str
    sql: str
    dialect: str = "postgres"
    schema: str = ""


NULLS = Pair("negated-predicate", "null-comparison", "SELECT id FROM t WHERE a <> NULL")
JOINS = Pair("unused-join", "cartesian-join", "SELECT a.x FROM a LEFT JOIN b", "generic")
PAIRS = [
    Pair(
        "case-in-where",
        "partition-filter-not-prunable",
        "SELECT id FROM d.events WHERE CASE WHEN kind = 'a' THEN ts > '2024-01-01' ELSE TRUE END",
        "bigquery",
        EVENTS,
    ),
    Pair(
        "constant-condition",
        "join-condition-constant",
        "SELECT a.x FROM a JOIN b ON a.id = a.id AND 1 = 1",
    ),
    Pair("identical-operands", "join-condition-constant", "SELECT a.x FROM a JOIN b ON b.k = b.k"),
    Pair(
        "identical-operands",
        "join-condition-constant",
        "SELECT a.x FROM a JOIN b ON a.id = a.id AND b.k = b.k AND a.z = a.z",
    ),
    Pair(
        "in-subquery",
        "partition-filter-not-prunable",
        "SELECT id FROM d.events WHERE ts IN (SELECT ts FROM d.days)",
        "bigquery",
        EVENTS,
    ),
    Pair(
        "join-table-not-in-on",
        "join-condition-constant",
        "SELECT a.x FROM a JOIN b ON a.id = a.id AND 1 = 1",
    ),
    Pair(
        "missing-index",
        "constant-condition",
        "SELECT id FROM t WHERE code = 'far too long'",
        schema=CODES,
    ),
    Pair(
        "missing-index",
        "contradictory-predicates",
        "SELECT id FROM t WHERE code IS NULL AND code = 'x'",
        "mysql",
        CODES,
    ),
    Pair("missing-index", "null-comparison", "SELECT id FROM t WHERE code = NULL", schema=CODES),
    Pair(
        "missing-index",
        "unused-join",
        "SELECT t.id FROM t LEFT JOIN u ON u.k = t.code WHERE t.id > 3",
        schema=CODES,
    ),
    Pair(
        "missing-primary-key",
        "temp-table-lifecycle",
        "CREATE TABLE w (a INT); INSERT INTO o (a) SELECT a FROM w; DROP TABLE w",
    ),
    NULLS,
    Pair("negated-predicate", "null-in-list", "SELECT id FROM t WHERE a NOT IN (1, NULL)"),
    Pair(
        "no-filter-on-scan",
        "missing-partition-filter",
        "SELECT e.id FROM d.events e",
        "bigquery",
        EVENTS,
    ),
    Pair(
        "or-across-columns",
        "partition-filter-not-prunable",
        "SELECT id FROM d.events WHERE ts > '2024-01-01' OR kind = 'a'",
        "bigquery",
        EVENTS,
    ),
    Pair(
        "order-by-ineffective",
        "order-by-random",
        "INSERT INTO t (a) SELECT a FROM u ORDER BY RANDOM()",
    ),
    Pair("order-by-without-limit", "order-by-random", "SELECT id FROM t ORDER BY RANDOM()"),
    Pair(
        "order-by-without-limit",
        "order-or-group-by-constant",
        "SELECT id FROM t ORDER BY ?",
        "mysql",
    ),
    Pair("select-star", "nondeterministic-group", "SELECT * FROM t GROUP BY k", "mysql"),
    Pair(
        "too-many-partitions",
        "partition-by-moment",
        "CREATE TABLE e (id UInt64, ts DateTime) ENGINE = MergeTree "
        "PARTITION BY toStartOfMinute(ts) ORDER BY id",
        "clickhouse",
    ),
    Pair(
        "unused-column-in-cte",
        "unused-join",
        "SELECT a.x FROM a LEFT JOIN (SELECT k, SUM(x) AS s FROM t GROUP BY k) q ON q.k = a.k",
    ),
    JOINS,
]


def found(
    pair: Pair, rules: Sequence[str] = (), sql: str = "", *, ignore: Sequence[str] = ()
) -> list[str]:
    schema = Schema()
    if pair.schema:
        read_ddl(SourceText("schema", pair.schema), pair.dialect, schema)
    reviewer = Reviewer(rules, ignore, schema if pair.schema else None)
    review = reviewer.review(sql or pair.sql, "q.sql", pair.dialect)
    return [finding.rule for finding in review.findings]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.silent} to {pair.speaker}")
def test_of_two_rules_with_one_cause_one_speaks(pair: Pair) -> None:
    assert pair.silent in found(pair, [pair.silent])
    assert set(found(pair, [pair.silent, pair.speaker])) == {pair.speaker}
    told = found(pair)
    assert pair.speaker in told
    assert pair.silent not in told


def test_each_pair_that_rules_declare_is_shown_and_none_goes_both_ways() -> None:
    declared = {
        (rule.slug, other)
        for rule in RULES.values()
        for other in (*rule.yields_to, *rule.yields_within)
        if other != KEPT
    }
    assert declared == {(pair.silent, pair.speaker) for pair in PAIRS}
    assert not declared & {(speaker, silent) for silent, speaker in declared}


def test_where_the_one_is_switched_off_the_other_speaks() -> None:
    assert NULLS.silent in found(NULLS, ignore=[NULLS.speaker])
    assert found(NULLS, [NULLS.silent]) == [NULLS.silent]
    # It is run to know whether comments are needed, and tells nothing.
    assert found(NULLS, [NULLS.silent, "unused-ignore"]) == [NULLS.silent]


def test_a_comment_silences_the_cause_and_not_only_the_rule_that_speaks() -> None:
    both = [NULLS.silent, NULLS.speaker, "unused-ignore"]
    silenced = f"{NULLS.sql} -- workbench: ignore[{NULLS.speaker}] ours"
    assert found(NULLS, both, silenced) == []
    # A comment for the silent rule is needed as soon as the other one is satisfied.
    kept = f"{NULLS.sql} -- workbench: ignore[{NULLS.silent}] ours"
    assert found(NULLS, both, kept) == [NULLS.speaker]


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.WARNING, ["order-by-random"]),
        (Severity.INFO, ["order-by-random"]),
        (Severity.HINT, ["order-by-random", "order-by-without-limit"]),
    ],
)
def test_a_rule_gives_way_to_none_that_fewer_people_see(
    severity: Severity, told: list[str]
) -> None:
    random = replace(RULES["order-by-random"], severity=severity)
    rules: list[Rule] = [random, RULES["order-by-without-limit"]]
    review = Reviewer(rules=rules).review("SELECT id FROM t ORDER BY RANDOM()", "q", "snowflake")
    assert [finding.rule for finding in review.findings] == told


def test_a_cause_of_its_own_inside_the_place_of_another_is_told() -> None:
    sql = "SELECT a.x, q.x AS y FROM a LEFT JOIN (SELECT c.x FROM c LEFT JOIN d ON d.i = c.i) q"
    assert found(JOINS, [JOINS.silent, JOINS.speaker], sql) == [JOINS.speaker, JOINS.silent]


def test_a_second_place_of_the_same_kind_is_told() -> None:
    sql = "SELECT id FROM t WHERE a <> NULL;\nSELECT id FROM t WHERE a <> 3;"
    assert found(NULLS, [NULLS.silent, NULLS.speaker], sql) == [NULLS.speaker, NULLS.silent]


PATHS = f"""
[[review.paths]]
match = "old/**"
ignore = ["{NULLS.speaker}"]
"""
GRADED = f"""
[review.severity]
{NULLS.speaker} = "hint"
"""
CHOSEN = f"""
[[review.paths]]
match = "old/**"
select = ["{NULLS.silent}"]
"""


@pytest.mark.parametrize(
    ("settings", "new", "old"),
    [
        ("", {NULLS.speaker}, {NULLS.speaker}),
        (PATHS, {NULLS.speaker, NULLS.silent}, {NULLS.silent}),
        (GRADED, {NULLS.speaker, NULLS.silent}, {NULLS.speaker, NULLS.silent}),
        (CHOSEN, {NULLS.speaker, NULLS.silent}, {NULLS.silent}),
    ],
    ids=["none", "ignored in a folder", "graded anew", "not among those of a folder"],
)
def test_settings_that_hide_the_one_in_some_files_leave_the_other(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    settings: str,
    new: set[str],
    old: set[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workbench.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "old").mkdir()
    for name in ("new.sql", "old/a.sql"):
        (tmp_path / name).write_text(NULLS.sql, encoding="utf-8")
    run(["review", ".", "--format", "json", "--preset", "strict"])
    told = {
        file["path"]: {each["rule"] for each in file["findings"]}
        for file in json.loads(capsys.readouterr().out)["files"]
    }
    both = {NULLS.speaker, NULLS.silent}
    assert told["new.sql"] & both == new
    assert told["old/a.sql"] & both == old


@pytest.mark.parametrize("reader", ["SELECT email FROM users", "SELECT id FROM users"])
def test_a_rename_is_told_once_where_a_file_still_reads_the_old_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reader: str
) -> None:
    (tmp_path / "a.sql").write_text("ALTER TABLE users RENAME COLUMN email TO mail")
    (tmp_path / "b.sql").write_text(reader)
    run(["review", str(tmp_path), "--format", "json", "--dialect", "postgres"])
    renamed = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    expected = KEPT if "email" in reader else "rename-object"
    assert [each["rule"] for each in renamed] == [expected]


def test_a_rule_is_explained_with_those_that_it_gives_way_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["explain", "negated-predicate"])
    words = " ".join(capsys.readouterr().out.split())
    assert "Gives way: Where null-comparison or null-in-list reports the same place" in words
    run(["explain", "negated-predicate", "--format", "json"])
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert entry["gives_way_to"] == ["null-comparison", "null-in-list"]
