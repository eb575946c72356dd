"""Walking a tree by prompts, driven by a list of typed lines."""

from collections.abc import Sequence

from workbench.cli.prompts import Ask, Ending, walk_by_prompts
from workbench.handbook.tree import Tree
from workbench.handbook.walk import Walk

TREE = Tree.model_validate(
    {
        "kind": "tree",
        "id": "small",
        "title": "Small",
        "phase": 0,
        "summary": "A tree for tests.",
        "source": "workbench",
        "root": "size",
        "nodes": [
            {
                "id": "size",
                "kind": "choice",
                "title": "How large?",
                "answers": [
                    {"id": "small", "label": "Small", "to": "look"},
                    {"id": "large", "label": "Large", "to": "who"},
                ],
            },
            {
                "id": "look",
                "kind": "step",
                "title": "Look at it",
                "command": "ls",
                "next": "tell",
            },
            {"id": "who", "kind": "question", "title": "Who says so?", "next": "tell"},
            {"id": "tell", "kind": "advice", "title": "Go on", "why": "Because.", "next": "end"},
            {"id": "end", "kind": "advice", "title": "The end", "why": "It is over."},
        ],
    }
)


def answering(lines: Sequence[str]) -> Ask:
    waiting = list(lines)

    def ask(prompt: str) -> str | None:
        return waiting.pop(0) if waiting else None

    return ask


def run(walk: Walk, *lines: str) -> tuple[Ending, list[str], list[str]]:
    told: list[str] = []
    notes: list[str] = []
    ending = walk_by_prompts(walk, ask=answering(lines), tell=told.append, note=notes.append)
    return ending, told, notes


def test_numbers_first_letters_and_enter_lead_to_the_end() -> None:
    walk = Walk(TREE)
    ending, told, _ = run(walk, "1", "d", "")
    assert ending is Ending.FINISHED
    assert [turn.reply for turn in walk.turns] == ["small", "done", ""]
    assert "The end" in told
    assert "    $ ls" in told


def test_the_id_of_an_answer_is_taken_too() -> None:
    walk = Walk(TREE)
    run(walk, "large", "The finance team")
    assert [turn.reply for turn in walk.turns] == ["large", "The finance team"]


def test_a_wrong_answer_says_what_is_taken_and_asks_again() -> None:
    walk = Walk(TREE)
    ending, told, _ = run(walk, "7", "1")
    assert ending is Ending.LEFT
    assert any("'7' is not one of: small, large" in line for line in told)
    assert walk.current.id == "look"


def test_back_returns_to_the_question_and_shows_it_again() -> None:
    walk = Walk(TREE)
    _, told, _ = run(walk, "1", ":b", "2")
    assert walk.current.id == "who"
    assert told.count("How large?") == 2


def test_back_at_the_root_stays() -> None:
    walk = Walk(TREE)
    run(walk, ":back")
    assert walk.current.id == "size"


def test_leaving_keeps_the_walk_where_it_stands() -> None:
    walk = Walk(TREE)
    ending, _, _ = run(walk, "1", ":q", "d")
    assert ending is Ending.LEFT
    assert walk.current.id == "look"


def test_notes_are_handed_over_and_do_not_answer() -> None:
    walk = Walk(TREE)
    _, told, notes = run(walk, ":n paged Ana", ":n")
    assert notes == ["paged Ana"]
    assert walk.current.id == "size"
    assert "A note needs words: :n TEXT" in told


def test_without_a_taker_a_note_is_no_command() -> None:
    walk = Walk(TREE)
    told: list[str] = []
    walk_by_prompts(walk, ask=answering([":n words"]), tell=told.append)
    assert any("is not one of" in line for line in told)
