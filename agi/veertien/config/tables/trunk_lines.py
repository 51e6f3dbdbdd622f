"""Where the trunks stand in trunks.yaml."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from veertien.config.faults import FaultLog, TablesFaultyError, shown_path
from veertien.config.folder_files import TRUNKS_FILE
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.tree import Document, Scalar, child, entries


def trunk_lines(folder: Path) -> Mapping[str, str]:
    """Return where each endpoint's trunk begins, as FILE:LINE, in files with faults too. Never raises."""
    document = None
    with suppress(TablesFaultyError, OSError):
        document = Documents(folder).optional(TRUNKS_FILE, FaultLog())
    return dict(_lines(document)) if document else {}


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    for key, trunk in entries(child(document.root, "trunks")):
        endpoint = child(trunk, "endpoint")
        if isinstance(endpoint, Scalar):
            yield endpoint.text, f"{shown_path(document.file)}:{key.mark.line}"
