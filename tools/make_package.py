"""Make a Debian package of this version, and the list of what is in it (SBOM, CycloneDX).

    python tools/make_package.py CYCLONEDX_PY FOLDER       the program that makes the list; where both go

One package a version, with a folder of its own under /opt/veertien: the one before stays beside it until it is
removed, and `veertien setup` says which is in force. The libraries are those of `locks/pbx.txt`, by their hashes, as
wheels; nothing is compiled on the PBX. PocketSphinx has no wheel for some versions of Python; for these it is compiled
here. The Python is Debian's own, of the version that runs this.

The folder is laid out as a virtual environment and not made as one: `python3 -m venv` and pip write the path of the
place where they run into each script, which is another on the PBX. Nothing else of that place gets into the package
either, nor of the time: who makes a version again, in any folder, gets the same bytes.
"""

from __future__ import annotations

import compileall
import os
import platform
import py_compile
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
MAINTAINER_SCRIPTS = REPOSITORY / "deploy/debian"
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
COMPILED = "pocketsphinx"
"""The library that may have to be compiled."""
_PIP = (sys.executable, "-m", "pip")
_INSTALL = ("install", "--quiet", "--no-compile", "--no-warn-script-location")


def main(sbom_maker: str, place: Path) -> None:
    """Make both in a folder, which is emptied first, and print where they are."""
    place = place.resolve()
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    root = place / "root"
    version = _version()
    environment = lay_out(root, version)
    site = environment / "lib" / PYTHON / "site-packages"
    install_libraries(site, place)
    # Setuptools is among them; the wheel is built by that one, and nothing is fetched.
    _run([*_PIP, *_INSTALL, "--target", str(site), "--no-deps", "--no-build-isolation", "."], {"PYTHONPATH": str(site)})
    forget_the_making(site)
    compile_all(root, site)
    sbom = place / f"veertien-{version}.cdx.json"
    listing = ["environment", "--output-reproducible", "--output-file", str(sbom), str(environment / "bin/python")]
    _run([sbom_maker, *listing])
    print(close(root, version), sbom, sep="\n")


def install_libraries(site: Path, place: Path) -> None:
    """Put the libraries of the list into a folder; work in `place` where one has to be compiled."""
    listed = (REPOSITORY / "locks/pbx.txt").read_text("utf-8")
    # A requirement is a line that is not indented, with those behind it.
    (one,) = re.findall(rf"^{COMPILED}==.*\n(?:[ #].*\n)*", listed, re.MULTILINE)
    wheel = None if has_wheel(one, place) else compiled(one, place)
    ready_made = _requirements(place, listed if wheel is None else listed.replace(one, ""))
    _run([*_PIP, *_INSTALL, "--target", str(site), "--only-binary", ":all:", *ready_made])
    if wheel is not None:
        _run([*_PIP, *_INSTALL, "--target", str(site), "--no-deps", str(wheel)])


def has_wheel(requirement: str, place: Path) -> bool:
    """Tell whether pip finds a wheel for this Python."""
    look = [*_PIP, *_INSTALL, "--dry-run", "--ignore-installed", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run([*look, *_requirements(place, requirement)], capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def compiled(requirement: str, place: Path) -> Path:
    """Compile a library of the list, and return its wheel; its code names no folder of this machine."""
    fetched = place / "source"
    fetch = [*_PIP, "download", "--quiet", "--no-deps", "--no-binary", COMPILED, "--dest", str(fetched)]
    _run([*fetch, *_requirements(place, requirement)])
    (archive,) = fetched.iterdir()
    with tarfile.open(archive) as packed:
        packed.extractall(fetched)  # noqa: S202 - its hash is on the list
    (source,) = (path for path in fetched.iterdir() if path.is_dir())
    flags = f"-ffile-prefix-map={source}=/{COMPILED} {os.environ.get('CFLAGS', '')}"
    build = ["-C", f"build-dir={source}/built", "--wheel-dir", str(place), str(source)]
    _run([*_PIP, "wheel", "--quiet", "--no-deps", *build], {"CFLAGS": flags})
    (wheel,) = place.glob(f"{COMPILED}-*.whl")
    return wheel


def _requirements(place: Path, text: str) -> tuple[str, ...]:
    path = place / "requirements.txt"
    path.write_text(text, "utf-8")
    return "--require-hashes", "--requirement", str(path)


def forget_the_making(site: Path) -> None:
    """Remove what pip left of the place where it ran: its scripts, that folder's name, what was imported meanwhile."""
    shutil.rmtree(site / "bin", ignore_errors=True)
    for note in site.glob("*.dist-info/direct_url.json"):
        note.unlink()
    for note in site.glob("*.dist-info/RECORD"):
        lines = note.read_text("utf-8").splitlines(keepends=True)
        gone = re.compile(r"\.\./|[^/]+/direct_url\.json,")
        note.write_text("".join(line for line in lines if not gone.match(line)), "utf-8")
    for cache in list(site.rglob("__pycache__")):
        shutil.rmtree(cache)


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
    for script in MAINTAINER_SCRIPTS.iterdir():
        shutil.copy(script, notes)
        (notes / script.name).chmod(0o755)
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
    # What the wheels don't bring along. Of the C library the version that a library was compiled with, if one was.
    depends = f"{PYTHON}, passwd, libc6 (>= {platform.libc_ver()[1]}), libgcc-s1, libstdc++6, zlib1g"
    # How large a folder is depends on the disk.
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*") if path.is_symlink() or path.is_file()) // 1024
    (root / "DEBIAN/control").write_text(
        f"Package: veertien-{version}\nVersion: {version}\nArchitecture: {architecture}\n"
        "Section: comm\nPriority: optional\n"
        f"Installed-Size: {kilobytes}\nDepends: {depends}\nRecommends: asterisk\n"
        "Maintainer: The maintainers of Veertien <veertien@example.org>\n"
        "Description: the Dutch 14+netnummer on Asterisk\n"
        " Looks the area code up, asks only when it must, and puts the caller through.\n"
        " Each version is a package of its own; `veertien setup` says which is in force.\n"
    )
    package = root.parent / f"veertien-{version}_{architecture}.deb"
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o111 | 0o644 if path.is_file() else 0o755)
    # A thirtieth of the time that xz takes, and a seventh larger.
    _run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(root), str(package)])
    return package


def _version() -> str:
    said = re.search(r'__version__ = "(.+)"', (REPOSITORY / "agi/veertien/__init__.py").read_text("utf-8"))
    if said is None:
        raise SystemExit("agi/veertien/__init__.py names no version")
    return said[1]


def _date() -> str:
    """Return when the version was made, in seconds of Unix time: that of the last commit, where there are commits."""
    if not (REPOSITORY / ".git").exists():
        return str(int((REPOSITORY / "setup.cfg").stat().st_mtime))
    log = ["git", "log", "-1", "--format=%ct"]
    return subprocess.run(log, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    made = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or _date()}
    subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **made, **(environment or {})}, check=True)  # noqa: S603


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
