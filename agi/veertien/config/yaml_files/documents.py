"""The YAML files of one folder: each is read and parsed once, however many look into it."""

import os
from contextlib import suppress
from pathlib import Path

from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.config.yaml_files.tree import Document


class Documents:
    """The files as they were when each was first asked for. For one load or check: it never reads a file again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[Document | None, FaultLog]] = {}

    def required(self, name: str, faults: FaultLog) -> Document | None:
        """Return the content of the file of this name; as `read`."""
        return self.read(self.folder / name, faults)

    def optional(self, name: str, faults: FaultLog) -> Document | None:
        """Return the content of a file that may be missing, for most folders need none; else as `read`."""
        return self.required(name, faults) if os.path.lexists(self.folder / name) else None

    def read(self, path: Path, faults: FaultLog) -> Document | None:
        """Return a file's content, or None when it can't be read at all; what is wrong goes to `faults`.

        A document may be returned beside faults, without the parts that were refused.
        """
        if path not in self._read:
            found = FaultLog()
            document = None
            # So many faults that reading ended; they end it again where they go.
            with suppress(TablesFaultyError):
                document = read_yaml(path, found)
            self._read[path] = document, found
        document, found = self._read[path]
        faults.include(found)
        return document
