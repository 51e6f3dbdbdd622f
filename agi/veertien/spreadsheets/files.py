"""Table files made of a list, with comments that say which row each entry is from."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from veertien.config import SETTINGS_FILE, TablesFaultyError, load_tables
from veertien.gazetteer import Gazetteer
from veertien.spreadsheets.listing import OPERATOR, Listing, OfficeDestination, OfficeEntry, OfficeTrunk
from veertien.spreadsheets.rows import RowOutcome, RowProblem, RowReader, Usual
from veertien.spreadsheets.sheet import Sheet
from veertien.spreadsheets.week import Week, week_in_tables
from veertien.wording import Wording

_PLAIN = re.compile(r"[A-Za-zÀ-ÿ][\w .()-]*[\w.)]", re.ASCII | re.IGNORECASE)
_ROW = re.compile(r"\s*# row (\d+)")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list."""

    listing: Listing
    files: Mapping[str, str]
    """The content of each file, by its path in the folder; none where there is a fault."""
    problems: tuple[RowProblem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there are tables."""
        return _sound(self.problems)


def imported(sheet: Sheet, source: Path, gazetteer: Gazetteer, usual: Usual | None = None) -> Imported:
    """Return the tables that a list makes, and what is wrong in it."""
    reader = RowReader(gazetteer, usual or Usual())
    listing = reader.read(sheet)
    files = _files(listing, source) if _sound(reader.problems) else {}
    problems = [*reader.problems, *(_faults(files, gazetteer) if files else ())]
    problems.sort(key=lambda problem: problem.row)
    return Imported(listing, files if _sound(problems) else {}, tuple(problems))


def _sound(problems: Iterable[RowProblem]) -> bool:
    return all(problem.outcome is not RowOutcome.FAULT for problem in problems)


def _files(listing: Listing, source: Path) -> dict[str, str]:
    # It goes into comments, which end at a line end.
    name = "".join(character if character.isprintable() else "?" for character in source.name)
    by = f"made by `veertien import` of {name}"
    schedules = _schedules(listing.entries)
    operator = next(entry for entry in listing.entries if entry.name == OPERATOR)
    files = {
        SETTINGS_FILE: (
            f"# The service, {by}. What may stand here: `veertien schema veertien.yaml`\n\nrecognisers: auto\n"
        ),
        "trunks.yaml": (
            f"{_head('trunks')}# The ways out of the PBX, {by}.\n\ntrunks:\n" + "".join(map(_trunk, listing.trunks))
        ),
        "operator.yaml": (
            f"{_head('operator')}# Where calls go that nobody else can take, {by}.\n\n"
            f"# row {operator.row}\ndestinations:\n{_destinations(operator.destinations, '  ')}"
        ),
        f"municipalities/{_file_name(source)}.yaml": (
            f"{_head('municipalities', '../')}# {by.capitalize()}. Area codes and ordinary numbers that are not here "
            f"are those of the national data.\n\nmunicipalities:\n"
            + "\n".join(_entry(entry, schedules) for entry in listing.entries if entry.name != OPERATOR)
        ),
    }
    if schedules:
        weeks = "\n".join(f"  {key}:\n    hours:\n{week_in_tables(week)}" for week, key in schedules.items())
        files["schedules.yaml"] = (
            f"{_head('schedules')}# Opening hours, {by}. Public holidays are closed; docs/opening-hours.md\n\n"
            f"schedules:\n{weeks}"
        )
    return files


def _head(schema: str, up: str = "") -> str:
    return f"# yaml-language-server: $schema={up}.schema/{schema}.json\n"


def _file_name(source: Path) -> str:
    return re.sub("[^a-z0-9_-]+", "-", source.stem.lower()).strip("-") or "list"


def _schedules(entries: Iterable[OfficeEntry]) -> dict[Week, str]:
    weeks = dict.fromkeys(entry.hours for entry in entries if entry.hours)
    return {week: f"hours-{number}" for number, week in enumerate(weeks, 1)}


def _trunk(trunk: OfficeTrunk) -> str:
    return f"  {_text(trunk.key)}:\n    endpoint: {_text(trunk.endpoint)}\n    capacity: {trunk.lines}\n"


def _entry(entry: OfficeEntry, schedules: Mapping[Week, str]) -> str:
    lines = [f"  # row {entry.row}", f"  - name: {_text(entry.name)}"]
    if not entry.connected:
        lines.append("    connected: no")
    if entry.area_codes:
        lines.append(f"    area_codes: [{', '.join(entry.area_codes)}]")
    if entry.other_names:
        lines.append(f"    other_names: [{', '.join(map(_text, entry.other_names))}]")
    if entry.telephone:
        lines.append(f"    telephone: {_text(entry.telephone)}")
    if entry.hours:
        lines.append(f"    schedule: {schedules[entry.hours]}")
    if entry.destinations:
        lines.append("    destinations:")
    return "\n".join(lines) + "\n" + _destinations(entry.destinations, "      ")


def _destinations(found: Iterable[OfficeDestination], before: str) -> str:
    return "".join(f"{before}- {{{', '.join(_pairs(each))}}}\n" for each in found)


def _pairs(destination: OfficeDestination) -> Iterator[str]:
    yield f"trunk: {_text(destination.trunk)}"
    yield f"number: {_text(destination.number)}"
    if destination.weight is not None:
        yield f"weight: {destination.weight}"
    if destination.ring_seconds is not None:
        yield f"ring_seconds: {destination.ring_seconds}"


def _text(text: str) -> str:
    """Return a text as YAML has it, in quotes where it needs them; the loader takes every value for a text."""
    return text if _PLAIN.fullmatch(text) or re.fullmatch(r"\+?[0-9]+|[a-z0-9][a-z0-9_-]*", text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _faults(files: Mapping[str, str], gazetteer: Gazetteer) -> Iterator[RowProblem]:
    """Yield what the loader finds in the files, by the row that each comes from."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            file = Path(folder) / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(content, encoding="utf-8")
        try:
            load_tables(Path(folder), gazetteer)
        except TablesFaultyError as error:
            for fault in error.faults:
                within = files[str(Path(fault.file).relative_to(folder))].splitlines()[: fault.line]
                rows = [int(found[1]) for line in within if (found := _ROW.fullmatch(line))]
                said = [text.replace(f"{folder}/", "") for text in (fault.wording.dutch, fault.wording.english)]
                yield RowProblem(rows[-1] if rows else 0, Wording(*(f"{fault.code} {text}" for text in said)))
