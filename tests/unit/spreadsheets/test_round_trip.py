"""What an import wrote an export gives back, whatever stands in the list."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.shipped import NAMES, TABLES
from veertien.config import load_tables
from veertien.routing.opening_hours import Span
from veertien.spreadsheets import Listing, exported, imported, read_sheet, write_sheet
from veertien.spreadsheets.columns import Column
from veertien.spreadsheets.listing import OPERATOR, OfficeDestination, OfficeEntry, OfficeTrunk
from veertien.spreadsheets.rows import RowOutcome
from veertien.spreadsheets.week import week_in, week_in_words
from veertien.wording import Wording, unworded

MUNICIPALITIES = sorted(each.name for each in NAMES.municipalities.values())
KEYS = ("hoorn", "kpn-1", "12", "yes", "operator_2")
TRUNKS = tuple(OfficeTrunk(key, f"trunk-{key}", lines) for lines, key in enumerate(KEYS, 1))

destinations = st.lists(
    st.builds(
        OfficeDestination,
        st.sampled_from(KEYS),
        st.from_regex(r"0[1-9][0-9]{8}|\+31[1-9][0-9]{8}", fullmatch=True),
        st.none(),
        st.none() | st.integers(2, 120),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: (each.trunk, each.number),
).map(tuple)
span = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda ends: ends[0] < ends[1])
hours = st.just(()) | span.map(lambda ends: (Span(*ends),))
weeks = st.tuples(*[hours] * 7).filter(any)
# What nobody is called by the national data, and what a spreadsheet would take for a formula.
names = st.sampled_from(["=1+1 Stad", "+Stad", "@Stad", "-Stad", "'=Stad", "'t Stadje", "Stad: de #1", "Ja", "1 Stad"])
plain = st.builds(
    OfficeEntry, st.just(0), st.sampled_from(MUNICIPALITIES), destinations, hours=st.none() | weeks
) | st.builds(OfficeEntry, st.just(0), st.sampled_from(MUNICIPALITIES), connected=st.just(False))
operators = st.builds(OfficeEntry, st.just(0), st.just(OPERATOR), destinations)
listings = st.tuples(st.lists(plain, min_size=1, max_size=6, unique_by=lambda one: one.name), operators, names)


def without_rows(listing: Listing) -> list[object]:
    return [(one.name, one.destinations, one.connected, one.hours, one.other_names) for one in listing.entries]


def through(listing: Listing, folder: Path, ending: str = "csv") -> Listing:
    """Return what an export has of the tables that an import of the list makes."""
    file = folder / f"list.{ending}"
    write_sheet(listing.cells(), file)
    found = imported(read_sheet(file), file, NAMES)
    assert [problem for problem in found.problems if problem.outcome is RowOutcome.FAULT] == []
    for name, content in found.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return exported(load_tables(folder, NAMES), NAMES).listing


@pytest.mark.slow
@given(drawn=listings)
@settings(max_examples=examples(60), deadline=None)
def test_an_export_of_an_import_is_the_same(drawn: tuple[list[OfficeEntry], OfficeEntry, str]) -> None:
    entries, operator, name = drawn
    first = OfficeEntry(
        0, entries[0].name, entries[0].destinations, entries[0].connected, hours=entries[0].hours, other_names=(name,)
    )
    listing = Listing((first, *entries[1:], operator), TRUNKS)
    with TemporaryDirectory() as folder:
        assert without_rows(through(listing, Path(folder))) == without_rows(listing)


@pytest.mark.parametrize("ending", ["csv", pytest.param("xlsx", marks=pytest.mark.slow)])
def test_the_example_goes_out_and_comes_back(tmp_path: Path, ending: str) -> None:
    if ending == "xlsx":
        pytest.importorskip("openpyxl", reason="comes with locks/dev.txt: make setup")
    listing = exported(TABLES, NAMES).listing
    assert without_rows(through(listing, tmp_path, ending)) == without_rows(listing)


@given(week=weeks)
@settings(max_examples=examples(40))
def test_a_week_is_read_as_it_is_written(week: tuple[tuple[Span, ...], ...]) -> None:
    assert week_in(week_in_words(week)) == week


def test_what_a_list_cannot_hold_is_told() -> None:
    left_out = exported(TABLES, NAMES).left_out
    assert Wording("van de trunk opmeer: diversion", "of the trunk opmeer: diversion") in left_out


def test_only_the_files_that_are_there_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree("examples/area-code", folder)
    assert exported(load_tables(folder, NAMES), NAMES).left_out == ()
    (folder / "callers.yaml").write_text("blocked: [0612345678]\n")
    assert exported(load_tables(folder, NAMES), NAMES).left_out == (unworded("callers.yaml"),)


def test_no_cell_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    write_sheet([{Column.NAME: "=cmd()", Column.NUMBER: "+31229252200"}], tmp_path / "list.csv")
    text = (tmp_path / "list.csv").read_text("utf-8-sig")
    assert text == "gemeente;nummer\n'=cmd();'+31229252200\n"
    ((_, cells),) = read_sheet(tmp_path / "list.csv").rows
    assert cells == {Column.NAME: "=cmd()", Column.NUMBER: "+31229252200"}


@pytest.mark.slow
def test_no_cell_is_a_formula_in_a_workbook_and_zeros_stay(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="comes with locks/dev.txt: make setup")
    write_sheet([{Column.NAME: "=cmd()", Column.NUMBER: "0229252200"}], tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=cmd()", "s"), ("0229252200", "s")]
