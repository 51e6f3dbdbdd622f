"""Building the package, as `pip install .` does, really and more than once."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[3]
BUILDS_WHEELS = (70, 1)
"""The first setuptools that builds wheels without the package `wheel`."""

Build = Callable[[], set[str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What of the repository makes up the package."""
    source = tmp_path / "source"
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "agi", source / "agi", ignore=left_out)
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, source)
    return source


@pytest.fixture
def build(source: Path, tmp_path: Path) -> Build:
    """Build a wheel and tell what is in it."""
    if tuple(map(int, version("setuptools").split(".")[:2])) < BUILDS_WHEELS:
        pytest.skip("this environment's setuptools is too old: rm build/venv/.installed, then make setup")

    def wheel() -> set[str]:
        wheels = tmp_path / "wheels"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", str(wheels), "."], cwd=source, check=True)
        (made,) = wheels.iterdir()
        with zipfile.ZipFile(made) as content:
            names = set(content.namelist())
        made.unlink()
        return names

    return wheel


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_going_back_a_version_ships_no_module_of_the_newer_one(source: Path, build: Build) -> None:
    newer = source / "agi/veertien/service/newer.py"
    newer.write_text("")
    assert "veertien/service/newer.py" in build()
    newer.unlink()
    assert "veertien/service/newer.py" not in build()


def test_the_wheel_has_the_code_and_the_data(source: Path, build: Build) -> None:
    found = {name for name in build() if name.startswith("veertien/")}
    assert found == files_in(source / "agi")
    # What `veertien setup` puts on a PBX, which in the repository lies elsewhere.
    shipped = {name.removeprefix("veertien/setup/shipped/") for name in found if "/setup/shipped/" in name}
    units = {f"units/{unit.name}" for unit in (REPOSITORY / "deploy").glob("veertien*.*")}
    others = {f"{part}/{name}" for part in ("dialplan", "config") for name in files_in(REPOSITORY / part)}
    assert shipped == units | others


def test_a_build_by_root_leaves_nothing_in_the_repository_that_others_could_not_write(
    source: Path, build: Build
) -> None:
    before = files_in(source)
    build()
    assert files_in(source) == before
