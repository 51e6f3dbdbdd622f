"""Which Veertien this is: its version, and a digest of its files, by which two states of one version differ.

The files may be replaced under a running daemon. What it has loaded stays as it was, but a process that it starts
afterwards loads the new ones, and the two need not understand each other.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from veertien import __version__

_FOLDER = Path(__file__).parent
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Release:
    """A version and the digest of the code and data that it consists of."""

    version: str
    code_digest: str
    name: str = field(init=False)
    """Both in the form of PEP 440's local versions: `0.1.0+52f23d2cf9c4`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"{self.version}+{self.code_digest}")


@lru_cache(maxsize=1)
def loaded_release() -> Release:
    """Return which release this process is. Call it at the start of the process: it reads the files as they are then.

    Raises OSError when they can't be read.
    """
    return Release(__version__, code_digest())


def code_digest() -> str:
    """Return the digest of the package's files as they are now; takes some 30 ms. Raises OSError."""
    return digest_of(_FOLDER)


def digest_of(folder: Path) -> str:
    """Return a digest of the names and contents of all files in a folder, without what Python compiles from them."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            content = path.read_bytes()
            found.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
            found.update(content)
    return found.hexdigest()[:_DIGITS]
