"""Lines that were changed since a revision of a git checkout."""

import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.findings import Finding
from workbench.sqlreview.host_files import file_of
from workbench.sqlreview.reviewed import Review

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.ASCII)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = dict(zip(b"abfnrtv", b"\a\b\f\n\r\t\v", strict=True))


@dataclass(frozen=True, slots=True)
class Changes:
    """The changed lines of files, by absolute path; None where a whole file is new."""

    lines: dict[Path, set[int] | None]

    def touches(self, name: str) -> bool:
        """Tell whether any line of a file has changed."""
        return Path(name).resolve() in self.lines

    def only(self, review: Review) -> Review:
        """Return a review with the findings that touch a changed line."""
        files = []
        for file in review.files:
            path = file_of(file.path)
            changed = self.lines.get(Path(path).resolve(), set())
            if path != file.path and changed:
                # Lines of a cell are not those of its notebook.
                changed = None
            if changed is not None:
                file = replace(  # noqa: PLW2901 - the same file, with less in it
                    file,
                    findings=_touching(file.findings, changed),
                    left_out=_touching(file.left_out, changed),
                )
            files.append(file)
        return replace(review, files=tuple(files))


def _touching(findings: Iterable[Finding], changed: set[int]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in findings
        if not changed.isdisjoint(range(finding.place.line, finding.place.end_line + 1))
    )


def changes_since(revision: str, paths: Sequence[str]) -> Changes:
    """Return what differs between ``revision`` and the files below ``paths``.

    Files that git does not follow yet, and does not ignore, count as new.

    Raises:
        InputError: a path outside a git checkout, an unknown revision, no git.
    """
    folders: dict[Path, list[str]] = {}
    for path in paths:
        whole = Path(path).resolve()
        folder = whole if whole.is_dir() else whole.parent
        folders.setdefault(folder, []).append(str(whole))
    checkouts: dict[Path, list[str]] = {}
    for folder, asked in folders.items():
        checkouts.setdefault(_checkout(folder), []).extend(asked)
    lines: dict[Path, set[int] | None] = {}
    for root, asked in checkouts.items():
        lines.update(_changed(root, _commit(root, revision), asked))
        lines.update((root / name, None) for name in _untracked(root, asked))
    return Changes(lines)


def _checkout(folder: Path) -> Path:
    if not folder.is_dir():
        raise InputError(Problem("no such folder", str(folder), fix="Check the path"))
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        fix = "--diff works in a checkout only"
        raise InputError(Problem("not in a git checkout", str(folder), fix=fix))
    return Path(_text(done.stdout).rstrip("\n"))


def _commit(root: Path, revision: str) -> str:
    name = f"{revision}^{{commit}}"
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if done.returncode:
        fix = "Give a commit, a branch or a tag that git log shows"
        raise InputError(Problem(f"git knows no revision {revision!r}", str(root), fix=fix))
    return _text(done.stdout).strip()


def _changed(root: Path, commit: str, paths: Sequence[str]) -> dict[Path, set[int] | None]:
    done = _git(
        root,
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        commit,
        "--",
        *paths,
    )
    if done.returncode:
        raise InputError(Problem(f"git diff failed: {_text(done.stderr).strip()}", str(root)))
    found: dict[Path, set[int] | None] = {}
    lines: set[int] = set()
    pending = 0
    for line in _text(done.stdout).split("\n"):
        if pending and line.startswith(("+", "-")):
            pending -= 1
        elif line.startswith("+++ "):
            lines = set()
            if (name := _unquoted(line[4:])).startswith("b/"):
                found[root / name[2:]] = lines
        elif hunk := _HUNK.match(line):
            first, count = int(hunk[2]), int(hunk[3] or 1)
            lines.update(range(first, first + count))
            pending = int(hunk[1] or 1) + count
    return found


def _untracked(root: Path, paths: Sequence[str]) -> list[str]:
    done = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *paths)
    return [name for name in _text(done.stdout).split("\0") if name]


def _unquoted(name: str) -> str:
    """Return a file name as it is; git quotes those with unusual characters."""
    name = name.removesuffix("\t")
    if not name.startswith('"'):
        return name
    raw = name.strip('"').encode("utf-8", "surrogateescape")
    return _text(_ESCAPE.sub(_unescaped, raw))


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) if len(code) == 3 else _ESCAPES.get(code[0], code[0])])


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError as error:
        fix = "Install git, or leave --diff out"
        raise InputError(Problem("git was not found", fix=fix)) from error
