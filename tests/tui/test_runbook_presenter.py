"""What the runbook screen says and keeps, without a screen; on the sample logs."""

from pathlib import Path

import pytest

from screens.runbook.presenter import (
    FROM_ROOT,
    MOST_SHOWN_LINES,
    START,
    RunbookPresenter,
    left_line,
    walks_left,
)
from screens.services import Services
from workbench.errors import InputError
from workbench.triage.log_stream import log_lines


@pytest.fixture
def presenter(services: Services, samples: Path) -> RunbookPresenter:
    presenter = RunbookPresenter(services)
    path = samples / "logs" / "duplicate-key-postgres.log"
    presenter.log = path.name
    presenter.diagnosis = presenter.diagnose(log_lines(path))
    return presenter


def test_the_first_thing_to_do_is_the_walk_from_the_cause(presenter: RunbookPresenter) -> None:
    ids = [line_id for line_id, _ in presenter.actions()]
    assert ids[:2] == [START, FROM_ROOT]
    assert presenter.start().current.id == "duplicate-key"


def test_without_a_failure_only_the_walk_from_the_first_question_is_offered(
    presenter: RunbookPresenter, samples: Path
) -> None:
    presenter.diagnosis = presenter.diagnose(log_lines(samples / "logs" / "healthy.log"))
    assert [line_id for line_id, _ in presenter.actions()] == [FROM_ROOT]
    assert presenter.blocks(70)[0].lines[0].plain.startswith("[no failure seen]")


def test_a_walk_from_the_first_question_ignores_the_diagnosis(
    presenter: RunbookPresenter,
) -> None:
    guide = presenter.start(from_root=True)
    assert guide.current.id == guide.tree.root


def test_the_diagnosis_fits_the_width_and_shows_the_proving_line(
    presenter: RunbookPresenter,
) -> None:
    (block,) = presenter.blocks(50)
    assert max(line.cell_length for line in block.lines) <= 50
    assert presenter.diagnosis is not None
    number = presenter.diagnosis.evidence[0].line
    assert any(f"line {number}:" in line.plain for line in block.lines)


def test_a_walk_that_was_left_is_found_with_its_answers(
    presenter: RunbookPresenter, services: Services
) -> None:
    guide = presenter.start()
    guide.reply()
    guide.reply("the sales dashboard")
    (left,) = walks_left(services)
    assert left.journal.id == guide.journal.id
    assert left.current.id == guide.current.id
    assert left_line(left).endswith("(2026-03-02 12:00 UTC, 2 answers)")
    guide.set_aside()
    assert walks_left(services) == []


def test_notes_keep_their_number_when_answers_come_between(presenter: RunbookPresenter) -> None:
    guide = presenter.start()
    guide.note("first")
    guide.reply()
    guide.note("second")
    notes = [line_id for line_id, _ in presenter.timeline() if line_id.startswith("note:")]
    texts = [presenter.note_text(int(line_id.removeprefix("note:"))) for line_id in notes]
    assert texts == ["first", "second"]
    guide.correct(int(notes[0].removeprefix("note:")), "first, corrected")
    assert presenter.note_text(int(notes[0].removeprefix("note:"))) == "first, corrected"


def test_an_unfinished_walk_is_not_written(presenter: RunbookPresenter, services: Services) -> None:
    presenter.start()
    with pytest.raises(InputError, match="not finished"):
        presenter.finish()
    assert not (services.state / "incidents").exists()


def test_the_beginning_of_a_log_is_shown(services: Services, tmp_path: Path) -> None:
    presenter = RunbookPresenter(services)
    path = tmp_path / "odd.log"
    path.write_bytes(b"caf\xe9\n" * (MOST_SHOWN_LINES + 1))
    text, is_all = presenter.lines_to_show(path)
    assert text.count("\n") == MOST_SHOWN_LINES - 1
    assert not is_all
    assert text.startswith("caf\ufffd")
