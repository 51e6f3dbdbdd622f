"""What commands say of a file that they can't write."""

from pathlib import Path

from veertien.wording import Wording


def unwritable(error: OSError, file: Path) -> Wording:
    """Return what kept the file from being written: itself, or what the error names, such as a folder above it."""
    where, why = error.filename or file, error.strerror or error
    return Wording(f"{where} is niet te schrijven: {why}.", f"{where} can't be written: {why}.")
