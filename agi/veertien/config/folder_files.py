"""Which files of a config folder are read, and which look as if they were."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from veertien.config.faults import FaultLog, Mark
from veertien.config.faults.definitions.files import FileName, FileTooLarge, TooManyFiles
from veertien.config.faults.text import did_you_mean, meant, nearest
from veertien.config.schemas import schema_names, schema_text
from veertien.config.yaml_files.tree import Document, Scalar, entries

SETTINGS_FILE = "veertien.yaml"
TRUNKS_FILE = "trunks.yaml"
MUNICIPALITIES = "municipalities"
FILES = (
    "callers.yaml",
    "conversation.yaml",
    "operator.yaml",
    "prompts.yaml",
    "pronunciations.yaml",
    "routing.yaml",
    "schedules.yaml",
    TRUNKS_FILE,
    SETTINGS_FILE,
)
"""The files beside the folder `municipalities`, of which every .yaml file is read."""

MOST_FILES = 1000
"""Files in `municipalities`: one for each of the country's 342, and as many again twice."""
MOST_BYTES = 1024 * 1024
"""All files in `municipalities` together: 3 kB for each of the country's 342, of which 0.6 kB would be much."""

MOST_ENTRIES = 3000
"""Municipalities listed in all files: the country's 342, each in several periods. Each is compared with all."""

# What people and their editors take for YAML; a Windows editor adds .txt where the ending is hidden.
_ENDINGS = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
# Folders in one another that are looked into: far more than anybody means, and no way round by links.
_DEEPEST = 6
# Settings that name a file: one that ends in .yaml is read, too.
_NAMES_A_FILE = "_file"
_KEY = re.compile(r"^[\"']?([a-z_]+)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)
# Bytes that are read of a file to see what it says: more than the longest comment at the top of an example.
_MOST_BEFORE_KEYS = 16 * 1024


def read_files(folder: Path) -> list[Path]:
    """Return the files of the folder that are read, in order. Raises OSError when it can't be listed."""
    present = {path.name for path in folder.iterdir()}
    own = [folder / name for name in FILES if name in present]
    try:
        return [*own, *municipality_files(folder)]
    except OSError:
        # A fault that the loader reports.
        return own


def municipality_files(folder: Path) -> list[Path]:
    """Return the files of the folder that list municipalities. Raises OSError when they can't be listed."""
    # Editors leave hidden copies beside the file being edited.
    files = (folder / MUNICIPALITIES).iterdir()
    return sorted(file for file in files if file.suffix == ".yaml" and not file.name.startswith("."))


def unread_files(folder: Path) -> list[Path]:
    """Return the files that look as if they were read, and are not; hidden ones and editors' backups do not look so.

    What can't be listed is passed over.
    """
    return sorted(_unread(folder, folder, 0))


def check_names(folder: Path, settings: Document | None, faults: FaultLog) -> None:
    """Note every file that looks as if it were read, and is not."""
    named = set(_named_in(settings))
    for file in unread_files(folder):
        if file not in named:
            faults.add(file, Mark(), _unread_for(file, folder))


def check_amount(files: Iterable[Path], folder: Path, faults: FaultLog) -> bool:
    """Return whether files are few and small enough to be read while callers wait for it; note it where not."""
    listed = list(files)
    if len(listed) > MOST_FILES:
        faults.add(folder, Mark(), TooManyFiles.files(len(listed), MOST_FILES))
        return False
    size = sum(map(_size, listed))
    if size > MOST_BYTES:
        faults.add(folder, Mark(), FileTooLarge.together(size, MOST_BYTES))
        return False
    return True


def few_enough(count: int, folder: Path, faults: FaultLog) -> bool:
    """Return whether so many municipalities can be compared with each other; note it where not."""
    if count <= MOST_ENTRIES:
        return True
    faults.add(folder / MUNICIPALITIES, Mark(), TooManyFiles.municipalities(count, MOST_ENTRIES))
    return False


def _unread(folder: Path, top: Path, depth: int) -> Iterator[Path]:
    try:
        inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return
    for path in inside:
        if path.name.lower().endswith(_ENDINGS) and not _is_read(path, top):
            yield path
        elif path.is_dir() and depth < _DEEPEST:
            yield from _unread(path, top, depth + 1)


def _is_read(path: Path, top: Path) -> bool:
    if path.parent == top:
        # Where file names know no capitals, or by a link, a file may have more than one name.
        return path.name in FILES or any(_same(path, top / name) for name in FILES)
    return path.parent == top / MUNICIPALITIES and path.suffix == ".yaml"


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _unread_for(file: Path, folder: Path) -> FileName:
    """Return that a file is not read, with what may be meant by it."""
    within = file.relative_to(folder).parts[:-1]
    plain = f"{file.name.split('.')[0]}.yaml"
    if within == (MUNICIPALITIES,):
        taken = file.name != plain and (file.parent / plain).exists()
        return FileName.beside(plain) if taken else FileName.ending()
    if within[:1] == (MUNICIPALITIES,):
        return FileName.too_deep(MUNICIPALITIES)
    if within:
        other = did_you_mean(within[0], [MUNICIPALITIES])
        return FileName.folder_meant(other) if other else FileName.below(folder)
    # What it says tells more than what its name is like.
    known = next((name for name in FILES if name == plain.lower()), None) or _home(file, plain)
    if known and (folder / known).exists():
        return FileName.beside(known)
    near = known or nearest(plain, FILES)
    # Who renames a file to the name of another loses that one.
    if near and not (folder / near).exists():
        return FileName.file_meant(meant(near))
    return FileName.unknown(FILES, MUNICIPALITIES)


def _home(file: Path, plain: str) -> str | None:
    """Return where the first key that belongs to one file alone stands; None where no key tells."""
    try:
        # A named pipe would block for ever.
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            text = opened.read(_MOST_BEFORE_KEYS).decode("utf-8-sig", "replace")
    except OSError:
        return None
    homes = _homes()
    schema = next((homes[key[1]] for key in _KEY.finditer(text) if key[1] in homes), None)
    if schema == MUNICIPALITIES:
        return f"{MUNICIPALITIES}/{plain}"
    return schema and f"{schema}.yaml"


@cache
def _homes() -> Mapping[str, str]:
    """Return for each key at the top of one file alone the schema that has it."""
    keys = {name: json.loads(schema_text(name))["properties"] for name in schema_names()}
    times = Counter(key for found in keys.values() for key in found)
    return {key: name for name, found in keys.items() for key in found if times[key] == 1}


def _named_in(settings: Document | None) -> Iterator[Path]:
    """Yield the files that veertien.yaml names; from its nodes, for what is faulty there is named all the same."""
    if settings is None:
        return
    for _, section in entries(settings.root):
        for key, value in entries(section):
            if key.text.endswith(_NAMES_A_FILE) and isinstance(value, Scalar):
                yield settings.file.parent / value.text


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
