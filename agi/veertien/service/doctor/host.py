"""What this machine is like: folders, disks, clock, cores, memory, and which daemons run on it."""

import os
import pwd
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import veertien
from veertien.config import SETTINGS_FILE, Settings
from veertien.cores import usable_cores
from veertien.disks import disks_of
from veertien.doctor.facts import HostFacts
from veertien.service.succession.processes import BEGINS, LEAVES

DAEMON_USER = "veertien"
"""Whose rights count when root looks: the user of deploy/veertien.service."""
_PROCESSES = Path("/proc")
_TIMESYNC = Path("/run/systemd/timesync")
_READ, _WRITE = 4, 2
_READ_FILES = ("*.yaml", "municipalities", "municipalities/*.yaml", "*.tsv")
_ANYBODY = 0o004


@dataclass(frozen=True, slots=True)
class _Reader:
    """A user with its groups, as the kernel judges by."""

    user: int
    groups: frozenset[int]

    def may(self, path: Path, wanted: int) -> bool:
        """Return whether it has these bits of a path's mode. Raises OSError."""
        found = path.stat()
        if self.user == 0:
            return True
        if found.st_uid == self.user:
            return bool(found.st_mode >> 6 & wanted)
        if found.st_gid in self.groups:
            return bool(found.st_mode >> 3 & wanted)
        return bool(found.st_mode & wanted)


def host_facts(config: Path, settings: Settings, now: float) -> HostFacts:
    """Look; `now` is in Unix seconds. Blocking."""
    name, reader = _daemon_user()
    return HostFacts(
        disks=disks_of((*settings.written_folders, config)),
        unwritable=tuple(folder for folder in settings.written_folders if not _writable(folder, reader)),
        unreadable=tuple(folder for folder in _read_folders(config, settings) if not _all_readable(folder, reader)),
        user=name,
        open_secrets=tuple(_open_secrets(config, settings)),
        processors=usable_cores(),
        free_memory=free_memory(_text_of(_PROCESSES / "meminfo")),
        seconds_behind=max(0.0, _youngest(config) - now),
        synchronised=(_TIMESYNC / "synchronized").exists() if _TIMESYNC.is_dir() else None,
        daemons=len(daemons_of(config)),
    )


def free_memory(meminfo: str) -> int | None:
    """Return the bytes that /proc/meminfo says may be had; None where it doesn't say."""
    for line in meminfo.splitlines():
        key, _, value = line.partition(":")
        if key == "MemAvailable":
            return int(value.split()[0]) * 1024
    return None


def daemons_of(config: Path, processes: Path = _PROCESSES) -> tuple[int, ...]:
    """Return the process ids of the daemons that serve a folder, as far as this user may see them."""
    found = []
    for process in processes.glob("[0-9]*"):
        try:
            words = [os.fsdecode(word) for word in (process / "cmdline").read_bytes().split(b"\0")]
            in_charge = (process / "comm").read_text().strip() not in {BEGINS, LEAVES}
            if _serves(words) and in_charge and _same(process / "cwd" / _folder_in(words), config):
                found.append(int(process.name))
        except OSError:
            continue
    return tuple(sorted(found))


def _serves(words: list[str]) -> bool:
    # Recognisers are processes of other words.
    return "serve" in words and any(Path(word).name in ("veertien", "veertien.cli") for word in words)


def _folder_in(words: list[str]) -> str:
    for place, word in enumerate(words):
        option, is_joined, value = word.partition("=")
        if option == "--config":
            return value if is_joined else (words[place + 1] if place + 1 < len(words) else "")
    return "config"


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _daemon_user() -> tuple[str, _Reader]:
    user = os.geteuid()
    if user == 0:
        try:
            given = pwd.getpwnam(DAEMON_USER)
        except KeyError:
            return "root", _Reader(0, frozenset())
        groups = frozenset(os.getgrouplist(DAEMON_USER, given.pw_gid))
        return DAEMON_USER, _Reader(given.pw_uid, groups)
    return _name_of(user), _Reader(user, frozenset((os.getegid(), *os.getgroups())))


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _text_of(file: Path) -> str:
    # systemd's ProcSubset=pid hides it.
    try:
        return file.read_text()
    except OSError:
        return ""


def _writable(folder: Path, reader: _Reader) -> bool:
    """Return whether something can be kept there: one that isn't there yet is made."""
    present = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    try:
        return reader.may(present, _WRITE)
    except OSError:
        return False


def _readable(path: Path, reader: _Reader) -> bool:
    try:
        return reader.may(path, _READ)
    except OSError:
        return False


def _read_folders(config: Path, settings: Settings) -> tuple[Path, ...]:
    # One that isn't there is a fault of the tables.
    return (config, *([settings.data] if settings.data and settings.data.is_dir() else []))


def _all_readable(folder: Path, reader: _Reader) -> bool:
    files = (folder, *(file for names in _READ_FILES for file in folder.glob(names)))
    return all(_readable(path, reader) for path in files)


def _open_secrets(config: Path, settings: Settings) -> Iterator[Path]:
    # Files of secrets that others may read are refused with the settings.
    written = config / SETTINGS_FILE
    if settings.hold_secrets and _mode(written) & _ANYBODY:
        yield written


def _mode(file: Path) -> int:
    # The daemon looks too, and its folder may be in the middle of an update.
    try:
        return file.stat().st_mode
    except OSError:
        return 0


def _youngest(config: Path) -> float:
    found = [0.0]
    for path in (Path(veertien.__file__), *config.glob("*.yaml")):
        with suppress(OSError):
            found.append(path.stat().st_mtime)
    return max(found)
