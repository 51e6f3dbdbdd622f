"""The Debian package as `make package` makes it, with all its libraries, and the list of what is in it (SBOM)."""

import fcntl
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.packaging.test_locks import lines
from tools.make_package import PYTHON, REPOSITORY
from veertien import __version__

pytestmark = pytest.mark.slow
HOME = f"opt/veertien/{__version__}"
MADE = 1_700_000_000
"""When it is said to be made, in seconds of Unix time."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder with the package, the list, and what is in the package in `root`; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    # Each of xdist's workers has a folder in one that all of a run share.
    folder = (base if worker_id == "master" else base.parent) / "package"
    variables = [f"PYTHON={Path(sys.base_prefix, 'bin', PYTHON)}", f"PACKAGE={folder}"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(MADE)}
    complete = folder.with_suffix(".complete")
    # Tests side by side share the environment in which it is made.
    with (REPOSITORY / "build" / "sbom.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            subprocess.run(["make", "package", *variables], cwd=REPOSITORY, env=environment, check=True)
            complete.touch()
    return folder


def test_the_list_names_each_library_of_the_lock_in_its_version_and_nothing_else(made: Path) -> None:
    bill = json.loads((made / f"veertien-{__version__}.cdx.json").read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    locked = [Requirement(line.partition(" --hash")[0]) for line in lines("pbx.txt")]
    wanted = {
        (canonicalize_name(one.name), str(one.specifier).removeprefix("=="))
        for one in locked
        if one.marker is None or one.marker.evaluate()
    }
    listed = {(canonicalize_name(part["name"]), part["version"]) for part in bill["components"]}
    assert listed == wanted | {("veertien", __version__)}
    assert all(
        re.fullmatch(r"pkg:pypi/.+@.+", part["purl"]) for part in bill["components"] if part["name"] != "veertien"
    )


def test_nothing_in_it_names_the_place_where_it_was_made_or_is_younger_than_the_version(made: Path) -> None:
    packed = made / "packed.tar"
    (package,) = made.glob("*.deb")
    subprocess.run(f"dpkg-deb --fsys-tarfile {package} >{packed}", shell=True, check=True)
    with tarfile.open(packed) as archive:
        for member in archive:
            assert member.mtime <= MADE, member.name
            content = archive.extractfile(member) if member.isfile() else None
            for place in (made, REPOSITORY):
                assert content is None or str(place).encode() not in content.read(), member.name


def test_what_is_in_it_is_all_that_the_command_needs(made: Path) -> None:
    site = made / "root" / HOME / "lib" / PYTHON / "site-packages"
    command = [sys.executable, "-S", "-m", "veertien.cli", "check", "--config", str(REPOSITORY / "config")]
    bare = {"PYTHONPATH": str(site), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=bare, cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"/usr/bin/{PYTHON}" == str((made / "root" / HOME / "bin/python").readlink())
