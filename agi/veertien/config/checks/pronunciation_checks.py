"""Checks of pronunciations.yaml, the integrator's own pronunciations."""

from collections.abc import Iterable

from veertien.config.faults import MOST_FAULTS, Code, FaultLog, Mark, shown
from veertien.config.yaml_files.tree import Document, child, entries
from veertien.config.yaml_files.validation import did_you_mean
from veertien.gazetteer.pronunciations import spoken_key, spoken_words


def check_pronunciations(document: Document, faults: FaultLog) -> None:
    """Note names that can't be said and names that stand twice, spelled differently."""
    first: dict[str, tuple[str, Mark]] = {}
    for name, _ in entries(child(document.root, "pronunciations")):
        key = spoken_key(name.text)
        if not key:
            message = f"{shown(name.text)} has nothing in it that can be said; write a name or take it out"
            faults.add(document.file, name.mark, Code.TEXT, message)
            continue
        earlier, mark = first.setdefault(key, (name.text, name.mark))
        if mark != name.mark:
            message = f"{shown(name.text)} is {shown(earlier)} of line {mark.line} again; put all it has in one list"
            faults.add(document.file, name.mark, Code.DUPLICATE_KEY, message)


def warn_of_unused(document: Document, names: Iterable[str], faults: FaultLog) -> None:
    """Note pronunciations that no name uses, as a whole or for one of its words; not many more than are told."""
    known = {key: name for name in names for key in (spoken_key(name), *spoken_words(name))}
    for name, _ in entries(child(document.root, "pronunciations")):
        if len(faults) > MOST_FAULTS:
            # Each is compared with all names of the country.
            return
        if spoken_key(name.text) not in known:
            cure = did_you_mean(name.text, known.values()) or "correct it, or add it to a municipality's other_names"
            message = f"no name that callers can say has {shown(name.text)} in it; {cure}"
            faults.add(document.file, name.mark, Code.UNUSED_PRONUNCIATION, message)
