"""Writes a support bundle: one file, for its owner only, and never over another."""

import gzip
import io
import os
import tarfile
from pathlib import Path

from veertien.support.bundle import Bundle

_MODE = 0o600


def write_bundle(bundle: Bundle, file: Path) -> int:
    """Write it as .tar.gz, and return its size in bytes. The same bundle gives the same bytes.

    Raises OSError, FileExistsError where there is such a file already; nothing is left half written.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(packed(bundle))
            return opened.tell()
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def packed(bundle: Bundle) -> bytes:
    """Return it as the bytes of a .tar.gz."""
    moment = int(bundle.made.timestamp())
    out = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=moment) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path, content in bundle.files():
            entry = tarfile.TarInfo(f"{bundle.name}/{path}")
            entry.size, entry.mtime, entry.mode = len(content), moment, _MODE
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()
