"""Fetch programs of Debian into a folder as any user, leaving the host as it is.

Mixing another suite into the host would replace its C library. So a private apt state downloads the packages of one
suite, signatures checked by apt against the host's Debian keyring; they are unpacked into one folder with all that they
depend on, and wrappers start the programs through the unpacked dynamic loader.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from demo.apt_sources import find_mirror

UNNEEDED = (
    "adduser",
    "debconf",
    "dpkg",
    "gnupg",
    "gpg",
    "init-system-helpers",
    "libpam",
    "passwd",
    "perl",
    "sensible-utils",
    "sysvinit-utils",
    "tar",
    "ucf",
)
"""Packages that only maintainer scripts and shells need; they are not run here."""
DOWNLOAD_SECONDS = 900
_AS_INSTALLED = """Package: {}
Status: install ok installed
Version: 0
Architecture: all
Maintainer: nobody
Description: left out

"""


class FetchError(RuntimeError):
    """Something could not be fetched; the message says at which step and what apt said."""


def _nothing(_: Path) -> None:
    """Leave what was unpacked as it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Programs to fetch."""

    suite: str
    """Of Debian: bookworm, forky, …"""
    packages: tuple[str, ...]
    programs: tuple[str, ...]
    """Their paths in the packages (usr/sbin/asterisk); each gets a wrapper in `bin/`."""
    settle: Callable[[Path], None] = _nothing
    """Puts in order what was unpacked, in the folder of usr/."""
    alone: tuple[str, ...] = ()
    """Packages to fetch without what they depend on."""
    left_out: tuple[str, ...] = ()
    """Packages that the others depend on, but what is run does not need."""


def fetch_once(wanted: Wanted, build: Path, name: str) -> Path:
    """Return the folder `name` in `build`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    folder = build.resolve() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fetched(folder):
            fetch(wanted, folder)
    return folder


def fetch(wanted: Wanted, folder: Path) -> None:
    """Fetch and unpack programs into `folder`, replacing what a broken earlier try left there.

    Raises:
        FetchError: apt or dpkg failed, or the result holds no such program.
    """
    if folder.exists():
        shutil.rmtree(folder)
    state = folder / "apt"
    root = folder / "root"
    options = _apt_options(state, wanted)
    _run([*options, "update"], "update the package index")
    _run([*options, "--download-only", "--yes", "install", *wanted.packages], "download the packages")
    archives = state / "cache/archives"
    if wanted.alone:
        _run([*options, "download", *wanted.alone], "download the packages", archives)
    _lay_out_root(root)
    for package in sorted(archives.glob("*.deb")):
        if not package.name.startswith(UNNEEDED):
            _unpack(package, root)
    wanted.settle(root)
    for program in wanted.programs:
        _write_wrapper(folder, root, program)
    shutil.rmtree(state)


def is_fetched(folder: Path) -> bool:
    """Return whether a fetch into `folder` came to its end."""
    # The apt state goes last.
    return (folder / "root").is_dir() and not (folder / "apt").exists()


def _apt_options(state: Path, wanted: Wanted) -> list[str]:
    for name in ("lists/partial", "cache/archives/partial", "etc/preferences.d", "etc/trusted.gpg.d"):
        (state / name).mkdir(parents=True)
    status = state / "status"
    # What apt takes to be installed it leaves out.
    status.write_text("".join(_AS_INSTALLED.format(name) for name in wanted.left_out))
    mirror = find_mirror()
    sources = state / "etc/sources.list"
    # The suite index of a mirror's snapshot may be past its date; its signature is checked all the same.
    sources.write_text(f"deb [signed-by={mirror.keyring} check-valid-until=no] {mirror.uri} {wanted.suite} main\n")
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": status,
        "Dir::Cache": state / "cache",
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": state / "etc/preferences.d",
        "Dir::Etc::preferences": "/dev/null",
        "APT::Install-Recommends": "false",
        "APT::Install-Suggests": "false",
        "APT::Sandbox::User": "",
        "APT::Get::List-Cleanup": "false",
        "APT::Update::Post-Invoke-Success": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "true",
    }
    command = ["apt-get", "-q"]
    for name, value in settings.items():
        command += ["-o", f"{name}={value}"]
    return command


def _run(command: list[str], step: str, folder: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DOWNLOAD_SECONDS,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise FetchError(f"could not {step}: {command[0]} is not on this host") from error
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"could not {step}: no end after {DOWNLOAD_SECONDS} seconds") from error
    if done.returncode != 0:
        raise FetchError(f"could not {step}:\n{done.stdout[-2000:]}")


def _lay_out_root(root: Path) -> None:
    for name in ("lib", "lib64", "bin", "sbin"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")


def _unpack(package: Path, root: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as archive:
        unpacked = subprocess.run(
            ["tar", "--extract", "--directory", str(root), "--keep-directory-symlink", "--no-same-owner"],
            stdin=archive.stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if archive.returncode != 0 or unpacked.returncode != 0:
        raise FetchError(f"could not unpack {package.name}: {unpacked.stderr[-500:]}")


def _write_wrapper(folder: Path, root: Path, program: str) -> None:
    binary = root / program
    if not binary.exists():
        raise FetchError(f"the fetched packages hold no {program}")
    wrap(root, binary, folder / "bin" / binary.name, binary.name)


def wrap(root: Path, binary: Path, wrapper: Path, name: str) -> None:
    """Write a wrapper that starts a program of what was unpacked in `root`; `name` is what it is told to be.

    Raises:
        FetchError: there is no dynamic loader in it.
    """
    loaders = sorted(root.glob("usr/lib*/**/ld-linux-*.so.*"))
    if not loaders:
        raise FetchError(f"the fetched packages hold no dynamic loader under {root}")
    libraries = sorted({str(path.parent) for path in root.glob("usr/lib/*-linux-gnu*/*.so.*")})
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(
        f'#!/bin/sh\nexec "{loaders[0]}" --library-path "{":".join(libraries)}" --argv0 "{name}" "{binary}" "$@"\n'
    )
    wrapper.chmod(0o755)
