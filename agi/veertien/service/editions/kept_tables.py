"""A copy of the files that were last in force, for a start at which the config folder can't be used.

A link leads to the copy. A new copy is written beside the old one and then linked in its place in one step, so that
there is a whole copy at any moment, whenever the machine stops.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import structlog

from veertien.config import SETTINGS_FILE, TablesFaultyError, load_settings
from veertien.config.folder import Loaded, contents_of, read_kept_folder

STATE_DIRECTORY = "STATE_DIRECTORY"
"""The environment variable in which systemd gives the folder of `StateDirectory=`; see systemd.exec(5)."""
NATIONAL_DATA = "national-data"
"""The folder in the copy with the edition of the national data; where there is none, the package's counted."""


class KeptTables:
    """Keeps one copy of one config folder, readable by nobody but the daemon's user.

    `link` leads to it; where it is None nothing is kept. `fault` says why the last copy could not be written. The files
    of secrets are not copied, nor is a veertien.yaml with a secret in it.
    """

    def __init__(self, config: Path, link: Path | None) -> None:
        self.link = link
        self.fault: str | None = None
        self._config = config
        self._log = structlog.get_logger(__name__)

    @classmethod
    def taken_from(cls, environment: Mapping[str, str], config: Path) -> Self:
        """Keep the folder `config` where the environment says that state is kept."""
        # With several folders systemd separates them by colons.
        state = environment.get(STATE_DIRECTORY, "").split(":")[0]
        # Links in it are not followed: they may lead elsewhere after an update of the tables.
        folder = os.path.abspath(config)  # noqa: PTH100 - Path.resolve follows links
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        return cls(config, Path(state) / f"tables-{name}" if state else None)

    def load(self) -> Loaded:
        """Read the copy, with the settings of the folder's own veertien.yaml, or else with those of the copy.

        Raises TablesFaultyError when the copy has faults, also by a later version's rules, OSError when there is none.
        """
        if self.link is None or not self.link.is_dir():
            raise FileNotFoundError("nothing was kept")
        try:
            settings = load_settings(self._config, without_model=True, to_serve=True)
        except TablesFaultyError:
            # Its paths lead from the config folder, where the secrets are.
            settings = load_settings(self.link, paths_from=self._config, without_model=True)
        return read_kept_folder(self.link, self.link / NATIONAL_DATA, settings)

    def keep(self, loaded: Loaded) -> None:
        """Put the files of what was loaded in the place of the copy. Blocking; a failure is logged, never raised."""
        if self.link is None or loaded.kept:
            return
        files = dict(loaded.files)
        if loaded.settings.hold_secrets:
            files.pop(SETTINGS_FILE, None)
        files |= {f"{NATIONAL_DATA}/{name}": content for name, content in loaded.data.files.items()}
        try:
            if not self.link.exists() or _contents(self.link) != files:
                _replace(self.link, files)
        except OSError as error:
            self.fault = str(error)
            self._log.warning("tables_not_kept", why=self.fault)
        else:
            self.fault = None


def _contents(copy: Path) -> Mapping[str, bytes]:
    data = {f"{NATIONAL_DATA}/{file.name}": file.read_bytes() for file in (copy / NATIONAL_DATA).glob("*.tsv")}
    return {**contents_of(copy), **data}


def _replace(link: Path, files: Mapping[str, bytes]) -> None:
    copy = Path(tempfile.mkdtemp(prefix=f"{link.name}.", dir=link.parent))
    new = copy.with_name(f"{copy.name}.link")
    try:
        _write(copy, files)
        new.symlink_to(copy.name)
        new.replace(link)
    finally:
        # Also what an earlier one left that was cut off.
        linked = link.readlink().name if link.is_symlink() else None
        for other in link.parent.glob(f"{link.name}.*"):
            if other.name != linked:
                _remove(other)
    _flush(link.parent)


def _write(copy: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, and have them on the disk before they count."""
    folders = {copy}
    for name, content in files.items():
        file = copy / name
        if file.parent not in folders:
            file.parent.mkdir(0o700)
            folders.add(file.parent)
        file.touch(0o600, exist_ok=False)
        with file.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    for folder in folders:
        _flush(folder)


def _flush(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(left: Path) -> None:
    with suppress(OSError):
        if left.is_symlink():
            left.unlink()
        else:
            shutil.rmtree(left)
