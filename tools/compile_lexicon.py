"""Compile the lexicon of pronunciations from espeak-ng and the lexicon of gruut-lang-nl.

    python tools/compile_lexicon.py [GRUUT]

GRUUT is the source archive (.tar.gz) of gruut-lang-nl 2.0.2 or the lexicon.db in it; left out, the installed package's
is taken. The same sources always give the same bytes. What they are stands in LEXICON.md beside the lexicon.
"""

import argparse
import gzip
import importlib.util
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from veertien import gazetteer
from veertien.gazetteer import Phones, write_ipa
from veertien.gazetteer.phones import VOWELS
from veertien.gazetteer.pronunciations import Words, spoken_key, spoken_text
from veertien.speech.grammar import carriers
from veertien.speech.sounds.dictionary_ipa import word_of_gruut, words_of_ipa
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.likeness import distances
from veertien.speech.sounds.variants import flat

TARGET = Path(__file__).resolve().parent.parent / "agi" / "veertien" / "speech" / "data" / "lexicon.tsv.gz"
HEADER = "# Made by tools/compile_lexicon.py from espeak-ng and gruut-lang-nl (MIT); see LEXICON.md.\n"

MOST_OF_GRUUT = 2
# Gruut's entries come from many hands. One farther from espeak-ng than this is more often a slip ("goud" with the ui of
# "huis") than a better pronunciation; one nearer is the same word to a recogniser.
NEAREST, FARTHEST = 0.35, 1.5
DIPHTHONGS = frozenset(("ɛi", "œy", "ʌu"))

Gruut = Mapping[str, tuple[Phones, ...]]

_WORD = re.compile(r"'?[^\W\d_]+(?:'[^\W\d_]+)*")


def main() -> None:
    """Read the sources and write the package's lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gruut", type=Path, nargs="?", help="the source archive of gruut-lang-nl, or its lexicon.db")
    gruut = read_gruut(parser.parse_args().gruut or installed_gruut())
    with Espeak() as espeak:
        spoken = {key: words_of_ipa(espeak.phonemes(spoken_text(text), "nl")) for key, text in texts(gruut).items()}
    country = texts({})
    write(TARGET, lexicon_lines(spoken, near(gruut, spoken), frozenset(country)))


def installed_gruut() -> Path:
    """Return the lexicon of the installed package. Raises SystemExit with the cure where there is none."""
    found = importlib.util.find_spec("gruut_lang_nl")
    if found is None or found.origin is None:
        raise SystemExit("gruut-lang-nl is not installed; name its source archive (pip download gruut-lang-nl==2.0.2)")
    return Path(found.origin).with_name("lexicon.db")


def read_gruut(source: Path) -> Gruut:
    """Return the pronunciations of every single word in gruut's lexicon, in its order, broken ones left out."""
    with tempfile.TemporaryDirectory() as folder:
        if source.suffix == ".gz":
            database = Path(folder) / "lexicon.db"
            with tarfile.open(source) as archive:
                member = archive.extractfile(
                    next(name for name in archive.getnames() if name.endswith("nl/lexicon.db"))
                )
                if member is None:
                    raise SystemExit(f"{source}: no lexicon.db in it; give the source archive of gruut-lang-nl 2.0.2")
                database.write_bytes(member.read())
            source = database
        with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as connection:
            rows = connection.execute("SELECT word, phonemes FROM word_phonemes ORDER BY word, pron_order").fetchall()
    found: dict[str, dict[Phones, None]] = {}
    for word, phonemes in rows:
        phones = word_of_gruut(phonemes)
        if _WORD.fullmatch(word) and len(phones) > 1:
            found.setdefault(spoken_key(word), {})[phones] = None
    return {word: tuple(pronunciations) for word, pronunciations in sorted(found.items())}


def texts(gruut: Gruut) -> dict[str, str]:
    """Return what espeak-ng is asked, by key: the country's names, what is said around them, all words, gruut's too."""
    country = gazetteer.load()
    names = sorted(
        {name.text for code in country.municipalities for name in country.names_of(code)} | set(carriers.EVERY)
    )
    asked = {spoken_key(name): name for name in names}
    for name in names:
        for word in re.split(r"[\s\-]+", name):
            if key := spoken_key(word):
                asked.setdefault(key, word)
    return asked | {word: word for word in gruut if word not in asked}


def near(gruut: Gruut, spoken: Mapping[str, Words]) -> Gruut:
    """Return what gruut says otherwise than espeak-ng, but not so differently that it must be a slip."""
    pairs = [(key, phones) for key, pronunciations in gruut.items() for phones in pronunciations]
    apart = distances([(flat(spoken[key]), phones) for key, phones in pairs])
    found: dict[str, tuple[Phones, ...]] = {}
    for (key, phones), far in zip(pairs, apart, strict=True):
        trusted = NEAREST <= far <= FARTHEST and nuclei(phones) == nuclei(flat(spoken[key]))
        if trusted and len(found.get(key, ())) < MOST_OF_GRUUT:
            found[key] = (*found.get(key, ()), phones)
    return found


def nuclei(phones: Phones) -> tuple[int, int]:
    """Return the numbers of vowels and of diphthongs: an entry that lost one ("Rijn" as "ren") is a slip."""
    return sum(phone in VOWELS for phone in phones), sum(phone in DIPHTHONGS for phone in phones)


def lexicon_lines(spoken: Mapping[str, Words], gruut: Gruut, country: frozenset[str]) -> list[str]:
    """Return the lines: all texts of the country, and other words where gruut has something to add."""
    lines = []
    for key in sorted(country | gruut.keys()):
        espeak = " ".join(map(write_ipa, spoken[key])) if key in country else ""
        lines.append(f"{key}\t{espeak}\t{','.join(map(write_ipa, gruut.get(key, ())))}")
    return lines


def write(target: Path, lines: list[str]) -> None:
    """Write the lines, packed; the same bytes for the same lines."""
    text = HEADER + "".join(line + "\n" for line in lines)
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
