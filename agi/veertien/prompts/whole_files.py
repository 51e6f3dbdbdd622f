"""Files that are there whole or not at all."""

import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees a part of it. Raises OSError; nothing is left of it then."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.close()
            part.chmod(0o644)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
