"""A new folder that is there with all that belongs in it, or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def refuse_used(to: Path) -> None:
    """Raise FileExistsError when `to` is a file or a folder that holds something."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise FileExistsError(f"{to}: holds something already; name a new folder")


@contextmanager
def new_folder(to: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which becomes `to` at the end of the block; after a fault nothing of it is left.

    Raises OSError when `to` can't be made or holds something by then.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    # Beside `to`, as a folder can be moved at one stroke only inside a file system.
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=f".{to.name}-") as scratch:
        whole = Path(scratch) / "whole"
        whole.mkdir()
        yield whole
        if to.exists():
            to.rmdir()
        whole.rename(to)
