"""Reading what people hand over, and writing so that nothing is lost."""

import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError, Problem
from workbench.reading import decode, read_text
from workbench.writing import append_durably, write_atomically


def refusal(path: Path, content: bytes | None = None, max_bytes: int = 100) -> Problem:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_text(path, max_bytes=max_bytes)
    [problem] = caught.value.problems
    assert problem.file == str(path)
    return problem


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
)
def test_unicode_with_and_without_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    text = "größe: 1\n"
    raw = {
        "utf-16-le-bom": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf-16-be-bom": b"\xfe\xff" + text.encode("utf-16-be"),
    }
    path = tmp_path / "a.yaml"
    path.write_bytes(raw.get(encoding) or text.encode(encoding))
    assert read_text(path).text == text
    assert read_text(path).name == str(path)


def test_latin_1_is_refused_where_it_shows(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "a.sql", "SELECT 1;\n-- Größe\n".encode("latin-1"))
    assert (problem.line, problem.column) == (2, 6)
    assert "not valid UTF-8 text" in problem.message
    assert "iconv" in problem.fix


def test_a_broken_utf_16_file_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "a.sql", b"\xff\xfea\x00b")
    assert "not valid UTF-16 text" in problem.message


def test_columns_count_characters_before_the_bad_byte(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "a.sql", "ö".encode() + b"\xe9")
    assert (problem.line, problem.column) == (1, 2)


def test_binary_content_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "a.parquet", b"PAR1\nab\x00\x01")
    assert problem.line == 2
    assert "binary content" in problem.message


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "is a directory" in refusal(tmp_path).message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.yaml").message


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "too long" in refusal(tmp_path / ("x" * 5000)).message
    with pytest.raises(InputError, match="no file can have this name"):
        read_text("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    assert "cannot read" in refusal(path).message


def test_a_file_up_to_the_limit_is_read_and_one_beyond_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(b"x" * 100)
    assert len(read_text(path, max_bytes=100).text) == 100
    assert "larger than" in refusal(path, b"x" * 101).message


def test_the_limit_is_told_in_a_unit_that_fits(tmp_path: Path) -> None:
    assert "larger than 100 bytes" in refusal(tmp_path / "a", b"x" * 101).message
    assert "larger than 2 KiB" in refusal(tmp_path / "a", b"x" * 2049, 2048).message
    big = refusal(tmp_path / "a", b"x" * (1024 * 1024 + 1), 1024 * 1024)
    assert "larger than 1 MiB" in big.message


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    source = read_text("-")
    assert (source.name, source.text) == ("<stdin>", "a: 1\n")


def test_standard_input_has_the_same_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x" * 11)))
    with pytest.raises(InputError, match="<stdin>: larger than 10 bytes"):
        read_text("-", max_bytes=10)


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_are_refused_with_a_place(raw: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        decode(raw, "a")
    except InputError as error:
        problems = error.problems
    assert all(problem.file == "a" and problem.line >= 1 for problem in problems)


@given(st.text())
def test_what_was_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.txt"
    encodable = text.encode("utf-8", "ignore").decode("utf-8")
    if "\x00" in encodable or encodable.startswith("\ufeff"):
        return
    write_atomically(path, encodable)
    assert read_text(path).text == encodable


def test_replacing_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_gets_the_mode_that_the_umask_allows(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_atomically(tmp_path / "a.yaml", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.yaml").stat().st_mode) == 0o600


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "a.yaml", tmp_path / "a.yaml"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept" / "a.yaml"
    path.parent.mkdir()
    path.write_text("old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match="cannot write: No space left on device"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_text_that_no_file_can_hold_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    with pytest.raises(InputError, match="cannot write"):
        write_atomically(path, "half a pair: \ud800")
    assert path.read_text() == "old"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot write.*Check that the folder exists"):
        write_atomically(tmp_path / "none" / "a.yaml", "new")


def test_lines_are_appended_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal"
    append_durably(path, "one")
    append_durably(path, "zwei ö")
    assert path.read_text("utf-8") == "one\nzwei ö\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_append_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        append_durably(tmp_path, "one")
