"""Tell in one line why pip will not get PocketSphinx installed here, before it tells in a page of CMake's output.

`make setup` and `make package` run it with the Python of the new environment. PocketSphinx comes ready-made for some
versions of Python; for the others pip compiles it, which takes a C compiler and Python's headers. All else it takes pip
fetches.
"""

from __future__ import annotations

import configparser
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

LIBRARY = "pocketsphinx"
PYTHONS = tuple(f"3.{minor}" for minor in range(11, 16))
"""As python_requires in setup.cfg, up to what may come out while this version is in use."""
_NOTHING_FITS = "No matching distribution found"
_NOT_REACHED = "after connection broken"


def main() -> None:
    """End with the one line and status 1, or silently."""
    requirement = required()
    if _ready_made(requirement) or not (missing := tuple(lacking())):
        return
    ready = [version for version in PYTHONS if _ready_made(requirement, version)]
    others = f" Take Python {' or '.join(ready)} (PYTHON=python{ready[-1]} behind make), or:" if ready else ""
    sys.exit(
        f"PocketSphinx has no ready-made package for Python {platform.python_version()} here; to compile it, "
        f"this is missing: {', '.join(missing)}.{others} apt-get install gcc python3-dev"
    )


def required() -> str:
    """Return what setup.cfg says of the library."""
    package = configparser.ConfigParser()
    package.read(Path(__file__).resolve().parents[1] / "setup.cfg", "utf-8")
    (requirement,) = (
        line for line in package["options"]["install_requires"].splitlines() if line.strip().startswith(LIBRARY)
    )
    return requirement


def lacking() -> Iterator[str]:
    """Give what a compilation needs and this machine has not."""
    if not any(map(shutil.which, (os.environ.get("CC") or "cc", "gcc"))):
        yield "a C compiler"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        yield "Python's headers"


def _ready_made(requirement: str, python: str | None = None) -> bool:
    """Tell whether pip finds a wheel for a version of Python; also where it finds out nothing, as without a network."""
    # pip looks for another version's packages only where it is told of another place for them; it writes nothing there.
    other = ("--python-version", python, "--target", f"{sys.prefix}/nothing") if python else ()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--dry-run", "--quiet", "--no-deps"]
    look = [*pip, "--ignore-installed", "--only-binary", ":all:", *other, requirement]
    done = subprocess.run(look, capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode == 0 or _NOTHING_FITS not in done.stderr or _NOT_REACHED in done.stderr


if __name__ == "__main__":
    main()
