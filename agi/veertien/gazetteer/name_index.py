"""Finds names by what somebody typed or a recogniser heard: exactly, with a province behind them, or nearly."""

from collections.abc import Iterable, Mapping

import jellyfish

from veertien.gazetteer.model import Municipality, Name, NameKind
from veertien.gazetteer.normalise import name_key, normalise

_LONGEST = 80
_NEAR = 0.82


class NameIndex:
    """Names by their name_key(), so that Noord-Scharwoude is Noordscharwoude too."""

    def __init__(self, names: Iterable[tuple[Name, str]], municipalities: Mapping[str, Municipality]) -> None:
        self._municipalities = municipalities
        self._names: dict[str, list[Name]] = {}
        self._own: dict[str, set[str]] = {code: set() for code in municipalities}
        for name, written in names:
            for key in {name_key(name.text), name_key(written)}:
                self._names.setdefault(key, []).append(name)
                if name.kind is NameKind.MUNICIPALITY:
                    self._own[name.municipality].add(key)
        for found in self._names.values():
            if len(found) > 1:
                found.sort(key=self._rank)

    def find(self, text: str) -> tuple[Name, ...]:
        """Return the names that equal the text, most official first; () if there are none.

        A text that is no name as a whole may be one with its province or municipality behind it: "Hengelo
        Gelderland", "Spaarndam gemeente Haarlem".
        """
        if len(text) > _LONGEST:
            return ()
        words = normalise(text).split()
        if whole := self._names.get("".join(words)):
            return tuple(whole)
        for split in range(len(words) - 1, 0, -1):
            behind = "".join(words[split + 1 :] if words[split] == "gemeente" else words[split:])
            names = self._names.get("".join(words[:split]), [])
            if fitting := tuple(name for name in names if self._lies_in(name, behind)):
                return fitting
        return ()

    def nearest(self, text: str, limit: int, own_names_only: bool = False) -> tuple[str, ...]:
        """Return the names most like the text, best first, at most `limit`; municipalities as written officially."""
        if len(text) > _LONGEST:
            return ()
        key = name_key(text)
        near = []
        for other, names in self._names.items():
            likeness = jellyfish.jaro_winkler_similarity(key, other)
            if likeness >= _NEAR and (not own_names_only or names[0].kind is NameKind.MUNICIPALITY):
                near.append((-likeness, self._rank(names[0]), names))
        near.sort(key=lambda found: found[:2])
        texts = dict.fromkeys(self._shown(name) for *_, names in near for name in names if name.kind is names[0].kind)
        return tuple(texts)[:limit]

    def _lies_in(self, name: Name, key: str) -> bool:
        province = self._municipalities[name.municipality].province
        return key == name_key(province) or key in self._own[name.municipality]

    def _shown(self, name: Name) -> str:
        return self._municipalities[name.municipality].name if name.kind is NameKind.MUNICIPALITY else name.text

    def _rank(self, name: Name) -> tuple[int, int, int, str, str]:
        population = self._municipalities[name.municipality].population
        return (name.kind.rank, -name.confidence, -population, name.municipality, name.place or "")
