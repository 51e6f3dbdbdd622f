"""The Debian package, without libraries: what is in it, where and whose; it names no folder of this machine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.make_package import PYTHON, close, compile_all, lay_out

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not there"),
]
HOME = "/opt/veertien/9.8"


def test_the_package_has_a_folder_of_its_version_and_tells_to_run_setup(tmp_path: Path) -> None:
    root = tmp_path / "root"
    site = lay_out(root, "9.8") / "lib" / PYTHON / "site-packages"
    (site / "some.py").write_text("x = 1\n")
    (site / "some.py").chmod(0o600)
    compile_all(root, site)
    package = close(root, "9.8")

    listed = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=5) for line in listed.splitlines()]
    assert {line[1] for line in lines} == {"root/root"}
    modes = {line[5].removeprefix("."): line[0] for line in lines}
    assert modes[f"{HOME}/bin/veertien"] == "-rwxr-xr-x"
    assert modes[f"{HOME}/lib/{PYTHON}/site-packages/some.py"] == "-rw-r--r--"
    assert f"{HOME}/bin/python -> /usr/bin/{PYTHON}" in modes
    # All of it lies in the version's folder, so that the version before stays whole beside it.
    assert [path for path in modes if not (f"{HOME}/".startswith(path) or path.startswith(HOME))] == []

    unpacked = tmp_path / "unpacked"
    subprocess.run(["dpkg-deb", "--raw-extract", package, unpacked], check=True)
    assert [
        path for path in unpacked.rglob("*") if path.is_file() and str(tmp_path).encode() in path.read_bytes()
    ] == []
    said = subprocess.run(
        [unpacked / "DEBIAN/postinst", "configure"],
        env={**os.environ, "DPKG_MAINTSCRIPT_PACKAGE": "veertien-9.8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"sudo {HOME}/bin/veertien setup" in said
    assert f"Depends: {PYTHON}" in (unpacked / "DEBIAN/control").read_text()
