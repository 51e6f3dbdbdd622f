"""What is wrong between the tables of an edition of the national data, where each row alone is sound."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from veertien.config.faults import FaultLog, Mark
from veertien.config.faults.definitions.data import DataRows, DataTogether, DataUnknown
from veertien.config.national.reading import DataRow, ReadEdition
from veertien.gazetteer import name_key

MOST_PLACES = 300
"""Places of one municipality; the most of 2026 are 89. All of them may be listened for at once."""

_Tables = Mapping[str, Sequence[DataRow]]


def check_edition(edition: ReadEdition, faults: FaultLog) -> None:
    """Note what is wrong between the tables. Raises TablesFaultyError as `FaultLog.add` does."""
    tables = edition.tables
    for row, column, problem in _found(tables):
        faults.add(row.file, row.mark(column), problem)
    for table in ("edition", "municipalities"):
        if table in tables and not tables[table]:
            faults.add(edition.folder / f"{table}.tsv", Mark(), DataRows.none())


_Found = Iterator[tuple[DataRow, str, DataTogether | DataUnknown]]


def _found(tables: _Tables) -> _Found:
    yield from _unknown(tables)
    yield from _same_names(tables.get("municipalities", ()))
    if "municipality_area_codes" in tables:
        yield from _without_main_area_code(tables)
    yield from _too_many_places(tables.get("places", ()))
    yield from _names_of_places(tables.get("other_names", ()))
    as_of = tables["edition"][0]["as_of"] if tables.get("edition") else None
    yield from _changes(tables.get("announced_changes", ()), as_of)
    yield from _ended(tables, as_of)


def _unknown(tables: _Tables) -> _Found:
    """Find codes that no row has. A table that can't be read may have any."""
    for rows in tables.values():
        refers = rows[0].layout.refers if rows else {}
        for column, others in refers.items():
            if all(other in tables for other in others):
                known = {row.key[0] for other in others for row in tables[other]}
                files = [f"{other}.tsv" for other in others]
                for row in rows:
                    if row[column] not in known:
                        yield row, column, DataUnknown.named(row[column], files)


def _same_names(rows: Sequence[DataRow]) -> _Found:
    first: dict[str, DataRow] = {}
    for row in rows:
        other = first.setdefault(name_key(row["name"]), row)
        if other is not row:
            yield row, "name", DataTogether.same_name(row["name"], other.line)


def _without_main_area_code(tables: _Tables) -> _Found:
    sure = {row.key for row in tables["municipality_area_codes"] if row["confidence"] != "low"}
    for row in tables.get("municipalities", ()):
        if (row["code"], row["main_area_code"]) not in sure:
            yield row, "main_area_code", DataTogether.no_main_area_code(row["code"], row["main_area_code"])


def _too_many_places(rows: Sequence[DataRow]) -> _Found:
    counted = Counter(row["municipality"] for row in rows)
    for row in rows:
        if (count := counted.pop(row["municipality"], 0)) > MOST_PLACES:
            yield row, "municipality", DataTogether.too_many_places(row["municipality"], count, MOST_PLACES)


def _names_of_places(rows: Sequence[DataRow]) -> _Found:
    for row in rows:
        if row["kind"] == "municipality" and row["of"].startswith("WP"):
            yield row, "kind", DataTogether.own_name_of_place(row["of"])


def _changes(rows: Sequence[DataRow], as_of: str | None) -> _Found:
    for row in rows:
        if row["municipality"] == row["heir"]:
            yield row, "heir", DataTogether.own_heir(row["heir"])
        if as_of and row["from"] <= as_of:
            yield row, "from", DataTogether.change_is_past(row["from"], as_of)


def _ended(tables: _Tables, as_of: str | None) -> _Found:
    there = {row["code"] for row in tables.get("municipalities", ())}
    for row in tables.get("ended_municipalities", ()):
        if row["code"] in there:
            yield row, "code", DataTogether.still_there(row["code"])
        if as_of and row["day"] > as_of:
            yield row, "day", DataTogether.not_ended_yet(row["day"], as_of)
