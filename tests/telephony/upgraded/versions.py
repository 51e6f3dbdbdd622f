"""Two versions of Veertien, each in a folder as its package lays it out, and a link to the one in force."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from demo.daemon_config import REPOSITORY
from tests.older_version import NEW, OLD, make_older


def lay_out_versions(place: Path) -> Path:
    """Lay both out below `place`, the older one in force, and return the link."""
    older = place / "older"
    shutil.copytree(REPOSITORY / "agi/veertien", older / "veertien", ignore=shutil.ignore_patterns("__pycache__"))
    make_older(older / "veertien")
    _lay_out(place / OLD, older)
    _lay_out(place / NEW, REPOSITORY / "agi")
    put_in_force(place / "bin", OLD)
    return place / "bin"


def put_in_force(link: Path, version: str) -> None:
    """Let the link lead to a version."""
    link.unlink(missing_ok=True)
    link.symlink_to(link.parent / version / "bin")


def _lay_out(home: Path, code: Path) -> None:
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    libraries = home / "lib" / python / "site-packages"
    libraries.mkdir(parents=True)
    (home / "bin").mkdir()
    (home / "bin/python").symlink_to(Path(sys.base_prefix) / "bin" / python)
    (home / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\n")
    installed = [path for path in sys.path if path.endswith("site-packages")]
    (libraries / "these.pth").write_text("\n".join([str(code), *installed]))
    command = home / "bin/veertien"
    command.write_text(f"#!{home}/bin/python\nfrom veertien.cli import main\n\nmain(prog_name='veertien')\n")
    command.chmod(0o755)
