"""A support bundle: what somebody needs who helps with an installation, without what they may not read."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from veertien.config import Settings, TablesFaultyError, load_settings, read_files
from veertien.redaction import Redactor
from veertien.support.daemon import DaemonSilentError
from veertien.support.documents import RawDocument
from veertien.support.logs import LogUnreadableError
from veertien.support.parts import (
    LOG_HOURS,
    Installation,
    asterisk,
    config_check,
    daemon,
    doctor,
    log,
    tables,
    versions,
)
from veertien.support.secrets import people_of_yaml, secrets_of_asterisk, secrets_of_yaml

README = "README.txt"
_TOLD = (DaemonSilentError, LogUnreadableError, OSError)
"""Errors that say in their words what was wrong."""
_PART_SECONDS = 30.0
"""How long one part may take; what hangs is left behind."""
_LARGEST_YAML = 1024 * 1024
_LARGEST = 16 * 1024 * 1024
"""Characters of one document; of a longer one its end is kept."""
_MOST_CHARACTERS = 128 * 1024 * 1024
"""Of all documents together."""

_PARTS: Mapping[str, Callable[[Installation], Iterator[RawDocument]]] = {
    "doctor": doctor,
    "versions": versions,
    "check": config_check,
    "config": tables,
    "asterisk": asterisk,
    "log": log,
    "daemon": daemon,
}
"""The doctor comes first: it finds out which Asterisk there is, and where its files are."""

_WHAT = f"""\
versions.txt      Veertien, Python and its libraries, Asterisk, the system
doctor.txt/.json  what `veertien doctor` finds
check.txt         what `veertien check` says
config/           veertien.yaml and the tables
asterisk/         Asterisk's files that matter to Veertien, with those that they include
log.txt           the daemon's log: the last {LOG_HOURS} hours of the journal, or the end of the file that was named
daemon/           what the running daemon answers at /healthz, /now and /metrics
"""
_TAKEN_OUT = """\
<secret>      passwords, secrets, keys and tokens, wherever they stand
<number 1>    telephone numbers, callers' and destinations'; the same number has the same mark, however it is written
<person>      names, users and SIP users; comments, and what is noted beside callers' numbers, are left out
<said>        what callers answered
<hash>        hashes of 32 digits and more
<address 1>   addresses of other networks; those of private networks and of this machine stay
<quoted>      what the last line of a traceback quotes

Call records, captures, the memory of choices, prompts, models, core dumps and Asterisk's own logs are not looked at.
14-numbers, names of municipalities, trunks and endpoints, times, and Asterisk's ids of calls stay.
"""


@dataclass
class Bundle:
    """Documents by their paths, and what could not be had."""

    made: datetime
    documents: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Why, by part."""
    taken: Counter[str] = field(default_factory=Counter)
    """How much was taken out, by its mark."""

    @property
    def name(self) -> str:
        """What it is called, and the folder in it."""
        return f"veertien-support-{self.made:%Y%m%d-%H%M%S}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give the files, by their paths, in order; a README first."""
        yield README, self._readme().encode()
        for path, text in sorted(self.documents.items()):
            yield path, text.encode(errors="replace")

    def _readme(self) -> str:
        missing = [f"{part}: {' '.join(why.split())}" for part, why in sorted(self.missing.items())]
        taken = [f"{count} x <{mark}>" for mark, count in sorted(self.taken.items())]
        return "\n".join(
            (
                f"A support bundle of Veertien, made at {self.made:%Y-%m-%d %H:%M:%S} UTC.",
                "Nothing of it was sent anywhere.",
                "",
                "What is in it",
                "",
                _WHAT,
                "What could not be had",
                "",
                *(missing or ["Nothing: all of it is there."]),
                "",
                "What was taken out, and the mark in its place",
                "",
                _TAKEN_OUT,
                f"In all: {', '.join(taken) or 'nothing'}.",
                "",
            )
        )


def gather_bundle(config: Path, log_file: Path | None) -> Bundle:
    """Find out all that goes into a bundle, whatever is dead, and take out what nobody else may read. Blocking.

    `log_file` is a file with the daemon's log; None for the journal.
    """
    bundle = Bundle(datetime.now(UTC))
    seen = Installation(config, _settings(config), log_file, tuple(_yaml_files(config)))
    raw: list[RawDocument] = []
    for name, part in _PARTS.items():
        raw += _within(bundle, name, partial(_all_of, part, seen))
    secrets = secrets_of_yaml(config, seen.yaml_files) | secrets_of_asterisk(seen.asterisk_files.values())
    redactor = Redactor(secrets, people_of_yaml(seen.yaml_files))
    _put_in(bundle, redactor, raw)
    return bundle


def _put_in(bundle: Bundle, redactor: Redactor, raw: list[RawDocument]) -> None:
    left = _MOST_CHARACTERS
    for document in raw:
        path = redactor.text(document.path)
        if len(document.text) > left:
            bundle.missing[path] = "the bundle would be too large"
            continue
        left -= len(document.text)
        text = document.text
        if len(text) > _LARGEST:
            text = text[-_LARGEST:].partition("\n")[2]
            bundle.missing[path] = "its beginning: it is too large"
        bundle.documents[path] = document.form.redacted(redactor, text)
    bundle.missing = {redactor.text(part): redactor.text(why) for part, why in bundle.missing.items()}
    bundle.taken = redactor.taken


def _all_of(part: Callable[[Installation], Iterator[RawDocument]], seen: Installation) -> list[RawDocument]:
    return list(part(seen))


def _within(bundle: Bundle, name: str, work: Callable[[], list[RawDocument]]) -> list[RawDocument]:
    """Return what one part finds out; where it fails, or takes too long, the bundle says so."""
    answers: SimpleQueue[list[RawDocument] | Exception] = SimpleQueue()

    def run() -> None:
        try:
            answers.put(work())
        except Exception as error:
            # Whatever is broken here is what the bundle is for.
            answers.put(error)

    # No pool: that would wait at the end for what hangs.
    threading.Thread(target=run, daemon=True).start()
    try:
        found = answers.get(timeout=_PART_SECONDS)
    except Empty:
        bundle.missing[name] = f"it took longer than {_PART_SECONDS:.0f} seconds"
        return []
    if isinstance(found, Exception):
        bundle.missing[name] = str(found) if isinstance(found, _TOLD) else f"{type(found).__name__}: {found}"
        return []
    return found


def _settings(config: Path) -> Settings | None:
    try:
        return load_settings(config, without_model=True)
    except TablesFaultyError:
        return None


def _yaml_files(config: Path) -> Iterator[tuple[Path, str]]:
    with suppress(OSError):
        for file in read_files(config):
            with suppress(OSError):
                # A named pipe would block for ever.
                if file.is_file():
                    with file.open("rb") as opened:
                        yield file, opened.read(_LARGEST_YAML).decode(errors="replace")
