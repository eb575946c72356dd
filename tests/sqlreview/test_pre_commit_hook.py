"""The hook that `pre-commit` runs: its command, on the files that it is given."""

import subprocess
import sys
from pathlib import Path

import yaml

from workbench.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]


def test_the_hook_runs_the_review_on_the_files_that_are_named(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, *arguments = hook["entry"].split()
    assert (program, hook["language"], hook["types"]) == ("workbench", "python", ["sql"])
    assert arguments[0] in COMMANDS
    for name, sql in (("fine.sql", "SELECT id FROM t WHERE id = 1"), ("bad.sql", "DELETE FROM t")):
        (tmp_path / name).write_text(sql, encoding="utf-8")
    done = [
        subprocess.run(
            [sys.executable, "-m", "workbench", *arguments, *names],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for names in (["fine.sql"], ["fine.sql", "bad.sql"])
    ]
    assert [each.returncode for each in done] == [0, 1]
    assert "bad.sql:1:1" in done[1].stdout
