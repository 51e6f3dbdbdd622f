"""Checks of pronunciations.yaml, the integrator's own pronunciations."""

from collections.abc import Iterable, Iterator
from itertools import islice

from veertien.config.faults import MOST_FAULTS
from veertien.config.faults.definitions.syntax import DuplicateKey
from veertien.config.faults.definitions.values import WrongText
from veertien.config.faults.definitions.warnings import UnusedPronunciation
from veertien.config.models.file_models import PronunciationsFile
from veertien.config.yaml_files.places import Finding, Fitted
from veertien.config.yaml_files.tree import KEY
from veertien.gazetteer.pronunciations import spoken_key, spoken_words

_SECTION = "pronunciations"


def check_pronunciations(file: Fitted[PronunciationsFile]) -> Iterator[Finding]:
    """Find names that can't be said and names that stand twice, spelled differently."""
    first: dict[str, str] = {}
    # As they were written: a fault in how one is said is no fault in its name.
    for name in file.at(_SECTION).keys:
        place = file.at(_SECTION, name, KEY)
        key = spoken_key(name)
        if not key:
            yield Finding(place, WrongText.silent_name(name))
        elif (earlier := first.setdefault(key, name)) != name:
            line = file.at(_SECTION, earlier, KEY).mark.line
            yield Finding(place, DuplicateKey.name(name, earlier, line))


def warn_of_unused(file: Fitted[PronunciationsFile], names: Iterable[str]) -> Iterator[Finding]:
    """Find pronunciations that no name uses, as a whole or for one of its words; not many more than are listed."""
    # Each is compared with all names of the country.
    return islice(_unused(file, names), MOST_FAULTS + 1)


def _unused(file: Fitted[PronunciationsFile], names: Iterable[str]) -> Iterator[Finding]:
    if not file.value.pronunciations:
        return
    known = {key: name for name in names for key in (spoken_key(name), *spoken_words(name))}
    for name in file.value.pronunciations:
        if spoken_key(name) not in known:
            yield Finding(file.at(_SECTION, name, KEY), UnusedPronunciation.of_name(name, known.values()))
