"""The answer to a question that takes recognisers longest: by it is measured how many callers a machine serves."""

from veertien.inquiry.inquiry import Inquiry
from veertien.routing import Tables
from veertien.speech import Espeak

_PHRASE = "ik wil graag de gemeente {name}"
"""With words around the name all of it is decoded, which costs the most."""


def widest_area_code(tables: Tables) -> str | None:
    """Return the area code with the most choices; None where no area code asks."""
    codes = sorted({code for entry in tables.municipalities.values() for code in entry.area_codes})
    widest = max(codes, key=lambda code: len(tables.offered(code)), default=None)
    return widest if widest is not None and len(tables.offered(widest)) > 1 else None


def longest_answer(inquiry: Inquiry, espeak: Espeak) -> tuple[bytes, int]:
    """Return what is said for long in answer to a question, by espeak-ng: s16le, mono, and its rate in hertz."""
    longest = max((entry.name for entry in inquiry.here), key=len)
    samples, hertz = espeak.synthesise(_PHRASE.format(name=longest), "nl")
    return samples.astype("<i2").tobytes(), hertz
