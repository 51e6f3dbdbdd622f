"""Where this host gets its Debian packages from, read from apt's own source lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class NoDebianMirrorError(RuntimeError):
    """The host's apt sources name no Debian archive."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A Debian archive (not the security one) and the keyring that signs it."""

    uri: str
    keyring: Path


def find_mirror(folder: Path = APT_FOLDER) -> Mirror:
    """Return the first Debian archive that apt on this host is set up to use.

    Raises:
        NoDebianMirrorError: none of the source lists names one.
    """
    if not KEYRING.exists():
        raise NoDebianMirrorError(f"{KEYRING} is missing: install the package debian-archive-keyring")
    for uri in _uris(folder):
        # Debian's archives end in /debian; the security archive and other vendors' do not.
        if re.fullmatch(r"https?://[^\s]+/debian/?", uri) or re.fullmatch(r"file:/.*/debian/?", uri):
            return Mirror(uri.rstrip("/"), KEYRING)
    raise NoDebianMirrorError(
        f"no Debian archive in {folder}/sources.list or {folder}/sources.list.d: "
        "install Asterisk 22.4 or newer yourself, or add your Debian mirror there"
    )


def _uris(folder: Path) -> Iterator[str]:
    parts = folder / "sources.list.d"
    for path in sorted(parts.glob("*.sources")):
        for line in path.read_text(errors="replace").splitlines():
            if line.lower().startswith("uris:"):
                yield from line.split()[1:]
    for path in [folder / "sources.list", *sorted(parts.glob("*.list"))]:
        if not path.exists():
            continue
        for line in path.read_text(errors="replace").splitlines():
            entry = re.sub(r"\[[^\]]*\]", " ", line).split()
            if entry[:1] == ["deb"] and len(entry) > 1:
                yield entry[1]
