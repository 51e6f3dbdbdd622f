"""An edition of the national data in a folder: taken whole, or refused with all that is wrong in it."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.edition_2027 import DAY, ENDED, HEIR, write_edition_2027
from tests.unit.conftest import SOUND
from veertien.config import (
    Fault,
    Sound,
    TablesFaultyError,
    check,
    load_settings,
    load_tables,
    national_data,
    packaged_data,
)
from veertien.config.faults.definitions import DEFINITIONS
from veertien.config.faults.definitions.data import DATA
from veertien.config.national.edition import data_in
from veertien.config.national.layout import FILES, LAYOUTS
from veertien.config.national.reading import LARGEST_FILE
from veertien.gazetteer import DATA_TABLES, PRONUNCIATIONS, packaged_files
from veertien.routing import AMSTERDAM, Tables


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return write_edition_2027(tmp_path / "data-2027")


@pytest.fixture
def packaged(tmp_path: Path) -> Path:
    folder = tmp_path / "packaged"
    folder.mkdir()
    for name, content in packaged_files().items():
        (folder / name).write_bytes(content)
    return folder


def faults_in(edition: Path) -> list[Fault]:
    try:
        data_in(edition)
    except TablesFaultyError as error:
        return list(error.faults)
    return []


def put_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def mend(edition: Path, name: str, old: str, new: str) -> None:
    text = (edition / name).read_text(encoding="utf-8")
    assert old in text
    (edition / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_table_has_its_columns() -> None:
    assert tuple(LAYOUTS) == tuple(dict.fromkeys(LAYOUTS)) and set(LAYOUTS) == set(DATA_TABLES)
    for name, table in FILES.items():
        header = packaged_files()[name].decode().split("\n")[0]
        assert header.split("\t") == list(LAYOUTS[table].columns)


def test_the_packages_own_edition_is_sound_and_says_the_same_from_a_folder(packaged: Path) -> None:
    found, own = data_in(packaged), packaged_data()
    assert found.gazetteer.municipalities == own.gazetteer.municipalities
    assert found.gazetteer.places == own.gazetteer.places
    assert found.gazetteer.edition == own.gazetteer.edition
    assert (found.gazetteer.pronunciations, found.digest) == ((), own.digest)
    assert [found.gazetteer.names_of(code) for code in own.gazetteer.municipalities] == [
        own.gazetteer.names_of(code) for code in own.gazetteer.municipalities
    ]


def test_after_the_merger_the_villages_lead_to_the_heir_and_the_old_code_keeps_its_name(edition: Path) -> None:
    country = data_in(edition).gazetteer
    assert (country.edition.as_of.isoformat(), len(country.municipalities)) == (DAY, 341)
    assert {name.municipality for text in ("Wijdemeren", "Loosdrecht") for name in country.find(text)} == {HEIR}
    assert country.area_codes_of(HEIR) == ("035", "0294")
    assert country.municipality_names[ENDED] == "Wijdemeren"


def test_only_what_the_package_does_not_have_is_a_pronunciation_of_the_edition(edition: Path) -> None:
    with (edition / PRONUNCIATIONS).open("a", encoding="utf-8") as file:
        file.write("Gooimeer\tɣoːiˈmeːr\n")
    ((name, said),) = data_in(edition).gazetteer.pronunciations
    assert (name, len(said)) == ("Gooimeer", 1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, content in SOUND.items():
        file = tmp_path / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path / "config"


def tables_of(config: Path) -> Tables:
    return load_tables(config, national_data(config).gazetteer)


def test_a_folder_that_names_none_has_the_packages(config: Path) -> None:
    assert national_data(config) is packaged_data()


def test_one_line_in_veertien_yaml_names_it_and_choices_remembered_go_to_the_heir(config: Path, edition: Path) -> None:
    (config / "veertien.yaml").write_text("data: ../data-2027\n")
    listed = "municipalities:\n  - {name: Hilversum, destinations: [{trunk: backup, number: 0356292111}]}\n"
    (config / "municipalities/gooi.yaml").write_text(listed)
    tables = tables_of(config)
    assert ENDED not in tables.unlisted
    assert tables.heir_of(ENDED) == HEIR
    assert "Loosdrecht" in {name.text for name in tables.names("0294")}


def test_own_pronunciations_go_before_those_of_the_edition(config: Path, edition: Path) -> None:
    with (edition / PRONUNCIATIONS).open("a", encoding="utf-8") as file:
        file.write("Gooimeer\tɣoːiˈmeːr\nVechtstede\tˈvɛxtsteːdə\n")
    (config / "veertien.yaml").write_text("data: ../data-2027\n")
    (config / "pronunciations.yaml").write_text("pronunciations:\n  gooimeer: ɣoːimeːr\n")
    assert [name for name, _ in tables_of(config).overrides] == ["gooimeer", "Vechtstede"]


def test_who_may_see_the_calls_of_a_municipality_that_ended_still_may(config: Path, edition: Path) -> None:
    login = "pages:\n  login:\n    header: X-User\n    from: 127.0.0.1\n    users: {ria: [wijdemeren, GM0402]}\n"
    (config / "veertien.yaml").write_text(f"data: ../data-2027\n{login}")
    pages = load_settings(config).pages
    assert pages.login is not None
    assert pages.login.users == {"ria": frozenset({ENDED, HEIR})}


def test_a_folder_that_is_not_there_is_told_where_it_is_named(config: Path) -> None:
    (config / "veertien.yaml").write_text("recognisers: 1\ndata: ../data-2027\n")
    with pytest.raises(TablesFaultyError) as told:
        national_data(config)
    (fault,) = told.value.faults
    assert (Path(fault.file).name, fault.line, fault.column, fault.code) == ("veertien.yaml", 2, 7, "FOLDER")


# What is written over a part of a file, and what is found then: file, line, column, code, and a word of the message.
CASES: dict[str, tuple[Callable[[Path], object], tuple[str, int, int, str, str]]] = {
    "a file taken away": (
        lambda folder: (folder / "places.tsv").unlink(),
        ("places.tsv", 1, 1, "DATA-FILE", "no such file"),
    ),
    "a file that is a folder": (
        lambda folder: put_a_folder(folder / "sources.tsv"),
        ("sources.tsv", 1, 1, "FILE-UNREADABLE", "regular file"),
    ),
    "a file of another name": (
        lambda folder: (folder / "place.tsv").write_text(""),
        ("place.tsv", 1, 1, "DATA-FILE", '"places.tsv"'),
    ),
    "a file that is endless": (
        lambda folder: (folder / "sources.tsv").write_bytes(b"x" * (LARGEST_FILE + 1)),
        ("sources.tsv", 1, 1, "DATA-FILE", "larger than 1 MiB"),
    ),
    "bytes that are no text": (
        lambda folder: (folder / "edition.tsv").write_bytes(b"as_of\n\xff\n"),
        ("edition.tsv", 2, 1, "DATA-FILE", "0xff"),
    ),
    "other columns": (
        lambda folder: mend(folder, "short_forms.tsv", "name\tmunicipality", "municipality\tname"),
        ("short_forms.tsv", 1, 1, "DATA-ROWS", "name municipality why"),
    ),
    "a field too few": (
        lambda folder: mend(folder, "short_forms.tsv", "Ambacht\tGM0531\t", "Ambacht\tGM0531 "),
        ("short_forms.tsv", 2, 1, "DATA-ROWS", "2 fields"),
    ),
    "two days": (
        lambda folder: (folder / "edition.tsv").write_text("as_of\n2027-01-01\n2028-01-01\n"),
        ("edition.tsv", 3, 1, "DATA-ROWS", "1 are read at most"),
    ),
    "no day": (
        lambda folder: (folder / "edition.tsv").write_text("as_of\n"),
        ("edition.tsv", 1, 1, "DATA-ROWS", "no row"),
    ),
    "a day that is none": (
        lambda folder: (folder / "edition.tsv").write_text("as_of\n2027-02-30\n"),
        ("edition.tsv", 2, 1, "DATA-VALUE", "such as 2027-01-01"),
    ),
    "a name with a bell in it": (
        lambda folder: mend(folder, "places.tsv", "WP1000\tHoogerheide", "WP1000\tHooger\aheide"),
        ("places.tsv", 2, 8, "DATA-VALUE", "Latin letters"),
    ),
    "a name in letters that look like others": (
        lambda folder: mend(folder, "places.tsv", "WP1000\tHoogerheide", "WP1000\tH\u043e\u043egerheide"),
        ("places.tsv", 2, 8, "DATA-VALUE", "Latin letters"),
    ),
    "an area code that is none": (
        lambda folder: mend(folder, "municipality_area_codes.tsv", "GM0014\t0598", "GM0014\t0599999"),
        ("municipality_area_codes.tsv", 3, 8, "DATA-VALUE", "such as 0294"),
    ),
    "a place twice": (
        lambda folder: mend(folder, "places.tsv", "WP1001\t", "WP1000\t"),
        ("places.tsv", 3, 1, "DATA-TWICE", "line 2"),
    ),
    "a place of nobody": (
        lambda folder: mend(folder, "places.tsv", f"Ankeveen\t{HEIR}", f"Ankeveen\t{ENDED}"),
        ("places.tsv", 1901, 26, "DATA-UNKNOWN", "municipalities.tsv"),
    ),
    "two of one name": (
        lambda folder: mend(folder, "municipalities.tsv", "GM0034\tAlmere\t", "GM0034\tGroningen\t"),
        ("municipalities.tsv", 3, 8, "DATA-TOGETHER", "line 2"),
    ),
    "a main area code that is not its": (
        lambda folder: mend(folder, "municipality_area_codes.tsv", "GM0034\t036\thigh", "GM0034\t036\tlow"),
        ("municipalities.tsv", 3, 46, "DATA-TOGETHER", '"036"'),
    ),
    "a change that is past": (
        lambda folder: mend(
            folder,
            "announced_changes.tsv",
            "source\n",
            "source\nGM0014\tGM0034\t2027-01-01\t2026-01-01\tcertain\ta law\n",
        ),
        ("announced_changes.tsv", 2, 15, "DATA-TOGETHER", "ended_municipalities.tsv"),
    ),
    "one that ended and is there": (
        lambda folder: mend(folder, "ended_municipalities.tsv", ENDED, "GM0014"),
        ("ended_municipalities.tsv", 2, 1, "DATA-TOGETHER", "municipalities.tsv too"),
    ),
    "a sound that is none": (
        lambda folder: mend(folder, PRONUNCIATIONS, "Aalten\tˈaːltən", "Aalten\tˈaːgtən"),
        (PRONUNCIATIONS, 25, 1, "DATA-SOUND", "ɣ"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_wrong_is_told_with_its_place_and_cure(
    edition: Path, case: tuple[Callable[[Path], object], tuple[str, int, int, str, str]]
) -> None:
    spoil, (name, line, column, code, word) = case
    spoil(edition)
    found = {
        (Path(fault.file).name, fault.line, fault.column, fault.code): fault.message for fault in faults_in(edition)
    }
    assert (name, line, column, code) in found
    assert word in found[name, line, column, code]


def test_each_code_of_the_data_has_a_case() -> None:
    codes = {code for code, one in DEFINITIONS.items() if one.section is DATA}
    assert codes <= {case[1][3] for case in CASES.values()}


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 12, 31), "which has not come"),
        (date(2027, 1, 1), None),
        (date(2028, 1, 2), None),
        (date(2028, 1, 3), "more than a year ago"),
    ],
)
def test_an_edition_that_is_put_in_too_early_or_stays_too_long_is_warned_of(
    config: Path, edition: Path, day: date, told: str | None
) -> None:
    (config / "veertien.yaml").write_text("recognisers: 1\ndata: ../data-2027\n")
    found = check(config, None, datetime.combine(day, time(12), AMSTERDAM))
    assert isinstance(found, Sound)
    warned = [one for one in found.warnings if one.code == "DATA-AGE"]
    assert [(Path(one.file).name, one.line, one.column) for one in warned] == [("veertien.yaml", 2, 7)] * bool(told)
    assert all(told in one.message for one in warned if told)


WITH_BOTH = (
    "municipalities:\n"
    "  - {name: Wijdemeren, destinations: [{trunk: backup, number: 0356559595}]}\n"
    "  - {name: Hilversum, replaces: [Wijdemeren], destinations: [{trunk: hoorn, number: 0356292111}]}\n"
)


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (WITH_BOTH, [(2, 12, "its callers get Hilversum"), (3, 34, "known without this")]),
        (WITH_BOTH.partition("  - {name: Hilversum")[0], [(2, 12, "Hilversum is not connected")]),
    ],
)
def test_tables_that_still_list_who_ended_go_on_and_are_warned_of(
    config: Path, edition: Path, listed: str, told: list[tuple[int, int, str]]
) -> None:
    (config / "veertien.yaml").write_text("data: ../data-2027\n")
    (config / "municipalities/gooi.yaml").write_text(listed)
    found = check(config, None, datetime(2027, 1, 2, tzinfo=AMSTERDAM))
    assert isinstance(found, Sound)
    assert ENDED not in found.tables.municipalities
    warned = [one for one in found.warnings if one.code == "MUNICIPALITY-ENDED"]
    assert [(one.line, one.column) for one in warned] == [(line, column) for line, column, _ in told]
    assert all(words in one.message for one, (*_, words) in zip(warned, told, strict=True))
