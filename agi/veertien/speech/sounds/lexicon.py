"""The compiled lexicon: what espeak-ng and gruut say, for every name of the country and many Dutch words.

tools/compile_lexicon.py makes data/lexicon.tsv.gz; data/LEXICON.md says from what. A line holds a text by its words
(see `spoken_words`), what espeak-ng says and what gruut says, apart by tabs: IPA with a space between words, several
pronunciations apart by commas, nothing where the source has none or the same.
"""

import gzip
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from veertien.gazetteer.pronunciations import Words, parse_words


class Lexicon:
    """Pronunciations by the words of a text, each word in small letters and a space between them; read-only."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines of the file, without comments. Raises ValueError for one that is no entry."""
        # Sorted lines take a third of the memory that a dictionary of texts does.
        self._lines = sorted(line.encode("utf-8") for line in lines)
        for line in self._lines:
            if line.count(b"\t") != 2:
                raise ValueError(f"{line.decode('utf-8')!r}: not three columns")

    def espeak(self, text: str) -> Words:
        """Return what espeak-ng says, () for a text that it was not asked."""
        return parse_words(self._entry(text)[0])

    def gruut(self, text: str) -> tuple[Words, ...]:
        """Return what gruut says where espeak-ng says something else; the likeliest first, () if nothing."""
        ipa = self._entry(text)[1]
        return tuple(map(parse_words, ipa.split(","))) if ipa else ()

    def _entry(self, text: str) -> tuple[str, str]:
        start = f"{text}\t".encode()
        place = bisect_left(self._lines, start)
        if place == len(self._lines) or not self._lines[place].startswith(start):
            return "", ""
        _, espeak, gruut = self._lines[place].decode("utf-8").split("\t")
        return espeak, gruut


@cache
def load_lexicon() -> Lexicon:
    """Return the package's lexicon, which a process reads once (some hundredths of a second, a megabyte)."""
    packed = files("veertien.speech").joinpath("data", "lexicon.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return Lexicon(line for line in lines if not line.startswith("#"))
