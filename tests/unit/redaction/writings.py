"""Numbers and secrets in the ways in which people, files and machines write them."""

import html
import json
from urllib.parse import quote

from hypothesis import strategies as st

_BEGINS = ("0", "+31", "0031", "31", "+31 (0)", "(0)", "+31-", "0031 ", "tel:+31", "%2B31", "00 31 ")
_GAPS = (" ", "-", ".", " - ", "\u00a0", "\u2011", "/", "  ", "")


@st.composite
def national(draw: st.DrawFn) -> str:
    """Nine digits that are a Dutch number without the zero, none of which also begins an address of a local network."""
    first = draw(st.sampled_from("23456789"))
    return first + draw(st.text("0123456789", min_size=8, max_size=8))


@st.composite
def written_number(draw: st.DrawFn, digits: str) -> str:
    """These nine digits in any way in which a number is written."""
    begins = draw(st.sampled_from(_BEGINS))
    gaps = [draw(st.sampled_from(_GAPS)) for _ in range(3)]
    places = sorted(draw(st.lists(st.integers(1, 8), max_size=3, unique=True)))
    written = digits
    for place, gap in zip(reversed(places), gaps, strict=False):
        written = written[:place] + gap + written[place:]
    return begins + written


secrets = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=4, max_size=30).filter(
    lambda text: any(character.isalnum() for character in text)
)
"""Passwords of any characters but blanks."""


def ways_of(secret: str) -> list[str]:
    """How files, URLs and logs write a secret."""
    return [secret, quote(secret, safe=""), html.escape(secret), json.dumps(secret), repr(secret)]
