"""The parts of a support bundle: each finds out one thing, or raises; none changes anything."""

import asyncio
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path

from veertien.asterisk.config_text import ASTERISK_FOLDER
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.config import Faulty, Settings, TablesFaultyError, check
from veertien.conversation import Language
from veertien.cores import usable_cores
from veertien.doctor.examining import findings_of
from veertien.doctor.facts import InstallationFacts
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.rows.folder import of_folder
from veertien.release import loaded_release
from veertien.routing import AMSTERDAM
from veertien.service.doctor.gathering import folders_of, installation_facts
from veertien.service.doctor.places import located
from veertien.support.asterisk_files import asterisk_files
from veertien.support.daemon import DaemonSilentError, ask_daemon
from veertien.support.documents import Form, RawDocument
from veertien.support.logs import log_text

LOG_HOURS = 6
"""How much of the journal goes along."""
_MOST_SECONDS = 10
_OS = Path("/etc/os-release")
_ANSWERS = (
    ("/healthz", "healthz.json", Form.JSON),
    ("/now", "now.json", Form.JSON),
    ("/metrics", "metrics.txt", Form.METRICS),
)


@dataclass
class Installation:
    """What the parts look at."""

    config: Path
    settings: Settings | None
    """None where veertien.yaml can't be used."""
    log: Path | None
    """A file with the daemon's log; None for the journal."""
    yaml_files: Sequence[tuple[Path, str]]
    asterisk_files: dict[str, str] = field(default_factory=dict)
    facts: InstallationFacts | None = None
    """What the doctor found out, once it has."""

    @property
    def asterisk_folder(self) -> Path:
        """Where Asterisk has its files, as it says itself."""
        return Path(ASTERISK_FOLDER) if self.facts is None else folders_of(self.facts)[1]


def versions(seen: Installation) -> Iterator[RawDocument]:
    """Give what runs here."""
    lines = [
        f"Veertien {loaded_release().name}",
        f"Python {sys.version.split()[0]} ({platform.python_implementation()})",
        f"Asterisk {_asterisk(seen)}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"{usable_cores()} processors",
    ]
    if _OS.is_file():
        lines.append(next((line for line in _OS.read_text().splitlines() if line.startswith("PRETTY_NAME")), ""))
    libraries = sorted({f"{one.name} {one.version}" for one in distributions()}, key=str.lower)
    yield RawDocument("versions.txt", Form.TEXT, "\n".join([*lines, "", "Libraries:", *libraries]) + "\n")


def doctor(seen: Installation) -> Iterator[RawDocument]:
    """Give what the doctor finds."""
    found: Sequence[DoctorFinding]
    try:
        seen.facts = asyncio.run(installation_facts(seen.config))
        found = located(findings_of(seen.facts), folders_of(seen.facts))
    except TablesFaultyError as error:
        found = tuple(of_folder(error.faults))
    text = "".join(
        f"{one.urgency.name.lower()}: {f'{one.place}: ' if one.place else ''}{one.code}\n"
        f"    {one.sentence(Language.ENGLISH)}\n    {one.cure(Language.ENGLISH)}\n"
        for one in found
    )
    yield RawDocument("doctor.txt", Form.TEXT, text or "Nothing is wrong.\n")
    yield RawDocument("doctor.json", Form.JSON, json.dumps({"findings": [one.as_json() for one in found]}))


def config_check(seen: Installation) -> Iterator[RawDocument]:
    """Give what `veertien check` says."""
    found = check(seen.config, None, datetime.now(AMSTERDAM))
    lines = found.faults if isinstance(found, Faulty) else (*found.warnings, *found.notes)
    text = "".join(f"{line}\n" for line in lines)
    faulty = isinstance(found, Faulty)
    yield RawDocument("check.txt", Form.TEXT, text + ("The folder has faults.\n" if faulty else "No faults.\n"))


def tables(seen: Installation) -> Iterator[RawDocument]:
    """Give the files of the config folder."""
    for file, text in seen.yaml_files:
        yield RawDocument(f"config/{file.relative_to(seen.config).as_posix()}", Form.YAML, text)


def asterisk(seen: Installation) -> Iterator[RawDocument]:
    """Give Asterisk's files."""
    seen.asterisk_files = asterisk_files(seen.asterisk_folder)
    for name, text in seen.asterisk_files.items():
        yield RawDocument(f"asterisk/{name.lstrip('/')}", Form.ASTERISK, text)


def log(seen: Installation) -> Iterator[RawDocument]:
    """Give the last of the log."""
    until = datetime.now(UTC)
    yield RawDocument("log.txt", Form.LOG, log_text(seen.log, until - timedelta(hours=LOG_HOURS), until))


def daemon(seen: Installation) -> Iterator[RawDocument]:
    """Give what the daemon says of itself. Raises DaemonSilentError."""
    if seen.settings is None:
        raise DaemonSilentError("veertien.yaml can't be used, so it isn't known where the daemon is")
    for path, name, form in _ANSWERS:
        yield RawDocument(f"daemon/{name}", form, ask_daemon(seen.settings.web, path))


def _asterisk(seen: Installation) -> str:
    if seen.facts is not None and isinstance(seen.facts.pbx, ExaminedPbx):
        return seen.facts.pbx.facts.asterisk
    binary = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        return "was not asked, and is not installed where commands are looked for"
    said = subprocess.run([binary, "-V"], capture_output=True, text=True, timeout=_MOST_SECONDS, check=False).stdout  # noqa: S603
    return f"{said.removeprefix('Asterisk ').strip()}, installed; it was not asked"
