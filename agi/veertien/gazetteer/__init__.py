"""Dutch municipalities and places, the names people use for them, and the area codes they lie in."""

from veertien.gazetteer.gazetteer import AmbiguousMunicipality, Gazetteer, UnknownMunicipality
from veertien.gazetteer.loader import load
from veertien.gazetteer.model import Confidence, Municipality, Name, NameKind, Place
from veertien.gazetteer.normalise import normalise

__all__ = [
    "AmbiguousMunicipality",
    "Confidence",
    "Gazetteer",
    "Municipality",
    "Name",
    "NameKind",
    "Place",
    "UnknownMunicipality",
    "load",
    "normalise",
]
