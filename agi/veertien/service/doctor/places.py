"""Finds the line that a finding is about, in the folder's files and in Asterisk's, as far as they can be read here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from veertien.asterisk.config_text import included_by
from veertien.doctor.finding import DoctorFinding

_DEEPEST = 5
"""Files that include each other; more than anybody means, and no way round."""


def located(findings: Iterable[DoctorFinding], folders: Sequence[Path]) -> tuple[DoctorFinding, ...]:
    """Return findings with the whole path of their file, and the line where what they are about stands. Never raises.

    A file is looked for in each of the folders, and in what it includes. Of settings the last line counts, as with
    Asterisk; of sections the first. Where nothing is found a place stays as it was.
    """
    return tuple(_located(finding, folders) for finding in findings)


def _located(finding: DoctorFinding, folders: Sequence[Path]) -> DoctorFinding:
    place = finding.place
    if place is None or place.line is not None:
        return finding
    folder = next((folder for folder in folders if (folder / place.file).is_file()), None)
    if folder is None:
        return finding
    found: tuple[Path, int | None] = folder / place.file, None
    if place.sought:
        for one, number, line in _lines(folder / place.file, folder, _DEEPEST):
            if line.strip().startswith(place.sought):
                found = one, number
                if place.sought.startswith("["):
                    break
    return replace(finding, place=replace(place, file=str(found[0]), line=found[1]))


def _lines(file: Path, folder: Path, deepest: int) -> Iterator[tuple[Path, int, str]]:
    """Give the lines of a file and of those that it includes, in the order in which Asterisk reads them.

    What is included lies in Asterisk's folder, also where the file that includes it lies in one below.
    """
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for number, line in enumerate(lines, 1):
        yield file, number, line
        included = included_by(line.strip())
        if included and deepest:
            for one in _matching(folder, included):
                yield from _lines(one, folder, deepest - 1)


def _matching(folder: Path, included: str) -> list[Path]:
    root = Path("/") if included.startswith("/") else folder
    try:
        return sorted(root.glob(included.lstrip("/")))
    except (ValueError, NotImplementedError):
        # No pattern of a path: Asterisk finds nothing by it either.
        return []
