"""What the runbook screen says and keeps, without a screen; on the sample logs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screens.runbook.actions import (
    FROM_ROOT,
    OPEN,
    START,
    actions_of,
    left_line,
    walks_left,
)
from screens.runbook.presenter import MOST_SHOWN_LINES, RunbookPresenter
from screens.services import Services
from tests.tui.conftest import NOON
from tests.tui.driving import MakeServices
from workbench.errors import InputError
from workbench.triage.amend import Correction, SeverityDecided
from workbench.triage.log_stream import log_lines


@pytest.fixture
def presenter(services: Services, samples: Path) -> RunbookPresenter:
    presenter = RunbookPresenter(services)
    path = samples / "logs" / "duplicate-key-postgres.log"
    presenter.log = path.name
    presenter.diagnosis = presenter.diagnose(log_lines(path))
    return presenter


def test_the_first_thing_to_do_is_the_walk_from_the_cause(
    presenter: RunbookPresenter, services: Services
) -> None:
    ids = [line_id for line_id, _ in actions_of(presenter, services)]
    assert ids[:2] == [START, FROM_ROOT]
    assert presenter.start().current.id == "duplicate-key"


def test_without_a_failure_only_the_walk_from_the_first_question_is_offered(
    presenter: RunbookPresenter, samples: Path, services: Services
) -> None:
    presenter.diagnosis = presenter.diagnose(log_lines(samples / "logs" / "healthy.log"))
    assert [line_id for line_id, _ in actions_of(presenter, services)] == [FROM_ROOT]
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
    guide.reply("late")
    (left,) = walks_left(services)
    assert left.journal.id == guide.journal.id
    assert left.current.id == guide.current.id
    assert left_line(left).endswith("(2026-03-02 12:00 UTC, 2 answers)")
    guide.set_aside()
    assert walks_left(services) == []


def test_entries_keep_their_number_when_answers_come_between(
    presenter: RunbookPresenter,
) -> None:
    guide = presenter.start()
    guide.note("first")
    guide.reply()
    guide.note("second")
    case = presenter.case
    assert case
    noted = [line_id for line_id, text in presenter.timeline() if "noted" in str(text)]
    assert [case.entry_text(int(number)) for number in noted] == ["first", "second"]
    case.amend(Correction(entry=int(noted[0]), text="first, corrected"))
    assert case.entry_text(int(noted[0])) == "first, corrected"
    assert case.entry_text(int(noted[1])) == "second"


def test_the_deadline_runs_and_is_overdue_at_last(services: Services) -> None:
    moments = [NOON]
    presenter = RunbookPresenter(replace(services, clock=lambda: moments[-1]))
    presenter.start(from_root=True)
    case = presenter.case
    assert case
    assert "[P2] computed" in case.severity_line().plain
    assert "respond by 16:00 UTC, 4 h left" in case.severity_line().plain
    moments.append(NOON + timedelta(hours=3, minutes=59))
    assert "1 min left" in case.severity_line().plain
    moments.append(NOON + timedelta(hours=4, minutes=12))
    assert "OVERDUE by 12 min" in case.severity_line().plain
    case.amend(SeverityDecided(severity="P3", reason="nobody reads it"))
    assert case.severity_line().plain.startswith("[P3] (computed P2)")
    assert "respond by Tue 2026-03-03" in case.severity_line().plain


def test_impact_comes_from_the_open_design(make_services: MakeServices, shop: Path) -> None:
    presenter = RunbookPresenter(make_services(design=shop))
    presenter.start(from_root=True)
    case = presenter.case
    assert case
    assert case.impact_line().plain == "Hit: Marketing, Product, ML"
    assert case.incident.assessment
    assert case.incident.assessment.severity == "P1"


def test_a_failure_that_was_seen_before_leads_to_its_record(
    presenter: RunbookPresenter, services: Services
) -> None:
    presenter.start()
    presenter.close("loaded again")
    record = presenter.record
    assert record
    again = RunbookPresenter(services)
    again.diagnosis = presenter.diagnosis
    assert f"{OPEN}:{record.incident.id}" in [each for each, _ in actions_of(again, services)]
    again.start()
    case = again.case
    assert case
    assert [each.id for each in case.seen_before()] == [record.incident.id]
    assert "seen before: 1" in case.impact_line().plain


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
