"""The walks of phase 10: every step says what to expect, and how success and failure look."""

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.template import Template
from workbench.handbook.tree import Tree
from workbench.handbook.walk import Walk
from workbench.triage.facts import Facts
from workbench.triage.incident import Incident
from workbench.triage.told import Moment, words_of

WALKS = ("failure-triage", "recover", "handle-schema-change")


@pytest.fixture(scope="module")
def book() -> Handbook:
    return Handbook.load()


@pytest.mark.parametrize("name", WALKS)
def test_every_step_says_what_to_expect(book: Handbook, name: str) -> None:
    tree = book.page(name, Tree)
    for node in tree.nodes:
        if node.kind == "step" or node.command:
            assert node.expect, node.id
            assert node.success, node.id
            assert node.failure, node.id


@pytest.mark.parametrize("name", WALKS)
def test_every_node_belongs_to_a_stage_and_stages_follow_each_other(
    book: Handbook, name: str
) -> None:
    tree = book.page(name, Tree)
    assert tree.stages == ("check", "impact", "fix", "post-fix")
    order = {stage: place for place, stage in enumerate(tree.stages)}
    for node in tree.nodes:
        assert node.stage in order
        for follower in node.followers():
            stage = tree.node(follower).stage
            assert stage is not None
            assert order[stage] >= order[node.stage], f"{node.id} -> {follower}"


@pytest.mark.parametrize("scenario", ["code", "warehouse", "source", "region", "credentials"])
def test_each_disaster_is_walked_to_its_proof(book: Handbook, scenario: str) -> None:
    walk = Walk(book.page("recover", Tree))
    walk.reply(scenario)
    for _ in range(30):
        if walk.is_finished:
            break
        node = walk.current
        reply = {"choice": node.answers[0].id if node.answers else "", "step": "done"}
        walk.reply(reply.get(node.kind, ""))
    assert walk.current.id == "over"
    passed = {turn.node.id for turn in walk.turns}
    assert {"prove-it", "times"} <= passed
    assert {turn.node.stage for turn in walk.turns} == {"check", "impact", "fix", "post-fix"}


def test_the_walk_knows_every_disaster_of_the_table(book: Handbook) -> None:
    links = {link for node in book.page("recover", Tree).nodes for link in node.links}
    rows = book.page("disaster-recovery", Matrix).rows
    assert {f"disaster-recovery/{row.id}" for row in rows} <= links


@pytest.mark.parametrize("name", ["incident-messages", "post-mortem"])
def test_templates_use_only_words_that_records_give(book: Handbook, name: str) -> None:
    incident = Incident.model_validate(
        {
            "id": "x",
            "title": "x",
            "status": "resolved",
            "detected_at": "2026-03-02T12:00:00Z",
            "cause": "unknown",
            "verdict": "unknown",
            "confidence": 0,
        }
    )
    moment = Moment(incident.detected_at, book.page("alert-severities", Matrix))
    words = words_of(incident, moment)
    assert set(Facts.model_fields) <= set(words)
    for part in book.page(name, Template).parts:
        used = {piece.partition("}")[0] for piece in part.body.split("{")[1:]}
        assert used <= set(words)
