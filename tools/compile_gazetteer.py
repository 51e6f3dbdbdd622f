"""Compile the gazetteer's data files, and the list of area codes, from a folder of source tables.

    python tools/compile_gazetteer.py FOLDER

FOLDER holds areacodes.csv, municipalities.csv, municipality_areacodes.csv, municipality_phones.csv, places.csv,
former_municipalities.csv and aliases.csv. The same folder always gives the same bytes. Where each fact comes from
stands in the SOURCES.md beside the data files.
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from veertien.gazetteer.normalise import normalise

Row = Mapping[str, str]
Table = Sequence[Row]

ROOMS = Path(__file__).resolve().parent.parent / "agi" / "veertien"

SUFFIX = re.compile(r"\s*(\(.*\)|\bNH|c\.a\.)$")
PLACE_CODE = re.compile(r"(GM[0-9]{4})")
WRITTEN_ONLY = re.compile(r"[(./]|\b(?:gem|ged|gld|[nz]h|a[dh]|gr|gn|dr|fr|lb|nb|ov|rt|ww|kan|h|d)\b", re.IGNORECASE)
WRITTEN_OUT = ((r"\bSt\b\.?[ -]*", "Sint "), (r"^1e ", "Eerste "), (r"^2e ", "Tweede "))
# Levelled by normalise(), said the same, or found by name and province: not stored as names of their own.
NOT_STORED = frozenset({"no_diacritics", "sint_spelling", "postal_spelling", "without_suffix", "former_municipality"})
OWN_NAMES = frozenset({"official_variant", "common_name", "frisian_or_dutch"})


def main() -> None:
    """Read the folder named on the command line and write the data files of the package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the source tables (CSV)")
    folder: Path = parser.parse_args().folder
    places, municipalities = read(folder, "places"), read(folder, "municipalities")
    pairs, aliases = read(folder, "municipality_areacodes"), read(folder, "aliases")
    gazetteer = ROOMS / "gazetteer" / "data"
    write(ROOMS / "numbering" / "data" / "area_codes.tsv", ("code", "place"), area_codes(read(folder, "areacodes")))
    write(
        gazetteer / "municipalities.tsv",
        ("code", "name", "official", "spoken", "province", "population", "main_area_code", "fourteen", "ordinary"),
        municipality_rows(municipalities, read(folder, "municipality_phones")),
    )
    write(gazetteer / "municipality_area_codes.tsv", ("municipality", "area_code", "confidence"), pair_rows(pairs))
    write(
        gazetteer / "places.tsv",
        ("code", "name", "spoken", "municipality", "area_codes", "confidence"),
        place_rows(places, pairs, aliases),
    )
    write(
        gazetteer / "former_municipalities.tsv",
        ("name", "municipality", "confidence"),
        former_rows(read(folder, "former_municipalities"), places, pairs),
    )
    write(
        gazetteer / "other_names.tsv",
        ("name", "of", "kind", "language", "confidence", "origin"),
        other_name_rows(aliases, places, municipalities),
    )


def read(folder: Path, name: str) -> Table:
    """Return the rows of one source table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a tab-separated table, sorted, without quotes. Raises ValueError if a field can't be written so."""
    lines = [header, *sorted(set(rows))]
    if any(re.search(r"[\t\r\n]", field) for line in lines for field in line):
        raise ValueError(f"{path.name}: a field holds a tab or a line end; mend it in the source table")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")


def area_codes(table: Table) -> list[tuple[str, ...]]:
    """Return area code and place."""
    return [(row["code"], row["place"]) for row in table]


def municipality_rows(table: Table, phones: Table) -> list[tuple[str, ...]]:
    """Return municipalities with what they are called in speech and the numbers they publish now."""
    published = {row["cbs_code"]: row for row in phones}
    rows: list[tuple[str, ...]] = []
    for row in table:
        phone = published[row["cbs_code"]]
        rows.append(
            (
                row["cbs_code"],
                row["name"],
                row["official_name"],
                SUFFIX.sub("", row["display_name"]),
                row["province"],
                row["population"],
                row["main_area_code"],
                phone["fourteen_number"].replace(" ", ""),
                ordinary_number(phone),
            )
        )
    return rows


def ordinary_number(phone: Row) -> str:
    """Return the number (E.164) under which a municipality can be called now, free or at the cost of a usual call."""
    if phone["ordinary_status"].startswith("current"):
        return phone["ordinary_e164"]
    general = phone["other_general_number"]
    # 0900 costs extra: nobody is put through to it unasked.
    return f"+31{general[1:]}" if general.startswith(("088", "085", "0800")) else ""


def pair_rows(pairs: Table) -> list[tuple[str, ...]]:
    """Return which municipality lies in which area code, and how sure that is."""
    return [(row["cbs_code"], row["area_code"], row["confidence"]) for row in pairs]


