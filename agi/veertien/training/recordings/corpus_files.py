"""Lists and texts in a folder that somebody filled: bounded, in UTF-8, and never a file outside the folder."""

from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

_MOST_LIST_BYTES = 50_000_000


class CorpusRefusedError(ValueError):
    """A list, text or sound file that can't be used; the message names the place and the cure."""


def inside(folder: Path, name: str, place: str) -> Path:
    """Return the file called `name` in `folder` (itself resolved), links followed.

    Raises CorpusRefusedError, its message beginning with `place`, for a file that is not there or not inside.
    """
    inside = there = False
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder) and path != folder
        # Not `is_file`: from Python 3.14 on that takes a name that can't be for a file that isn't there.
        there = inside and S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (ValueError, OSError, RuntimeError):
        raise CorpusRefusedError(
            f"{place}: {name[:80]!r} can't be a file name; write a path inside the folder"
        ) from None
    if not inside:
        raise CorpusRefusedError(f"{place}: {name[:80]!r} lies outside {folder}; name files inside it")
    if not there:
        raise CorpusRefusedError(f"{place}: there is no file {name[:80]!r}; put it there or take the line out")
    return path


def lines(listing: Path) -> Iterator[tuple[str, str]]:
    """Yield place ("file:line") and text of each line that is not empty; raises as `read_text` does."""
    for number, line in enumerate(read_text(listing, _MOST_LIST_BYTES).split("\n"), 1):
        if line.strip():
            yield f"{listing}:{number}", line.removesuffix("\r")


def read_text(path: Path, most_bytes: int) -> str:
    """Return what a text file of at most `most_bytes` says; raises CorpusRefusedError when it can't."""
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        raise CorpusRefusedError(
            f"{path}: can't be read ({error.strerror}); check name, owner and permissions"
        ) from error
    if len(content) > most_bytes:
        raise CorpusRefusedError(f"{path}: more than {most_bytes} bytes; make it shorter")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CorpusRefusedError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
