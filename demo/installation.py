"""The Asterisk to run: the host's own where it is new enough, else one fetched into the build folder."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from demo.fetch import FetchError, Wanted, fetch, is_fetched
from veertien.asterisk.manager.pbx_facts import NEEDED_MODULES
from veertien.asterisk.versions import OLDEST_IN_WORDS, passes_keys_on

_NAME = "Asterisk "
MODULES_LOOKED_FOR = (*NEEDED_MODULES, "codec_alaw", "res_ari")
"""Modules that the Asterisk must have; looked for, since distributions leave modules out."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A runnable Asterisk: its binary, module folder and data folder, and what it calls itself."""

    binary: Path
    modules: Path
    data: Path
    version: str
    fetched: bool


def _link_sounds(root: Path) -> None:
    sounds = root / "usr/share/asterisk/sounds"
    unpacked = sorted(sounds.glob("en_*"))
    if unpacked and not (sounds / "en").exists():
        (sounds / "en").symlink_to(unpacked[0].name)


_ASTERISK = Wanted(
    suite="forky",
    packages=("asterisk", "asterisk-core-sounds-en"),
    programs=("usr/sbin/asterisk",),
    settle=_link_sounds,
)
"""Debian 12 carries no Asterisk."""


def find_or_fetch(build: Path) -> Installation:
    """Return the host's Asterisk if it will do, else the one in `build/asterisk`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait.

    Raises:
        FetchError: there is no usable Asterisk on the host and none could be fetched.
    """
    return _on_host() or fetch_asterisk(build)


def fetch_asterisk(build: Path) -> Installation:
    """Return the Asterisk in `build/asterisk`, fetched on first use, whatever the host has.

    Raises:
        FetchError: it could not be fetched.
    """
    folder = build.resolve() / "asterisk"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fetched = _in_folder(folder)
        if fetched is None:
            fetch(_ASTERISK, folder)
            fetched = _in_folder(folder)
    if fetched is None:
        raise FetchError(f"the Asterisk fetched into {folder} is older than {OLDEST_IN_WORDS} or lacks a needed module")
    return fetched


def _on_host() -> Installation | None:
    binary = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        return None
    for prefix in ("/usr", "/usr/local"):
        for modules in sorted(Path(prefix).glob("lib*/asterisk/modules")) + sorted(
            Path(prefix).glob("lib*/*-linux-gnu*/asterisk/modules")
        ):
            for data in (Path(prefix) / "share/asterisk", Path("/var/lib/asterisk")):
                if data.is_dir():
                    found = check_installation(Path(binary), modules, data, fetched=False)
                    if found is not None:
                        return found
    return None


def _in_folder(folder: Path) -> Installation | None:
    root = folder / "root"
    modules = sorted(root.glob("usr/lib/*/asterisk/modules"))
    if not modules or not is_fetched(folder):
        return None
    return check_installation(folder / "bin/asterisk", modules[0], root / "usr/share/asterisk", fetched=True)


def check_installation(binary: Path, modules: Path, data: Path, *, fetched: bool) -> Installation | None:
    """Return the installation if it runs, is new enough and has every needed module; None if it will not do."""
    if not all((modules / f"{name}.so").exists() for name in MODULES_LOOKED_FOR):
        return None
    try:
        said = subprocess.run([str(binary), "-V"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    if not said.startswith(_NAME) or not passes_keys_on(said.removeprefix(_NAME)):
        return None
    return Installation(binary, modules, data, said.strip(), fetched)
