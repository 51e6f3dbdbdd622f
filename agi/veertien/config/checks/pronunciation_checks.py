"""Checks of pronunciations.yaml, the integrator's own pronunciations."""

from collections.abc import Iterable

from veertien.config.faults import MOST_FAULTS, FaultLog, Mark
from veertien.config.faults.definitions.syntax import DuplicateKey
from veertien.config.faults.definitions.values import WrongText
from veertien.config.faults.definitions.warnings import UnusedPronunciation
from veertien.config.yaml_files.tree import Document, child, entries
from veertien.gazetteer.pronunciations import spoken_key, spoken_words


def check_pronunciations(document: Document, faults: FaultLog) -> None:
    """Note names that can't be said and names that stand twice, spelled differently."""
    first: dict[str, tuple[str, Mark]] = {}
    for name, _ in entries(child(document.root, "pronunciations")):
        key = spoken_key(name.text)
        if not key:
            faults.add(document.file, name.mark, WrongText.silent_name(name.text))
            continue
        earlier, mark = first.setdefault(key, (name.text, name.mark))
        if mark != name.mark:
            faults.add(document.file, name.mark, DuplicateKey.name(name.text, earlier, mark.line))


def warn_of_unused(document: Document, names: Iterable[str], faults: FaultLog) -> None:
    """Note pronunciations that no name uses, as a whole or for one of its words; not many more than are told."""
    known = {key: name for name in names for key in (spoken_key(name), *spoken_words(name))}
    for name, _ in entries(child(document.root, "pronunciations")):
        if len(faults) > MOST_FAULTS:
            # Each is compared with all names of the country.
            return
        if spoken_key(name.text) not in known:
            faults.add(document.file, name.mark, UnusedPronunciation.of_name(name.text, known.values()))
