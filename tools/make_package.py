"""Make a Debian package of this version, and the list of what is in it (SBOM, CycloneDX), in `build/package/`.

    python tools/make_package.py CYCLONEDX_PY       the program that makes the list

One package a version, with a folder of its own under /opt/veertien: the one before stays beside it until it is
removed, and `veertien setup` says which is in force. The libraries are those of `locks/pbx.txt`, by their hashes, as
wheels: nothing is compiled, here or on the PBX. The Python is Debian's own, of the version that runs this.

The folder is laid out as a virtual environment and not made as one: `python3 -m venv` and pip write the path of the
place where they run into each script, which is another on the PBX.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PLACE = REPOSITORY / "build" / "package"
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"


def main(sbom_maker: str) -> None:
    """Make both, and print where they are."""
    shutil.rmtree(PLACE, ignore_errors=True)
    root = PLACE / "root"
    version = _version()
    environment = lay_out(root, version)
    site = environment / "lib" / PYTHON / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(site)]
    _run([*pip, "--only-binary", ":all:", "--require-hashes", "--requirement", "locks/pbx.txt"])
    # Setuptools is among them; the wheel is built by that one, and nothing is fetched.
    _run([*pip, "--no-deps", "--no-build-isolation", "."], {"PYTHONPATH": str(site)})
    shutil.rmtree(site / "bin", ignore_errors=True)
    # Where it was built is nobody's business.
    for note in site.glob("veertien-*.dist-info/direct_url.json"):
        note.unlink()
    compile_all(root, site)
    sbom = PLACE / f"veertien-{version}.cdx.json"
    _run(
        [
            sbom_maker,
            "environment",
            "--output-reproducible",
            "--output-file",
            str(sbom),
            str(environment / "bin/python"),
        ]
    )
    print(close(root, version), sbom, sep="\n")


def lay_out(root: Path, version: str) -> Path:
    """Make everything but the libraries below `root`, and return the folder of the environment there."""
    home = f"/opt/veertien/{version}"
    environment = root / home.lstrip("/")
    (environment / "bin").mkdir(parents=True)
    (environment / "lib" / PYTHON / "site-packages").mkdir(parents=True)
    (environment / "bin/python").symlink_to(f"/usr/bin/{PYTHON}")
    (environment / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    command = environment / "bin/veertien"
    command.write_text(f"#!{home}/bin/python\nfrom veertien.cli import main\n\nmain(prog_name='veertien')\n")
    command.chmod(0o755)
    notes = root / "DEBIAN"
    notes.mkdir()
    script = notes / "postinst"
    script.write_text(
        f'#!/bin/sh\n[ "$1" != configure ] || echo \'To put it on this PBX, or in place of another version: '
        f"sudo {home}/bin/veertien setup'\n"
    )
    script.chmod(0o755)
    return environment


def compile_all(root: Path, site: Path) -> None:
    """Compile the modules as they will lie: on the PBX nobody could write what is compiled later."""
    compileall.compile_dir(
        site,
        quiet=2,
        workers=os.cpu_count() or 1,
        stripdir=str(root),
        prependdir="/",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def close(root: Path, version: str) -> Path:
    """Make the package of what lies below `root`, and return it."""
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)  # noqa: S607
    architecture = asked.stdout.strip()
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    (root / "DEBIAN/control").write_text(
        f"Package: veertien-{version}\nVersion: {version}\nArchitecture: {architecture}\n"
        "Section: comm\nPriority: optional\n"
        f"Installed-Size: {kilobytes}\nDepends: {PYTHON}, passwd\nRecommends: asterisk\n"
        "Maintainer: The maintainers of Veertien <veertien@example.org>\n"
        "Description: the Dutch 14+netnummer on Asterisk\n"
        " Looks the area code up, asks only when it must, and puts the caller through.\n"
        " Each version is a package of its own; `veertien setup` says which is in force.\n"
    )
    package = root.parent / f"veertien-{version}_{architecture}.deb"
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o111 | 0o644 if path.is_file() else 0o755)
    _run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(root), str(package)])
    return package


def _version() -> str:
    said = re.search(r'__version__ = "(.+)"', (REPOSITORY / "agi/veertien/__init__.py").read_text("utf-8"))
    if said is None:
        raise SystemExit("agi/veertien/__init__.py names no version")
    return said[1]


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **(environment or {})}, check=True)  # noqa: S603


if __name__ == "__main__":
    main(sys.argv[1])
