"""What `make setup` says where pip could not install PocketSphinx, with the real pip and an index of our own."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[3]
THIS = f"{sys.version_info.major}{sys.version_info.minor}"
OTHER = "13" if sys.version_info.minor != 13 else "11"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    index = tmp_path / "index"
    index.mkdir()
    return index


def offer(index: Path, python: str) -> None:
    """Put a wheel of PocketSphinx for a version of Python into the index."""
    name = "pocketsphinx-5.1.1"
    with zipfile.ZipFile(index / f"{name}-cp{python}-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.dist-info/METADATA", "Metadata-Version: 2.1\nName: pocketsphinx\nVersion: 5.1.1\n")
        wheel.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr(f"{name}.dist-info/RECORD", "")


def look(**environment: str) -> "subprocess.CompletedProcess[str]":
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "tools/look_before_setup.py")],
        env={**bare, "PIP_CONFIG_FILE": os.devnull, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_wheel_and_a_compiler_one_line_tells_which_python_or_which_packages(
    index: Path, tmp_path: Path
) -> None:
    offer(index, f"3{OTHER}")
    looked = look(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index), PATH=str(tmp_path))
    assert looked.returncode == 1
    (line,) = looked.stderr.splitlines()
    assert "a C compiler" in line
    assert f"Take Python 3.{OTHER} (PYTHON=python3.{OTHER} behind make), or: apt-get install gcc python3-dev" in line


def test_with_a_wheel_pip_may_go_ahead(index: Path, tmp_path: Path) -> None:
    offer(index, THIS)
    looked = look(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index), PATH=str(tmp_path))
    assert (looked.returncode, looked.stderr) == (0, "")


def test_an_index_that_is_not_reached_is_left_to_pip_to_tell(tmp_path: Path) -> None:
    looked = look(PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1", PATH=str(tmp_path))
    assert (looked.returncode, looked.stderr) == (0, "")
