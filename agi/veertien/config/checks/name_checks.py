"""Checks of what integrators say that callers say."""

import re
from collections.abc import Iterator

from veertien.config.faults.definitions.warnings import NameUnsaid
from veertien.config.tables.table_files import TableFiles
from veertien.config.yaml_files.places import Finding

_PREFIX = re.compile(r"(?:de )?gemeente +(?=\S)", re.IGNORECASE)
_SIGNS = re.compile(r"[()\[\]/\\&+*#@=;:<>|_]+")
_WORD = re.compile(r"[^\W\d_]+\.?")
_VOWEL = re.compile("[aeiouyà-åè-ïò-öù-ý]", re.IGNORECASE)


def warn_of_unsaid_names(files: TableFiles) -> Iterator[Finding]:
    """Find names that are written as nobody says them: no caller would ever be heard to say one."""
    for place, row in files.rows:
        for index, name in enumerate(row.other_names):
            if problem := _unsaid(name):
                yield Finding(place.at("other_names", index), problem)


def _unsaid(name: str) -> NameUnsaid | None:
    if prefix := _PREFIX.match(name):
        return NameUnsaid.with_prefix(name, name[prefix.end() :])
    if signs := _SIGNS.search(name):
        return NameUnsaid.with_signs(name, signs[0])
    shortened = next((word[0] for word in _WORD.finditer(name) if _is_shortened(word[0])), None)
    return NameUnsaid.shortened(name, shortened) if shortened else None


def _is_shortened(word: str) -> bool:
    """Return whether a word is none that could be said: St., HWL, Zvl; the t and d of 't and d' are said."""
    return len(word) > 1 and (word.endswith(".") or not _VOWEL.search(word))
