"""axe-core, the rules by which a page is tested for accessibility, fetched into the build folder.

It is a script for browsers, and PyPI has it in a package for another driver of browsers; that driver is left out.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.fetch import FetchError

_PACKAGE = "axe-playwright-python==0.1.8 --hash=sha256:fdd263c998388f1a8e67cad02677e612d946248bd44d163be5e8650ea31f95f8"
_SCRIPT = "axe_playwright_python/axe.min.js"
_SECONDS = 120


def find_or_fetch_axe(build: Path) -> str:
    """Return axe-core 4.12, from `build/axe`, fetched by pip on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    folder = build.resolve() / "axe"
    script = folder / _SCRIPT
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not script.exists():
            _fetch(folder)
    return script.read_text()


def _fetch(folder: Path) -> None:
    with TemporaryDirectory() as temporary:
        wanted = Path(temporary) / "requirements.txt"
        wanted.write_text(f"{_PACKAGE}\n")
        options = ("--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", temporary)
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", *options, "--requirement", wanted],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            raise FetchError(f"could not fetch axe-core:\n{done.stderr[-2000:]}")
        (wheel,) = Path(temporary).glob("*.whl")
        with zipfile.ZipFile(wheel) as opened:
            opened.extract(_SCRIPT, folder)
