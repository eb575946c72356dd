"""The built wheel, installed into an environment of its own and used from another folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (built,) = folder.glob("*.whl")
    return built


def tracked(folder: str, *suffixes: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes
    }


def test_the_wheel_carries_knowledge_styles_and_type_marks(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = tracked("knowledge", ".yaml") | tracked("screens", ".tcss", ".md")
    assert any(name.endswith(".yaml") for name in wanted)
    assert any(name.endswith(".tcss") for name in wanted)
    assert wanted <= names
    assert {"workbench/py.typed", "screens/py.typed", "knowledge/py.typed"} <= names


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "workbench",
        "knowledge",
        "screens",
    }


def test_the_installed_wheel_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    # The dependencies of this very environment serve, so that the test needs no network.
    site = next((environment / "lib").glob("python*/site-packages"))
    own = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(own), encoding="utf-8")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel],
        check=True,
        capture_output=True,
        timeout=300,
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import knowledge; print(knowledge.ROOT)"],
        cwd=elsewhere,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert where.stdout.strip().startswith(str(site))
    done = subprocess.run(
        [environment / "bin" / "workbench", "explain", "architecture-patterns/lambda"],
        cwd=elsewhere,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Lambda" in done.stdout
