"""Which keys hold secrets, in YAML, in JSON, in Asterisk's files and in headers."""

import re
from collections.abc import Iterator
from typing import Any

_WORDS = (
    "secret|passw(?:or)?d|passphrase|passcode|token|md5_cred|credential|api_?key|private_?key|authorization|"
    r"authentication|cookie|pwd|pass(?![\w-])"
)
_KEY = re.compile(rf"[\w.-]*(?:{_WORDS})[\w.-]*", re.IGNORECASE)
_NAMES_A_FILE = "_file"
SECRET_OPTION = re.compile(
    rf"(?P<before>(?P<key>(?:{_WORDS})[\w.-]{{0,40}}(?<!_file))[\"']?[ \t]*(?:=>|[:=])[ \t]*)(?P<value>[^\r\n]*)",
    re.IGNORECASE,
)
"""The end of a key that holds a secret, with all that stands behind it on its line: only its format knows where a value
ends."""


def is_secret_key(key: str) -> bool:
    """Return whether what stands under a key is secret; the name of a file with a secret is none."""
    return bool(_KEY.fullmatch(key)) and not key.lower().endswith(_NAMES_A_FILE)


def secrets_in(tree: Any) -> Iterator[str]:
    """Give the secrets in what a YAML or JSON file holds: texts under keys that hold secrets."""
    match tree:
        case dict():
            for key, value in tree.items():
                if is_secret_key(str(key)):
                    yield from _texts(value)
                else:
                    yield from secrets_in(value)
        case list():
            for value in tree:
                yield from secrets_in(value)


def _texts(tree: Any) -> Iterator[str]:
    match tree:
        case dict():
            for value in tree.values():
                yield from _texts(value)
        case list():
            for value in tree:
                yield from _texts(value)
        case None:
            return
        case _:
            yield str(tree)
