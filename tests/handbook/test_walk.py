"""Walking a tree: forward by answers, back by one, and wrong answers refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.handbook.tree import Answer, Node, Tree
from workbench.handbook.walk import Walk, WrongAnswerError

TREE = Tree(
    kind="tree",
    id="failing",
    title="Failing",
    phase=10,
    summary="A small procedure.",
    source="workbench",
    root="which",
    nodes=(
        Node(
            id="which",
            kind="choice",
            title="Which failure?",
            answers=(
                Answer(id="network", label="Network", to="ping"),
                Answer(id="schema", label="Schema", to="note"),
            ),
        ),
        Node(id="ping", kind="step", title="Ping it", next="who"),
        Node(id="note", kind="advice", title="The source changed", why="It does.", next="who"),
        Node(id="who", kind="question", title="Who must know?", next="end"),
        Node(id="end", kind="advice", title="Retry", why="It was transient."),
    ),
)


def test_a_walk_begins_at_the_root_or_where_it_is_told() -> None:
    assert Walk(TREE).current.id == "which"
    assert Walk(TREE, "who").current.id == "who"
    with pytest.raises(KeyError):
        Walk(TREE, "nowhere")


def test_answers_lead_to_the_end_and_are_remembered() -> None:
    walk = Walk(TREE)
    walk.reply("network")
    walk.reply("failed")
    walk.reply("finance")
    assert walk.is_finished
    assert [(turn.node.id, turn.reply, turn.reply_text) for turn in walk.turns] == [
        ("which", "network", "Network"),
        ("ping", "failed", "failed"),
        ("who", "finance", "finance"),
    ]
    assert [node.id for node in walk.advice] == ["end"]


def test_advice_on_the_way_is_told_and_goes_on() -> None:
    walk = Walk(TREE)
    assert walk.reply("schema").id == "note"
    assert not walk.is_finished
    assert walk.reply().id == "who"
    walk.reply("finance")
    assert [node.id for node in walk.advice] == ["note", "end"]


def test_going_back_forgets_the_last_answer_only() -> None:
    walk = Walk(TREE)
    walk.reply("network")
    walk.reply("done")
    assert walk.back().id == "ping"
    assert [turn.reply for turn in walk.turns] == ["network"]
    assert walk.back().id == "which"
    assert walk.back().id == "which"
    assert walk.turns == []


@pytest.mark.parametrize(
    ("start", "reply", "says"),
    [
        ("which", "disk", "'disk' is not one of: network, schema"),
        ("ping", "maybe", "'maybe' is not one of: done, failed, skipped"),
        ("end", "", "the walk is over"),
    ],
)
def test_a_wrong_answer_is_refused_and_changes_nothing(start: str, reply: str, says: str) -> None:
    walk = Walk(TREE, start)
    with pytest.raises(WrongAnswerError, match=says):
        walk.reply(reply)
    assert walk.current.id == start
    assert walk.turns == []


@given(st.lists(st.sampled_from(["network", "schema", "done", "skipped", "finance", "", "back"])))
def test_a_walk_can_be_repeated_from_its_answers(moves: list[str]) -> None:
    walk = Walk(TREE)
    for move in moves:
        if move == "back":
            walk.back()
            continue
        before = (walk.current.id, len(walk.turns))
        try:
            walk.reply(move)
        except WrongAnswerError:
            assert (walk.current.id, len(walk.turns)) == before
    again = Walk(TREE)
    for turn in walk.turns:
        again.reply(turn.reply)
    assert again.current == walk.current
    assert again.turns == walk.turns
