"""The national data of 1 January 2027, as the announced change says: Wijdemeren has gone into Hilversum.

Made of the package's, row by row, as who makes an edition would change them.
"""

from collections.abc import Callable
from pathlib import Path

from veertien.gazetteer import packaged_files

ENDED, HEIR = "GM1696", "GM0402"
DAY = "2027-01-01"


def write_edition_2027(folder: Path) -> Path:
    """Write it into a new folder, and return that."""
    folder.mkdir(parents=True)
    for name, content in packaged_files().items():
        (folder / name).write_bytes(content)
    _edit(folder, "edition", lambda _: (DAY,))
    _edit(folder, "announced_changes", lambda _: None)
    _edit(folder, "municipalities", _grown)
    _edit(folder, "municipality_area_codes", lambda row: (HEIR, *row[1:]) if row[0] == ENDED else row)
    _edit(folder, "places", lambda row: (*row[:3], HEIR, *row[4:]) if row[3] == ENDED else row)
    for table in ("former_municipalities", "short_forms"):
        _edit(folder, table, lambda row: (row[0], HEIR, *row[2:]) if row[1] == ENDED else row)
    _edit(folder, "other_names", lambda row: (row[0], HEIR, "other", *row[3:]) if row[1] == ENDED else row)
    _add(folder, "former_municipalities", "Wijdemeren", HEIR, "high")
    _add(folder, "ended_municipalities", ENDED, "Wijdemeren", HEIR, DAY)
    return folder


def _grown(row: tuple[str, ...]) -> tuple[str, ...] | None:
    if row[0] == ENDED:
        return None
    return (*row[:5], str(int(row[5]) + 25_000), *row[6:]) if row[0] == HEIR else row


def _edit(folder: Path, table: str, change: Callable[[tuple[str, ...]], tuple[str, ...] | None]) -> None:
    """Write a table with each row changed, or taken out; of rows that became the same, one is left."""
    file = folder / f"{table}.tsv"
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    changed = (change(tuple(line.split("\t"))) for line in lines)
    rows = dict.fromkeys("\t".join(row) for row in changed if row is not None)
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


def _add(folder: Path, table: str, *fields: str) -> None:
    with (folder / f"{table}.tsv").open("a", encoding="utf-8") as file:
        file.write("\t".join(fields) + "\n")
