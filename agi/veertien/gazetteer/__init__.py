"""Dutch municipalities and places, the names people use for them, and the area codes they lie in."""

from veertien.gazetteer.comparison import DataDifference, compare_editions
from veertien.gazetteer.edition import AnnouncedChange, Certainty, DataEdition, DataSource, EndedMunicipality, heirs_of
from veertien.gazetteer.gazetteer import AmbiguousMunicipalityError, Gazetteer, UnknownMunicipalityError
from veertien.gazetteer.loader import DATA_TABLES, gazetteer_of, load, packaged_files
from veertien.gazetteer.model import Confidence, Municipality, Name, NameKind
from veertien.gazetteer.normalise import name_key, normalise
from veertien.gazetteer.phones import PHONES, Phones, UnknownSoundError, nearest_phones, parse_ipa, write_ipa
from veertien.gazetteer.pronunciations import PRONUNCIATIONS, read_entry

__all__ = [
    "DATA_TABLES",
    "PHONES",
    "PRONUNCIATIONS",
    "AmbiguousMunicipalityError",
    "AnnouncedChange",
    "Certainty",
    "Confidence",
    "DataDifference",
    "DataEdition",
    "DataSource",
    "EndedMunicipality",
    "Gazetteer",
    "Municipality",
    "Name",
    "NameKind",
    "Phones",
    "UnknownMunicipalityError",
    "UnknownSoundError",
    "compare_editions",
    "gazetteer_of",
    "heirs_of",
    "load",
    "name_key",
    "nearest_phones",
    "normalise",
    "packaged_files",
    "parse_ipa",
    "read_entry",
    "write_ipa",
]
