"""The query review in a real pseudo-terminal: a folder, a file of it, silencing, saving."""

from pathlib import Path

from tests.pty.terminal import Terminal


def test_a_folder_is_reviewed_and_a_finding_in_it_silenced(tmp_path: Path) -> None:
    folder = tmp_path / "sql"
    (folder / "loads").mkdir(parents=True)
    load = folder / "loads" / "nightly.sql"
    load.write_bytes(b"SELECT 1;\r\nDELETE FROM orders;\r\n")
    (folder / "good.sql").write_text("SELECT id FROM t WHERE a = 1;\n", encoding="utf-8")
    with Terminal("samples/designs/ecommerce.yaml") as terminal:
        terminal.shows("What next?")
        terminal.press("f5")
        terminal.shows("Type or paste SQL here")
        terminal.press("ctrl+o")
        terminal.shows("Open SQL")
        terminal.press(str(folder), "enter")
        terminal.shows("2 files, 1 error")
        terminal.press("j", "j", "enter")
        terminal.shows("2E DELETE FROM orders;")
        terminal.press("tab")
        terminal.shows("i Silence")
        terminal.press("i")
        terminal.shows("Silence dml-without-where on line 2")
        terminal.press("filled anew each night", "enter")
        terminal.shows("nothing found")
        terminal.press("ctrl+s")
        terminal.shows("Saved")
        terminal.press("escape", "escape")
        terminal.shows("2 files, nothing found")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.is_restored
    comment = b"-- workbench: ignore[dml-without-where] filled anew each night\r\n"
    assert load.read_bytes() == b"SELECT 1;\r\n" + comment + b"DELETE FROM orders;\r\n"