def place_rows(places: Table, pairs: Table, aliases: Table) -> list[tuple[str, ...]]:
    """Return places; a second area code counts only where the municipality is known to lie in it too."""
    sure = {(row["cbs_code"], row["area_code"]) for row in pairs if row["confidence"] != "low"}
    plain = {row["target_code"]: row["alias"] for row in aliases if row["kind"] == "without_suffix"}
    rows: list[tuple[str, ...]] = []
    for row in places:
        others = [code for code in row["other_area_codes_seen"].split("|") if (row["cbs_code"], code) in sure]
        codes = " ".join(filter(None, [row["area_code"], *others]))
        said = as_said(plain.get(row["wp_code"], row["place"]))
        rows.append((row["wp_code"], row["place"], said, row["cbs_code"], codes, row["area_code_confidence"]))
    return rows


def former_rows(table: Table, places: Table, pairs: Table) -> list[tuple[str, ...]]:
    """Return each former municipality once for every municipality of today that received land and people from it."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for place in places:
        homes[normalise(SUFFIX.sub("", place["place"]))].add(place["cbs_code"])
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        codes[pair["cbs_code"]].add(pair["area_code"])
    all_receivers = {row["old_cbs_code"]: {**derived_receivers(row), **named_receivers(row)} for row in table}
    rows: list[tuple[str, ...]] = []
    for row in table:
        name = as_said(SUFFIX.sub("", row["old_name"]))
        receivers = dict(all_receivers[row["old_cbs_code"]])
        home = homes[normalise(name)]
        successor = row["successor_cbs_code"]
        if heirs := home & all_receivers.get(row["direct_successor_code"], {}).keys():
            # Its successor was divided in its turn: the village of the same name tells which part it was.
            receivers = dict.fromkeys(heirs, "high")
        elif successor not in home and any(codes[code] & codes[successor] for code in home):
            receivers[successor] = "medium"
        rows.extend((name, code, confidence) for code, confidence in receivers.items())
    return rows


def named_receivers(row: Row) -> dict[str, str]:
    """Return the receivers that the registers name."""
    return dict.fromkeys([row["successor_cbs_code"], *PLACE_CODE.findall(row["all_receiving_municipalities"])], "high")


def derived_receivers(row: Row) -> dict[str, str]:
    """Return the receivers inferred from where the former municipality's places lie now."""
    return dict.fromkeys(PLACE_CODE.findall(row["receivers_by_place_derived"]), "medium")


def other_name_rows(aliases: Table, places: Table, municipalities: Table) -> list[tuple[str, ...]]:
    """Return the names that can be said and are not levelled by normalise() to one already there."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    words: defaultdict[str, set[str]] = defaultdict(set)
    for code, name in [(row["wp_code"], row["place"]) for row in places] + [
        (row["cbs_code"], row["display_name"]) for row in municipalities
    ]:
        known[code] |= {joined(name), joined(as_said(name)), joined(SUFFIX.sub("", name))}
        words[code] |= set(normalise(name).split())
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for row in aliases:
        homes[row["alias"]].add(row["target"])
        words[row["target_code"]] |= set(normalise(row["alias"]).split())
        if row["kind"] == "without_suffix":
            known[row["target_code"]].add(joined(row["alias"]))
    rows: list[tuple[str, ...]] = []
    for row in aliases:
        origin, code, name = row["kind"], row["target_code"], as_said(SUFFIX.sub("", row["alias"]))
        if origin == "alternative_spelling":
            if len(homes[row["alias"]]) > 1 or shortened(row["alias"], words[code]):
                continue
            name = name.replace("'T ", "'t ").replace(" Aan ", " aan ").replace("y", "ij").replace("Y", "IJ")
        if origin in NOT_STORED or joined(name) in known[code]:
            continue
        known[code].add(joined(name))
        kind = "municipality" if origin in OWN_NAMES and code.startswith("GM") else "other"
        confidence = "low" if origin == "short_form_rule" else row["confidence"]
        rows.append((name, code, kind, row["language"], confidence, origin))
    return rows


def shortened(name: str, words: Set[str]) -> bool:
    """Say whether a postal spelling is abbreviated, judged by the words in all the names of the same place."""
    cut = any(whole.startswith(word) and whole != word for word in normalise(name).split() for whole in words)
    return bool(WRITTEN_ONLY.search(name)) or cut


def joined(name: str) -> str:
    """Return the name's key without spaces, as lookups compare it."""
    return normalise(name).replace(" ", "")


def as_said(name: str) -> str:
    """Return a name with its abbreviations written out."""
    for short, full in WRITTEN_OUT:
        name = re.sub(short, full, name)
    return name


if __name__ == "__main__":
    main()
