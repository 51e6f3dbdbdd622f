"""Dutch municipalities and places, the names people use for them, and the area codes they lie in."""

from veertien.gazetteer.edition import AnnouncedChange, Certainty, DataEdition, DataSource, heirs_of
from veertien.gazetteer.gazetteer import AmbiguousMunicipalityError, Gazetteer, UnknownMunicipalityError
from veertien.gazetteer.loader import load
from veertien.gazetteer.model import Confidence, Municipality, Name, NameKind
from veertien.gazetteer.normalise import name_key, normalise
from veertien.gazetteer.phones import PHONES, Phones, UnknownSoundError, nearest_phones, parse_ipa, write_ipa

__all__ = [
    "PHONES",
    "AmbiguousMunicipalityError",
    "AnnouncedChange",
    "Certainty",
    "Confidence",
    "DataEdition",
    "DataSource",
    "Gazetteer",
    "Municipality",
    "Name",
    "NameKind",
    "Phones",
    "UnknownMunicipalityError",
    "UnknownSoundError",
    "heirs_of",
    "load",
    "name_key",
    "nearest_phones",
    "normalise",
    "parse_ipa",
    "write_ipa",
]
