"""Which municipality a cell means: by its name, or by how offices write it, as "Gemeente Bergen (NH)"."""

import re

from veertien.gazetteer import (
    AmbiguousMunicipalityError,
    Gazetteer,
    Municipality,
    NameKind,
    UnknownMunicipalityError,
    normalise,
)
from veertien.wording import Wording, either

_PREFIX = re.compile(r"^(?:de )?(?:gemeente|gem\.)\s+", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:[,/]|\s-\s|\()\s*([^(),/]+?)\s*\)?\s*$")
_PROVINCES = {
    "Groningen": "gr",
    "Fryslân": "fr fryslan friesland",
    "Drenthe": "dr",
    "Overijssel": "ov o",
    "Flevoland": "fl",
    "Gelderland": "gld gl g",
    "Utrecht": "ut",
    "Noord-Holland": "nh",
    "Zuid-Holland": "zh",
    "Zeeland": "zl ze",
    "Noord-Brabant": "nb",
    "Limburg": "lb li l",
}
"""How provinces are written behind a name, beside in full."""


class UnreadableNameError(ValueError):
    """A cell names no municipality, or more than one."""

    def __init__(self, why: Wording) -> None:
        """`why` says which, with the cure."""
        super().__init__(why.english)
        self.why = why


class WrittenNames:
    """Reads names of municipalities as lists have them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Names are those of the gazetteer."""
        self._gazetteer = gazetteer

    def read(self, text: str) -> tuple[Municipality, bool]:
        """Return the municipality that is meant, and whether its name is written as it is.

        Raises:
            UnreadableNameError: none is, or it can't be told which.
        """
        found = self._municipality(text)
        if found is not None:
            return found, not _more_than_a_name(text) or text in (found.name, found.official_name)
        plain = _PREFIX.sub("", text)
        behind = _BEHIND.search(plain)
        short = plain[: behind.start()] if behind else plain
        province = _province(behind[1]) if behind else None
        candidates = self._named(short) if province or plain != text else self._known_otherwise(text)
        fitting = [one for one in candidates if province in (None, one.province)]
        if len(fitting) == 1 and (not behind or province):
            return fitting[0], False
        raise UnreadableNameError(self._why_unknown(short if province else plain))

    def _municipality(self, text: str) -> Municipality | None:
        try:
            return self._gazetteer.by_name_or_code(text)
        except (UnknownMunicipalityError, AmbiguousMunicipalityError):
            return None

    def _named(self, text: str) -> list[Municipality]:
        try:
            return [self._gazetteer.by_name_or_code(text)]
        except AmbiguousMunicipalityError as error:
            return list(error.candidates)
        except UnknownMunicipalityError:
            return []

    def _known_otherwise(self, text: str) -> list[Municipality]:
        """Return whose own other name this is, as Tietjerksteradeel is; none where a place may be meant."""
        names = self._gazetteer.find(text)
        if any(name.kind is not NameKind.OTHER or name.place for name in names):
            return []
        return [self._gazetteer.municipalities[code] for code in dict.fromkeys(name.municipality for name in names)]

    def _why_unknown(self, text: str) -> Wording:
        try:
            found = self._gazetteer.by_name_or_code(text)
        except AmbiguousMunicipalityError as error:
            names = either(f"{one.name} ({one.province})" for one in error.candidates)
            return Wording(
                f"{text!r:.60} is de naam van meer dan één gemeente: schrijf {names.dutch}",
                f"{text!r:.60} is the name of several municipalities: write {names.english}",
            )
        except UnknownMunicipalityError as error:
            known = self._gazetteer.find(text)
            if known:
                leads_to = dict.fromkeys(name.municipality for name in known)
                names = either(self._gazetteer.municipalities[code].name for code in leads_to)
                if all(name.kind is NameKind.FORMER for name in known):
                    return Wording(
                        f"{text!r:.60} is een vroegere gemeente, nu (een deel van) {names.dutch}; schrijf dat, als het "
                        "bedoeld is",
                        f"{text!r:.60} is a former municipality, now (part of) {names.english}; write that, if it is "
                        "meant",
                    )
                return Wording(
                    f"{text!r:.60} is geen gemeente: het ligt in {names.dutch}; schrijf dat, als het bedoeld is",
                    f"{text!r:.60} is no municipality: it is in {names.english}; write that, if it is meant",
                )
            cure = Wording("verbeter het", "correct it")
            if error.suggestions:
                names = either(error.suggestions)
                cure = Wording(f"is {names.dutch} bedoeld?", f"did you mean {names.english}?")
            return Wording(
                f"er is geen gemeente {text!r:.60}; {cure.dutch}",
                f"there is no municipality {text!r:.60}; {cure.english}",
            )
        return Wording(
            f"{found.name} ligt daar niet; verbeter de provincie",
            f"{found.name} does not lie there; correct the province",
        )


def _more_than_a_name(text: str) -> bool:
    """Return whether a cell says that it is a municipality, or where it lies, beside its name."""
    behind = _BEHIND.search(text)
    return bool(_PREFIX.match(text) or (behind and _province(behind[1])))


def _province(text: str) -> str | None:
    key = normalise(text)
    return next((name for name, short in _PROVINCES.items() if key in (normalise(name), *short.split())), None)
