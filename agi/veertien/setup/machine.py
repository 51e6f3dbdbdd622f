"""What is found on the machine, or in the root folder of another."""

from __future__ import annotations

import os
import posixpath
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from veertien.asterisk.config_text import ASTERISK_FOLDER, config_lines, sections_of
from veertien.asterisk.versions import passes_keys_on
from veertien.setup.facts import Found
from veertien.setup.planning import PROGRAM_LINK, TABLES_FOLDER, UNIT_FILE, self_test_unit_files

_MOST_BYTES = 4 << 20
_SECONDS = 10
_SECRET_BYTES = 24


class SetupError(Exception):
    """Setup can't go on. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine by its root folder."""

    root: Path = Path("/")

    @property
    def is_this_one(self) -> bool:
        """Whether it is the machine that runs."""
        return self.root.resolve() == Path("/")

    def at(self, path: str) -> Path:
        """Return where a path of the PBX is to be found, links followed as they lead there; raises SetupError."""
        place = self.root / path.lstrip("/")
        for _ in range(40):
            if not place.is_symlink():
                return place
            target = place.readlink()
            place = self.root / str(target).lstrip("/") if target.is_absolute() else place.parent / target
        raise SetupError(f"{path}: links lead in a circle")

    def link(self, path: str) -> Path:
        """Return where a link itself is."""
        return self.root / path.lstrip("/")

    def names(self, file: str) -> dict[str, int]:
        """Return the ids of users or groups by name, from `/etc/passwd` or `/etc/group`. Raises OSError."""
        place = self.at(file)
        lines = (line.split(":") for line in place.read_text("utf-8").splitlines()) if place.exists() else ()
        return {fields[0]: int(fields[2]) for fields in lines if len(fields) > 2 and fields[2].isdigit()}


def look(machine: Machine, asterisk: str | None, written: Mapping[str, str]) -> Found:
    """Return what is found; `asterisk` is the folder of its files, where asterisk.conf does not say it.

    Raises:
        SetupError: there is no Asterisk.
        OSError: something can't be read.
    """
    main = _texts(machine.at(ASTERISK_FOLDER), ("asterisk.conf",))
    folder = _absolute(machine, asterisk) or _said(main, "directories", "astetcdir") or ASTERISK_FOLDER
    place = machine.at(folder)
    if not place.is_dir():
        raise SetupError(f"{folder}: no folder of Asterisk's files there; name it with --asterisk")
    files = _texts(place, None)
    _add_from_elsewhere(machine, files)
    groups = machine.names("/etc/group")
    options = sections_of(files if "asterisk.conf" in files else main, "asterisk.conf")
    named = next((one.value("rungroup") or one.value("runuser") for one in options if one.name == "options"), None)
    tables = machine.at(TABLES_FOLDER)
    unit = machine.at(UNIT_FILE)
    wanted = (f"{folder}/veertien", TABLES_FOLDER, f"{TABLES_FOLDER}/municipalities", posixpath.dirname(UNIT_FILE))
    return Found(
        asterisk_folder=folder,
        asterisk_files=files,
        asterisk_group=named or ("asterisk" if "asterisk" in groups else "root"),
        fresh_secret=secrets.token_hex(_SECRET_BYTES),
        tables=_texts(tables, None) if tables.is_dir() else {},
        unit=text_of(unit),
        self_test_secret=secrets.token_hex(_SECRET_BYTES),
        self_test_units={
            path: text for path in self_test_unit_files() if (text := text_of(machine.at(path))) is not None
        },
        users=frozenset(machine.names("/etc/passwd")),
        folders=frozenset(one for one in (*wanted, "/opt/veertien") if machine.at(one).is_dir()),
        written=written,
        program=_program(machine),
        program_link=_program_link(machine),
        too_old=_too_old() if machine.is_this_one else None,
        systemd_runs=machine.is_this_one and Path("/run/systemd/system").is_dir(),
        root_folder=not machine.is_this_one,
    )


def _absolute(machine: Machine, folder: str | None) -> str | None:
    """Return a folder that was named on the command line, by its whole path on the machine."""
    if not folder or not machine.is_this_one:
        return folder and posixpath.join("/", folder)
    return posixpath.abspath(folder)


def text_of(path: Path) -> str | None:
    """Return a file's text, whatever its bytes; None where there is none. Raises OSError."""
    return _text(path) if path.exists() else None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _texts(folder: Path, names: tuple[str, ...] | None) -> dict[str, str]:
    if names is not None:
        return {name: _text(folder / name) for name in names if (folder / name).is_file()}
    found = {}
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in files:
            path = Path(parent, name)
            if path.is_file() and path.stat().st_size <= _MOST_BYTES:
                found[path.relative_to(folder).as_posix()] = _text(path)
    return found


def _add_from_elsewhere(machine: Machine, files: dict[str, str]) -> None:
    waiting = list(files.values())
    while waiting:
        for line in config_lines(waiting.pop()):
            if line.include and line.include.startswith("/"):
                for path in sorted(machine.root.glob(line.include.lstrip("/"))):
                    name = f"/{path.relative_to(machine.root).as_posix()}"
                    if name not in files and path.is_file() and path.stat().st_size <= _MOST_BYTES:
                        files[name] = _text(path)
                        waiting.append(files[name])


def _said(files: Mapping[str, str], section: str, option: str) -> str | None:
    sections = sections_of(files, "asterisk.conf")
    return next((one.value(option) for one in sections if one.name == section), None)


def _program(machine: Machine) -> str | None:
    prefix = Path(sys.prefix).resolve()
    root = machine.root.resolve()
    if not prefix.is_relative_to(root) or not (prefix / "bin/veertien").exists():
        return None
    return f"/{prefix.relative_to(root).as_posix()}"


def _program_link(machine: Machine) -> str | None:
    link = machine.link(PROGRAM_LINK)
    if link.is_symlink():
        return str(link.readlink())
    return "" if link.exists() else None


def _too_old() -> str | None:
    binary = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        return None
    try:
        said = subprocess.run([binary, "-V"], capture_output=True, text=True, timeout=_SECONDS, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = said.removeprefix("Asterisk ").strip()
    return version if passes_keys_on(version) is False else None
