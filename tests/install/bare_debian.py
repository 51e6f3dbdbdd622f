"""Debian from nothing, each with an Asterisk of its own: folders made by debootstrap, kept in build/install.

Where packages come from is what apt on this host is set up to use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.apt_sources import find_mirror
from demo.installation import fetch_asterisk

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build"
PLACE = BUILD / "install"
_CERTIFICATES = Path("/etc/ssl/certs")
_SECONDS = 900
_APT = "DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes"
_LIBRARIES = "usr/lib/x86_64-linux-gnu"


@dataclass(frozen=True, slots=True)
class Release:
    """A release of Debian."""

    suite: str
    python: str
    has_asterisk: bool
    """Where it has none, the one that `make run` fetches is put there, as one built by hand would be."""
    to_make_a_package: tuple[str, ...] = ("make", "python3-venv")


BOOKWORM = Release("bookworm", "python3.11", has_asterisk=False)
FORKY = Release(
    "forky", "python3.14", has_asterisk=True, to_make_a_package=("make", "python3-venv", "gcc", "python3-dev")
)
"""PocketSphinx has no wheel for its Python."""


def pbx(release: Release, folder: Path, *, postgresql: bool = False) -> None:
    """Make a PBX in a folder: a bare Debian with systemd and Asterisk, and what the package will ask apt for.

    With `postgresql` Debian's own is installed as well.
    """
    if postgresql:
        _copy(_kept(release, "pbx-postgresql", lambda place: _make_pbx_with_postgresql(release, place)), folder)
    else:
        _copy(_kept(release, "pbx", lambda place: _make_pbx(release, place)), folder)


def make_packages(release: Release, *versions: Callable[[Path], None]) -> list[Path]:
    """Make a package of the working tree on that release for each version, which changes its copy of the tree first."""
    maker = PLACE / release.suite / "making"
    shutil.rmtree(maker, ignore_errors=True)
    _copy(_kept(release, "maker", lambda place: _make_maker(release, place)), maker)
    made: list[Path] = []
    for place, change in enumerate(versions):
        source = maker / f"source-{place}"
        source.mkdir()
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        files = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, check=True).stdout
        copy = f"tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory={source}"
        subprocess.run(["sh", "-c", copy], cwd=REPOSITORY, input=files, check=True)
        change(source)
        _inside(
            maker,
            f"cd /{source.name} && SOURCE_DATE_EPOCH=1700000000 make package PACKAGE=/made-{place}",
            like_host=True,
        )
        made += maker.glob(f"made-{place}/*.deb")
    return made


def _kept(release: Release, name: str, make: Callable[[Path], None]) -> Path:
    place = PLACE / release.suite / name
    if not place.exists():
        half = place.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        make(half)
        half.rename(place)
    return place


def _make_bare(release: Release, place: Path) -> None:
    mirror = find_mirror()
    # Debian 12's debootstrap knows no release that came later; all of them are made as sid is.
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--keyring={mirror.keyring}", release.suite, place, mirror.uri, "sid"],
        stdout=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=True,
    )
    # The index of a mirror's snapshot may be past its date; its signature is checked all the same.
    entry = f"deb [check-valid-until=no] {mirror.uri} {release.suite} main\n"
    (place / "etc/apt/sources.list").write_text(entry)
    _inside(place, "apt-get --quiet update")


def _make_pbx(release: Release, place: Path) -> None:
    _copy(_kept(release, "bare", lambda bare: _make_bare(release, bare)), place)
    _inside(place, f"{_APT} --no-install-recommends install systemd procps ca-certificates")
    if release.has_asterisk:
        _inside(place, f"{_APT} --no-install-recommends install asterisk asterisk-core-sounds-en")
    else:
        _put_asterisk(place)
    # The machine will have no network: what apt fetches there for the package is fetched here.
    _inside(place, f"{_APT} --download-only install {release.python} libstdc++6 zlib1g")


def _make_pbx_with_postgresql(release: Release, place: Path) -> None:
    pbx(release, place)
    _inside(place, f"{_APT} --no-install-recommends install postgresql")


def _make_maker(release: Release, place: Path) -> None:
    _copy(_kept(release, "bare", lambda bare: _make_bare(release, bare)), place)
    _inside(place, f"{_APT} --no-install-recommends install ca-certificates {' '.join(release.to_make_a_package)}")


def _put_asterisk(place: Path) -> None:
    fetched = fetch_asterisk(BUILD).binary.resolve().parents[1]
    own = place / "opt/asterisk"
    _copy(fetched / "root", own)
    wrapper = (fetched / "bin/asterisk").read_text().replace(f"{fetched}/root", "/opt/asterisk")
    (place / "usr/sbin/asterisk").write_text(wrapper)
    (place / "usr/sbin/asterisk").chmod(0o755)
    for name in (f"{_LIBRARIES}/asterisk", "usr/share/asterisk"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).symlink_to(f"/opt/asterisk/{name}")
    for name in ("etc/asterisk", "var/lib/asterisk"):
        _copy(own / name, place / name)
    unit = "usr/lib/systemd/system/asterisk.service"
    shutil.copy(own / unit, place / unit)
    _inside(
        place,
        "useradd --system --user-group --home-dir /var/lib/asterisk --shell /usr/sbin/nologin asterisk;"
        "mkdir -p /var/log/asterisk/cdr-csv /var/spool/asterisk /var/cache/asterisk;"
        "cd /var; chown -R asterisk:asterisk /etc/asterisk lib/asterisk log/asterisk spool/asterisk cache/asterisk;"
        "systemctl --quiet enable asterisk",
    )


def _inside(root: Path, command: str, *, like_host: bool = False) -> None:
    """Run a command in a folder as its root; `like_host` where it may reach what pip on this host reaches."""
    # Mounts of a namespace of its own go with it.
    mounts = f"mount -t proc proc {root}/proc && mount --rbind /dev {root}/dev"
    if like_host:
        mounts += f" && mount --bind {_CERTIFICATES} {root}{_CERTIFICATES}"
    known = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", f'{mounts}; exec chroot {root} sh -ec "$1"', "sh", command],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **(known if like_host else {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command}: status {done.returncode}\n{done.stdout[-3000:]}")


def _copy(old: Path, new: Path) -> None:
    run: Sequence[str | Path] = ["cp", "--archive", "--no-target-directory", "--reflink=auto", old, new]
    subprocess.run(run, timeout=_SECONDS, check=True)
