"""Keeps what stands in a cell of a list from being a formula to a spreadsheet that opens it.

A spreadsheet takes what begins with one of a few signs for a formula, which may send other cells elsewhere; an
apostrophe in front makes it a text (OWASP, CSV Injection).
"""

import re

_FORMULA, _GUARDED = re.compile(r"'*[=+\-@\t\r]"), re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Return a text as it may stand in CSV: with an apostrophe in front where it would be a formula without."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
