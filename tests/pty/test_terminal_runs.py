"""The program in a real pseudo-terminal: start and quit, kill and resume, resize."""

from tests.pty.terminal import Terminal
from workbench.triage.incident import list_incidents
from workbench.triage.journal import Journal

DESIGN = "samples/designs/ecommerce.yaml"
LOG = "samples/logs/duplicate-key-postgres.log"


def test_start_use_and_quit() -> None:
    with Terminal(DESIGN) as terminal:
        terminal.shows("What next?")
        terminal.press("f4")
        terminal.shows("/ searches the handbook")
        terminal.press("f5")
        terminal.shows("Type or paste SQL here")
        terminal.press("DELETE FROM orders")
        terminal.shows("DELETE removes every row of orders")
        terminal.press("escape")
        terminal.shows("F4 [Handbook]")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.is_restored


def test_a_killed_walk_is_offered_and_resumed_with_every_answer() -> None:
    with Terminal() as terminal:
        terminal.shows("What next?")
        terminal.press("f6")
        terminal.shows("Paste the text of the failure here")
        terminal.press("ctrl+o")
        terminal.shows("Open a log")
        terminal.press(LOG)
        terminal.shows(LOG)
        terminal.press("enter")
        terminal.shows("[MATCHED]")
        terminal.press("enter")
        terminal.shows("Go on")
        terminal.press("enter")
        terminal.shows("Is the data late, or is it wrong?")
        terminal.press("down", "enter")
        terminal.shows("Which dashboards and reports are affected?")
        terminal.press("daily sales [/b]", "enter")
        terminal.shows("What freshness was promised")
        terminal.press("4 hours, now 6")
        terminal.shows("4 hours, now 6")
        terminal.press("enter")
        terminal.shows("Who needs to be notified")
        terminal.press("half an ans")
        terminal.comes_to(lambda _: half_typed() == "half an ans", "what is typed, on disk")
        terminal.kill()
    with Terminal() as terminal:
        terminal.shows("Go on with the triage")
        terminal.press("enter")
        terminal.shows("A walk was left unfinished")
        terminal.press("enter")
        terminal.shows("Who needs to be notified")
        shown = " ".join(terminal.text.split())
        assert "are affected? daily sales [/b]" in shown
        assert "4 hours, now 6" in shown
        terminal.press("\x0e")  # ctrl+n, for a note
        terminal.shows("It goes into the timeline")
        terminal.shows("half an ans")


def half_typed() -> str:
    """Return what the journal of the walk keeps of the words that are being typed."""
    found = Journal.unfinished()
    return found[0].draft if found else ""


def test_an_incident_is_opened_told_and_closed_in_a_terminal() -> None:
    with Terminal(DESIGN) as terminal:
        terminal.shows("What next?")
        terminal.press("f6")
        terminal.shows("Paste the text of the failure here")
        terminal.press("ctrl+o")
        terminal.shows("Open a log")
        terminal.press(LOG)
        terminal.shows(LOG)
        terminal.press("enter")
        terminal.shows("[MATCHED]")
        terminal.press("enter")
        terminal.shows("Which pipeline is hit?")
        terminal.press("enter")
        terminal.shows("respond by")
        terminal.press("i")
        terminal.shows("This incident")
        terminal.press("G")
        terminal.shows("Close it now")
        terminal.press("enter")
        terminal.shows("Why is it over?")
        terminal.press("loaded again", "enter")
        terminal.shows("Keep a signature?")
        terminal.press("escape")
        terminal.shows("Begin another triage")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
    (incident,), problems = list_incidents()
    assert (incident.status, problems) == ("resolved", [])
    assert incident.pipeline == "orders_changes"


def test_a_smaller_terminal_changes_the_layout_and_loses_nothing() -> None:
    with Terminal(columns=120, lines=40) as terminal:
        terminal.shows("What next?")
        terminal.press("f5")
        terminal.shows("Type or paste SQL here")
        terminal.press("DELETE FROM orders")
        wide = terminal.shows("Why:").splitlines()
        assert any("DELETE FROM orders" in line and "│" in line for line in wide)
        terminal.resize(80, 24)
        terminal.comes_to(is_narrow_and_whole, "text and finding in the layout for 80x24")
        terminal.press("; SELECT 2")
        terminal.shows("DELETE FROM orders; SELECT 2")
        terminal.resize(120, 40)
        terminal.shows("Why:")


def is_narrow_and_whole(screen: str) -> bool:
    """Say whether all is drawn for 24 lines: keys last, nothing at the side, nothing lost."""
    lines = screen.split("\n")
    in_place = lines[0].startswith(" F2 Home") and "^q Quit" in lines[23]
    kept = "DELETE FROM orders" in screen and "DELETE removes every row of orders" in screen
    return in_place and kept and "Why:" not in screen
