"""What commands say of a file that they can't write."""

from pathlib import Path

from veertien.cli._writing import unwritable
from veertien.wording import Wording


def test_it_names_what_the_error_is_about_and_else_the_file() -> None:
    assert unwritable(OSError(20, "Not a directory", "/a"), Path("/a/b")) == Wording(
        "/a is niet te schrijven: Not a directory.", "/a can't be written: Not a directory."
    )
    assert unwritable(OSError("the disk is gone"), Path("b")).english == "b can't be written: the disk is gone."
