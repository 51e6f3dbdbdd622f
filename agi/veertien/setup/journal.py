"""How a plan is carried out, so that each step can be taken back: noted first, with what was there, then done.

The journal and the texts that were there lie where only root can write. It is not in /var/lib/veertien: that folder
belongs to the daemon's user, who would decide what an undo by root writes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from veertien.setup.machine import Machine, SetupError, text_of
from veertien.setup.planning import text_digest
from veertien.setup.steps import (
    BeginUpgrade,
    CopyDatabase,
    MakeFolder,
    MakeLink,
    Ownership,
    Plan,
    Run,
    SetupStep,
    WriteFile,
    without_block,
)

JOURNAL_FOLDER = "/var/lib/veertien-setup"
_JOURNAL = "journal"
_HALF_WRITTEN = ".veertien-setup"
_SECONDS = 60
JournalEntry = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """What setup did on a machine. Use it in `with opened_journal(...)`."""

    machine: Machine
    entries: list[JournalEntry]
    not_given: list[str] = field(default_factory=list)
    """Owners that could not be given, as the commands that give them."""

    def written(self) -> Mapping[str, str]:
        """Return the digest of each file that was written, as it was written last."""
        return {entry["path"]: entry["after"] for entry in self.entries if entry["kind"] == "file"}

    def carry_out(self, plan: Plan) -> None:
        """Take each step of a plan; where one fails, take back those of this plan.

        Raises:
            SetupError: a step failed. The message says what was taken back, and what could not be.
        """
        first = len(self.entries)
        for step in plan.steps:
            try:
                self.note(step)
                self._do(step)
            except (OSError, subprocess.SubprocessError, sqlite3.Error, SetupError) as error:
                kept = self._take_back(first)
                rest = f"not taken back: {'; '.join(kept)}" if kept else "what was done before it is taken back"
                # What a command said begins with the command.
                where = "" if isinstance(error, SetupError) and isinstance(step, Run) else f"{_named(step)}: "
                raise SetupError(f"{where}{_why(error)}; {rest}. Mend that, and run it again") from error

    def undo(self) -> list[str]:
        """Bring back what was before the first step, and return what could not be, each with its cure."""
        return self._take_back(0)

    def upgrade(self) -> tuple[str, str] | None:
        """Return the version that the last upgrade brought into force, and the one before; None without one."""
        last = next((one for one in reversed(self.entries) if one["kind"] == "upgrade"), None)
        return None if last is None else (last["version"], last["before"])

    def back(self) -> list[str]:
        """Bring back what was before the last upgrade, and return what could not be, each with its cure."""
        places = [place for place, one in enumerate(self.entries) if one["kind"] == "upgrade"]
        return self._take_back(places[-1]) if places else []

    def note(self, step: SetupStep) -> None:
        """Write down what a step is about to change, and what is there now. Raises OSError."""
        entry: JournalEntry
        first = len(self.entries)
        match step:
            case MakeFolder():
                # Those above it too, which an undo removes last.
                above = [path.as_posix() for path in reversed(PurePosixPath(step.path).parents)]
                self.entries += (
                    {"kind": "folder", "path": path} for path in above if not self.machine.at(path).exists()
                )
                entry = {"kind": "folder", "path": step.path}
            case MakeLink():
                entry = {"kind": "link", "path": step.path, "after": step.target, "before": step.before}
            case Run():
                entry = {"kind": "run", "undo": step.undo, "seconds": step.seconds}
            case BeginUpgrade():
                entry = {"kind": "upgrade", "version": step.version, "before": step.before}
            case CopyDatabase():
                entry = {
                    "kind": "copy",
                    "path": step.path,
                    "copy": f"{len(self.entries)}-{PurePosixPath(step.path).name}",
                }
            case WriteFile():
                added = _is_block(step)
                after = text_digest(step.text)
                entry = {"kind": "file", "path": step.path, "after": after, "added": added, **self._kept(step)}
        self.entries.append(entry)
        with (self._folder / _JOURNAL).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(one)}\n" for one in self.entries[first:])
            file.flush()
            os.fsync(file.fileno())

    def _kept(self, step: WriteFile) -> JournalEntry:
        place = self.machine.at(step.path)
        if not place.exists():
            return {"before": None}
        state = place.stat()
        name = f"{len(self.entries)}-{place.name}"
        _write(self._folder / name, place.read_bytes(), 0o600, None)
        return {
            "before": name,
            "before_digest": _digest(place),
            "mode": stat.S_IMODE(state.st_mode),
            "owner": [state.st_uid, state.st_gid],
        }

    def _do(self, step: SetupStep) -> None:
        match step:
            case MakeFolder():
                place = self.machine.at(step.path)
                for above in [one for one in reversed(place.parents) if not one.exists()]:
                    above.mkdir()
                    above.chmod(0o755)
                place.mkdir(exist_ok=True)
                place.chmod(step.owner.mode)
                self._give(place, step.path, step.owner)
            case MakeLink():
                _link(self.machine.link(step.path), step.target)
            case Run():
                run(step.command, step.seconds)
            case BeginUpgrade():
                pass
            case CopyDatabase():
                _copy_database(self.machine.at(step.path), self._folder / self.entries[-1]["copy"])
            case WriteFile():
                place = self.machine.at(step.path)
                if text_of(place) != step.before:
                    raise SetupError("it was changed while setup ran")
                state = place.stat() if place.exists() else None
                mode = step.owner.mode if step.owner else stat.S_IMODE(state.st_mode) if state else 0o640
                owner = (state.st_uid, state.st_gid) if state and not step.owner else None
                _write(place, step.text.encode("utf-8", "surrogateescape"), mode, owner)
                if step.owner:
                    self._give(place, step.path, step.owner)

    def _give(self, place: Path, path: str, owner: Ownership) -> None:
        user = self.machine.names("/etc/passwd").get(owner.user, 0 if owner.user == "root" else None)
        group = self.machine.names("/etc/group").get(owner.group, 0 if owner.group == "root" else None)
        if user is None or group is None or os.geteuid() != 0:
            self.not_given.append(f"chown {owner.user}:{owner.group} {path}")
        else:
            os.chown(place, user, group)

    def _take_back(self, first: int) -> list[str]:
        kept: dict[str, str] = {}
        left: list[JournalEntry] = []
        for entry in reversed(self.entries[first:]):
            path = entry.get("path", "")
            why = kept.get(path) or self._taken_back(entry)
            if why:
                kept[path or why] = why
                left.insert(0, entry)
        backups = {entry.get("before") for entry in left}
        for entry in self.entries[first:]:
            if entry["kind"] == "file" and entry["before"] and entry["before"] not in backups:
                (self._folder / entry["before"]).unlink(missing_ok=True)
        self.entries[first:] = left
        self.save()
        return list(kept.values())

    def _taken_back(self, entry: JournalEntry) -> str | None:
        """Take one step back; return why it could not be, None where it was."""
        try:
            match entry["kind"]:
                case "file":
                    return self._file_back(entry)
                case "folder":
                    return self._folder_back(entry["path"])
                case "link":
                    link = self.machine.link(entry["path"])
                    if link.is_symlink() and str(link.readlink()) == entry["after"]:
                        link.unlink() if entry["before"] is None else _link(link, entry["before"])
                case "run" if entry["undo"]:
                    run(entry["undo"], entry.get("seconds", _SECONDS))
                case "copy":
                    # What was written since is in the database, which other steps bring back.
                    (self._folder / entry["copy"]).unlink(missing_ok=True)
        except (OSError, subprocess.SubprocessError, sqlite3.Error, SetupError) as error:
            what = entry.get("path") or " ".join(entry["undo"])
            return f"{what}: {_why(error)}"
        return None

    def _folder_back(self, path: str) -> str | None:
        place = self.machine.at(path)
        # Where its step failed there may be something else, or nothing.
        if place.is_dir():
            if any(place.iterdir()):
                return f"{path}: there are files of yours in it, so it is left; move them, and undo again"
            place.rmdir()
        return None

    def _file_back(self, entry: JournalEntry) -> str | None:
        place = self.machine.at(entry["path"])
        place.with_name(place.name + _HALF_WRITTEN).unlink(missing_ok=True)
        now = _digest(place)
        if now == entry.get("before_digest"):
            return None
        if now != entry["after"] and entry.get("added"):
            # Lines of others have come since. Ours must go all the same: what they include goes too, and Asterisk loads
            # nothing of a file that includes what is gone.
            self._block_out(place)
            return None
        if now != entry["after"]:
            return (
                f"{entry['path']}: it was changed since setup wrote it and is left as it is; take out what is "
                "Veertien's, or remove the file where nothing else is in it"
            )
        if entry["before"] is None:
            place.unlink()
        else:
            uid, gid = entry["owner"]
            owner = (uid, gid) if os.geteuid() == 0 else None
            _write(place, (self._folder / entry["before"]).read_bytes(), entry["mode"], owner)
        return None

    def _block_out(self, place: Path) -> None:
        text = text_of(place) or ""
        rest = without_block(text)
        state = place.stat()
        if rest != text:
            owner = (state.st_uid, state.st_gid) if os.geteuid() == 0 else None
            _write(place, rest.encode("utf-8", "surrogateescape"), stat.S_IMODE(state.st_mode), owner)

    @property
    def _folder(self) -> Path:
        return self.machine.at(JOURNAL_FOLDER)

    def save(self) -> None:
        """Write down again what is in it. Raises OSError."""
        text = "".join(f"{json.dumps(entry)}\n" for entry in self.entries)
        _write(self._folder / _JOURNAL, text.encode(), 0o600, None)


@contextlib.contextmanager
def opened_journal(machine: Machine) -> Iterator[Journal]:
    """Open the journal of a machine, for one setup at a time; where nothing is in it at the end, it is removed.

    Raises:
        SetupError: another setup runs, or somebody else could write the journal.
        OSError: it can't be read or written.
    """
    folder = machine.at(JOURNAL_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o022:
        raise SetupError(f"{JOURNAL_FOLDER}: others can write there; look at it, and chown root and chmod 700 it")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError("another veertien setup is running: wait for it") from None
        journal = Journal(machine, read_journal(machine))
        # Without what the power failed in the middle of.
        journal.save()
        yield journal
        if not journal.entries:
            shutil.rmtree(folder)
    finally:
        os.close(handle)


def read_journal(machine: Machine) -> list[JournalEntry]:
    """Return what is in the journal, nothing where there is none. Raises OSError, and SetupError if it is damaged."""
    path = machine.at(JOURNAL_FOLDER) / _JOURNAL
    try:
        whole = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        # What the power failed in the middle of was not begun.
        return [json.loads(line) for line in whole if line.endswith("\n")]
    except ValueError:
        raise SetupError(
            f"{JOURNAL_FOLDER}/journal is damaged; the texts that were there before lie beside it"
        ) from None


def _write(path: Path, content: bytes, mode: int, owner: Sequence[int] | None) -> None:
    """Put a file in place whole, or not at all, also when the power fails."""
    half = path.with_name(path.name + _HALF_WRITTEN)
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        if owner is not None and owner != (os.geteuid(), os.getegid()):
            os.fchown(file.fileno(), *owner)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_database(database: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        contextlib.closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as found,
        contextlib.closing(sqlite3.connect(copy)) as kept,
    ):
        found.backup(kept)


def _link(link: Path, target: str) -> None:
    half = link.with_name(link.name + _HALF_WRITTEN)
    half.unlink(missing_ok=True)
    half.symlink_to(target)
    half.replace(link)


def run(command: Sequence[str], seconds: float) -> None:
    """Run a command, for so many seconds at most. Raises SetupError with what it said, OSError and SubprocessError."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603
    if done.returncode:
        raise SetupError(f"{' '.join(command)}: {done.stderr.strip() or f'status {done.returncode}'}")


def _is_block(step: WriteFile) -> bool:
    """Tell whether a step adds lines between setup's marks to a text, or changes these alone."""
    rest = without_block(step.text)
    return rest != step.text and rest.rstrip("\n") == without_block(step.before or "").rstrip("\n")


def _digest(path: Path) -> str | None:
    text = text_of(path)
    return None if text is None else text_digest(text)


def _named(step: SetupStep) -> str:
    match step:
        case Run():
            return " ".join(step.command)
        case BeginUpgrade():
            return f"upgrade to {step.version}"
        case _:
            return step.path


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
