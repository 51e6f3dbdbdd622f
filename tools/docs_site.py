"""Makes the site of the pages, to be read and searched from its files: build/docs/index.html.

    python -m tools.docs_site [--to FOLDER] [--sounds FOLDER]

`--sounds` is the folder that tools/heard_calls.py filled; without it no call is heard.

It needs Sphinx, which `make docs` installs from locks/docs.txt into an environment of its own. Every warning is an
error: a link that leads nowhere, a page in no table of contents.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SITE = REPOSITORY / "tools" / "site"


def lay_out(folder: Path) -> None:
    """Fill a folder for Sphinx to read: the repository, so that each link of a page leads where it says."""
    shutil.rmtree(folder, ignore_errors=True)
    # Not by symbolic links, which Sphinx follows and then finds pages outside of what it reads.
    shutil.copytree(REPOSITORY, folder, ignore=_left_out, copy_function=_link)
    _link(SITE / "index.md", folder / "index.md")


def _left_out(folder: str, names: list[str]) -> list[str]:
    kept_out = ("build", "__pycache__") if Path(folder) == REPOSITORY else ("__pycache__",)
    return [name for name in names if name.startswith(".") or name in kept_out]


def _link(source: str | Path, to: str | Path) -> None:
    try:
        os.link(source, to)
    except OSError:
        # On another disk.
        shutil.copy2(source, to)


def make(to: Path, sounds: Path | None) -> int:
    """Make the site and return Sphinx's status."""
    source = to.with_name(f"{to.name}-source")
    lay_out(source)
    shutil.rmtree(to, ignore_errors=True)
    options = ["--builder", "html", "--fail-on-warning", "--keep-going", "--quiet", "--conf-dir", str(SITE)]
    cache = ["--doctree-dir", str(source / ".doctrees"), "--define", f"with_sounds={int(sounds is not None)}"]
    command = [sys.executable, "-m", "sphinx", *options, *cache, str(source), str(to)]
    status = subprocess.run(command, check=False).returncode  # noqa: S603
    if sounds:
        shutil.copytree(sounds, to / "_sounds")
    return status


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, default=REPOSITORY / "build" / "docs")
    parser.add_argument("--sounds", type=Path)
    given = parser.parse_args()
    sys.exit(make(given.to.resolve(), given.sounds))
