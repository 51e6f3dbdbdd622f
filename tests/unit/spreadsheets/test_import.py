"""A list as an office keeps it becomes tables; what is wrong in it is told by row, and mended where that is certain."""

import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.shipped import NAMES
from veertien.cli import main
from veertien.config import load_tables
from veertien.spreadsheets import Imported, SheetError, imported, read_sheet
from veertien.spreadsheets.rows import RowOutcome, Usual

OPERATOR = "operator;veertien;30;0880000014\n"
HEAD = "Gemeente;Trunk;Lijnen;Telefoonnummer\n"
USUAL = Usual(None, None)


def of(tmp_path: Path, text: str | bytes, usual: Usual = USUAL) -> Imported:
    file = tmp_path / "Lijst 2026.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8-sig"))
    return imported(read_sheet(file), file, NAMES, usual)


def told(found: Imported) -> list[tuple[int, RowOutcome, str]]:
    return [(problem.row, problem.outcome, problem.message.english) for problem in found.problems]


def tables_of(found: Imported, folder: Path) -> Path:
    for name, content in found.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_list_becomes_tables_whose_entries_name_their_rows(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        "Gemeente;Trunk;Lijnen;Telefoonnummer;Openingstijden\n"
        "Hoorn;veertien;30;0229-25 22 00;ma-vr 8:30-17:00, do 08:30 - 20:00 uur\n"
        "Hoorn;reserve;10;0229 252201;\n"
        "'s-Gravenhage;veertien;;+31 (0)70 3533000;\n" + OPERATOR,
    )
    assert told(found) == []
    assert "  # row 4\n  - name: 's-Gravenhage" not in found.files["municipalities/lijst-2026.yaml"]
    tables = load_tables(tables_of(found, tmp_path / "tables"), NAMES)
    hoorn = tables.municipalities["GM0405"]
    assert [(each.trunk.key, each.number) for each in hoorn.destinations] == [
        ("veertien", "0229252200"),
        ("reserve", "0229252201"),
    ]
    assert hoorn.schedule
    assert [len(hours) for hours in hoorn.schedule.week] == [1, 1, 1, 1, 1, 0, 0]
    assert hoorn.schedule.week[3][0].end == 20 * 60
    assert tables.municipalities["GM0518"].destinations[0].number == "+31703533000"
    assert tables.operator[0].number == "0880000014"
    assert "  # row 2\n  - name: Hoorn\n" in found.files["municipalities/lijst-2026.yaml"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Hoorn;veertien;30;229252200", "has lost its zero and is read as 0229252200"),
        ("Hoorn;veertien;30;31229252200", "has lost its plus and is read as +31229252200"),
        ("Gemeente Hoorn;veertien;30;0229252200", "is read as Hoorn"),
        ("Hoorn (NH);veertien;30;0229252200", "is read as Hoorn"),
        ("Hoorn, Noord-Holland;veertien;30;0229252200", "is read as Hoorn"),
        ("Tietjerksteradeel;veertien;30;0511000000", "'Tietjerksteradeel' is read as Tytsjerksteradiel"),
        ("gem. Bergen (Limburg);veertien;30;0478000000", "is read as Bergen (L.)"),
    ],
)
def test_what_can_be_read_in_one_way_only_is_mended_and_told(tmp_path: Path, row: str, said: str) -> None:
    found = of(tmp_path, f"{HEAD}{row}\n{OPERATOR}")
    ((number, outcome, message),) = told(found)
    assert (number, outcome, found.is_sound) == (2, RowOutcome.MENDED, True)
    assert said in message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Medemblick;veertien;30;0229252200", "did you mean Medemblik"),
        ("Dantumadeel;veertien;30;0511000000", "a former municipality, now (part of) Dantumadiel; write that"),
        ("Wognum;veertien;30;0229252200", "'Wognum' is no municipality: it is in Medemblik"),
        ("Bergen;veertien;30;0725000000", "several municipalities"),
        ("Hoorn (Limburg);veertien;30;0229252200", "Hoorn does not lie there"),
        (";veertien;30;0229252200", "it has no gemeente"),
        ("Hoorn;;30;0229252200", "give --trunk"),
        ("Hoorn;veertien;30;", "it has no nummer"),
        ("Hoorn;veertien;30;2,29E+08", "rounded by the spreadsheet"),
        ("Hoorn;veertien;30;0229-AB", "no telephone number"),
        ("Hoorn;veertien;dertig;0229252200", "whole number from 1 to 10000"),
        ("Hoorn;hoorn;;0229252200", "or give --lines"),
        ("Hoorn;PJSIP/a&b;30;0229252200", "no PJSIP endpoint"),
        ("Hoorn;veertien;31;0229252200", "'veertien' has 31 under lijnen, and 30 in row 2; make them the same"),
        ("Hoorn;veertien;30;140229", "LOOP"),
    ],
)
def test_what_must_be_corrected_is_told_by_row_and_nothing_comes_of_the_list(
    tmp_path: Path, row: str, said: str
) -> None:
    found = of(tmp_path, f"{HEAD}{OPERATOR}{row}\n")
    ((number, outcome, message),) = told(found)
    assert (number, outcome, found.files) == (3, RowOutcome.FAULT, {})
    assert said in message


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("0229, 0999;", "there is no area code '0999'"),
        ("0229, 0229;", "twice"),
        (";maandag altijd", "can't be read; write as ma-vr 08:30-17:00"),
        (";ma 17:00-08:30", "'17:00-08:30' ends before it begins; are the two times swapped?"),
        (";17:00-08:30", "'17:00-08:30' ends before it begins"),
        (";08:30-17:00", "'08:30-17:00' names no days; write ma-vr 08:30-17:00"),
        (";soms", "'soms' can't be read; write as ma-vr 08:30-17:00"),
        (";24/7", "'24/7' means always open; leave it empty"),
        (";Altijd open", "'Altijd open' means always open; leave it empty"),
        (
            ";ma-vr 11:00-17:00 en 09:00-12:00",
            "'11:00-17:00 en 09:00-12:00' overlaps: 09:00-12:00 and 11:00-17:00; join or part them",
        ),
        (";ma 08:30-08:30", "'08:30-08:30' can't be read; write as"),
        (";ma 08:30-25:00", "'08:30-25:00' can't be read; write as"),
        (";ma-vr 9-17", "'9-17' can't be read; write 09:00-17:00"),
        (";ma-vr 9 tot 17 uur", "'9 tot 17 uur' can't be read; write 09:00-17:00"),
        (";ma-vr gesloten", "never opens"),
    ],
)
def test_area_codes_and_hours_that_are_none_are_told(tmp_path: Path, cells: str, said: str) -> None:
    found = of(tmp_path, f"{HEAD[:-1]};netnummers;openingstijden\n{OPERATOR}Hoorn;veertien;;0229252200;{cells}\n")
    assert [(row, outcome) for row, outcome, _ in told(found)] == [(3, RowOutcome.FAULT)]
    assert said in told(found)[0][2]


def test_an_area_code_without_its_zero_is_mended_and_one_that_the_country_does_not_know_of_is_told(
    tmp_path: Path,
) -> None:
    found = of(tmp_path, f"{HEAD[:-1]};netnummer\n{OPERATOR}Hoorn;veertien;;0229252200;229, 14 0226\n")
    assert [outcome for _, outcome, _ in told(found)] == [RowOutcome.MENDED, RowOutcome.NOTE]
    assert "read as 0229" in told(found)[0][2]
    assert "doesn't lie in 0226" in told(found)[1][2]


def test_an_area_code_that_the_country_is_not_sure_of_is_kept_and_not_told(tmp_path: Path) -> None:
    found = of(tmp_path, f"{HEAD[:-1]};netnummer\n{OPERATOR}Haaksbergen;veertien;;0229252200;053, 074\n")
    assert told(found) == []


WIDE = "gemeente;trunk;endpoint;lijnen;nummer;aangesloten;algemeen nummer;netnummers;openingstijden\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["Hoorn;veertien;;30;0229252200;nee;;;"],
            "nummer 0229252200 is left out, for the municipality is not connected; if it is its ordinary number, write "
            "it under algemeen nummer",
        ),
        (
            ["operator;veertien;;30;0880000014;ja;;0229;ma-vr 09:00-17:00"],
            "left out of operator: netnummers, openingstijden; every call that nobody else takes goes there, at all "
            "hours",
        ),
        (
            ["operator;veertien;;30;0880000014;nee;;;"],
            "left out of operator: aangesloten; every call that nobody else takes goes there, at all hours",
        ),
    ],
)
def test_what_goes_into_no_table_is_noted(tmp_path: Path, rows: list[str], said: str) -> None:
    operator = [] if rows[0].startswith("operator") else ["operator;veertien;;30;0880000014;;;;"]
    found = of(tmp_path, WIDE + "\n".join([*rows, *operator, "Medemblik;veertien;;;0229000002;;;;"]))
    assert (told(found), found.is_sound) == ([(2, RowOutcome.NOTE, said)], True)
    assert "schedules.yaml" not in found.files
    assert "0880000014" in found.files["operator.yaml"]


def test_the_ordinary_number_of_who_is_not_connected_is_told_once_and_kept(tmp_path: Path) -> None:
    rows = "Hoorn;veertien;;30;0229-252200;nee;0229252200;;\noperator;veertien;;30;0880000014;;;;\n"
    found = of(tmp_path, WIDE + rows)
    assert told(found) == []
    assert "    telephone: 0229252200\n" in found.files["municipalities/lijst-2026.yaml"]


@pytest.mark.parametrize(
    ("endpoint", "lines", "said"),
    [
        ("kpn-2", "", ["kpn-2 under endpoint, and kpn-1"]),
        ("", "31", ["31 under lijnen, and 30"]),
        ("kpn-2", "31", ["kpn-2 under endpoint, and kpn-1", "31 under lijnen, and 30"]),
    ],
)
def test_other_values_of_a_trunk_are_all_told(tmp_path: Path, endpoint: str, lines: str, said: list[str]) -> None:
    rows = f"Hoorn;kpn;kpn-1;30;0229252200;;;;\noperator;kpn;{endpoint};{lines};0880000014;;;;\n"
    assert told(of(tmp_path, WIDE + rows)) == [
        (3, RowOutcome.FAULT, f"the trunk 'kpn' has {differs} in row 2; make them the same") for differs in said
    ]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("Hoorn;veertien;;0229252200", "with the same trunk and number"),
        ("gemeente hoorn;veertien;;0229252200", "with the same trunk and number"),
    ],
)
def test_a_municipality_that_stands_twice_with_one_number_is_told(tmp_path: Path, second: str, said: str) -> None:
    found = of(tmp_path, f"{HEAD}{OPERATOR}Hoorn;veertien;30;0229252200\n{second}\n")
    fault = next(problem for problem in found.problems if problem.outcome is RowOutcome.FAULT)
    assert (fault.row, found.is_sound) == (4, False)
    assert said in fault.message.english
    assert "row 3" in fault.message.english


def test_a_list_without_an_operator_is_refused(tmp_path: Path) -> None:
    found = of(tmp_path, f"{HEAD}Hoorn;veertien;30;0229252200\n")
    assert [problem.wording.english[:28] for problem in found.problems] == ["no row is called operator: a"]


def test_what_rows_leave_out_may_be_given_for_all(tmp_path: Path) -> None:
    found = of(tmp_path, "naam;nummer\nHoorn;0229252200\noperator;0880000014\n", Usual("veertien", 30))
    assert (told(found), found.is_sound) == ([], True)
    assert "veertien:\n    endpoint: veertien\n    capacity: 30\n" in found.files["trunks.yaml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_excel_may_save_it_as_it_likes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = "gemeente;nummer\r\nSúdwest-Fryslân;0515000000\r\n\r\noperator;0880000014\r\n".replace(";", delimiter)
    found = of(tmp_path, rows.encode(encoding), Usual("veertien", 30))
    assert [(entry.row, entry.name) for entry in found.listing.entries] == [(2, "Súdwest-Fryslân"), (4, "operator")]
    assert found.is_sound


def test_a_list_that_says_which_sign_separates_is_read_by_that(tmp_path: Path) -> None:
    found = of(tmp_path, "sep=|\r\ngemeente|nummer\r\noperator|0880000014\r\nHoorn|0229252200\r\n", Usual("a", 1))
    assert [entry.row for entry in found.listing.entries] == [3, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing in it"),
        ("Hoorn;0229252200\n", "no column is called gemeente"),
        ("gemeente;naam\n", "two columns are the gemeente"),
        ('gemeente;nummer\n"Hoorn;1\n', "no CSV"),
        (b"\x81\x8d\x8f", "encoding"),
    ],
)
def test_what_is_no_list_is_refused_with_the_cure(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        of(tmp_path, text)


def run(*arguments: str, locale: str = "C") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["import", *arguments], env={"LC_ALL": locale})
    return result.exit_code, result.output


def written(tmp_path: Path, lines: Iterable[str]) -> str:
    file = tmp_path / "list.csv"
    file.write_text("".join(lines), encoding="utf-8")
    return str(file)


def test_the_plan_shows_the_tables_and_writes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, [HEAD, OPERATOR, "Hoorn;veertien;;229252200\n"])
    status, output = run(file, "--plan")
    assert status == 0
    assert "mended: row 3:" in output
    assert "=== trunks.yaml" in output
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize(("locale", "said"), [("C", "note: row 1: the col"), ("nl_NL", "opmerking: rij 1: de kol")])
def test_a_column_that_means_nothing_is_a_note(tmp_path: Path, locale: str, said: str) -> None:
    lines = ["gemeente;nummer;wethouder\n", "operator;0880000014;Jansen\n", "Hoorn;0229252200;\n"]
    status, output = run(written(tmp_path, lines), "--plan", "--trunk", "a", "--lines", "1", locale=locale)
    assert (status, output[: len(said)]) == (0, said)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    file = written(tmp_path, [HEAD, OPERATOR, "Hoorn;veertien;;0229252200\n"])
    folder = tmp_path / "tables"
    assert run(file, "--into", str(folder))[0] == 0
    (folder / "trunks.yaml").write_text("mine")
    status, output = run(file, "--into", str(folder))
    assert (status, "not written over" in output) == (2, True)
    assert (folder / "trunks.yaml").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    file = written(tmp_path, [HEAD, OPERATOR, "Hoorn;veertien;;0229252200\n"])
    (tmp_path / "file").write_text("no folder")
    status, output = run(file, "--into", str(tmp_path / "file/x"))
    assert (status, output) == (2, f"{tmp_path}/file/x can't be written: Not a directory.\n")


@pytest.mark.parametrize(("options", "said"), [((), "Give --into DIR"), (("--plan", "--into", "x"), "leave one of")])
def test_either_the_plan_or_a_folder_is_asked_for(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    status, output = run(written(tmp_path, [HEAD, OPERATOR]), *options)
    assert (status, said in output) == (2, True)


def test_a_row_to_be_corrected_is_status_1_and_writes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, [HEAD, OPERATOR, "Horn;veertien;;0229252200\n"])
    status, output = run(file, "--into", str(tmp_path / "tables"))
    assert (status, "1 to correct; nothing was written." in output) == (1, True)
    assert not (tmp_path / "tables").exists()


def test_who_works_in_dutch_reads_it_in_dutch(tmp_path: Path) -> None:
    rows = ["Hoorn;veertien;;229252200\n", "Wognum;veertien;;0229252201\n", "Horn;veertien;veel;0229252202\n"]
    status, output = run(written(tmp_path, [HEAD, OPERATOR, *rows]), "--plan", locale="nl_NL.UTF-8")
    assert (status, output.splitlines()) == (
        1,
        [
            "hersteld: rij 3: nummer 229252200 is de nul kwijt en geldt als 0229252200",
            "rij 4: 'Wognum' is geen gemeente: het ligt in Medemblik; schrijf dat, als het bedoeld is",
            "rij 5: 'Horn' is geen gemeente: het ligt in Leudal; schrijf dat, als het bedoeld is",
            "rij 5: lijnen is 'veel'; schrijf een heel getal van 1 tot en met 10000",
            "3 te verbeteren; er is niets geschreven.",
        ],
    )


@pytest.mark.slow
def test_the_whole_country_takes_seconds(tmp_path: Path) -> None:
    rows = [f"{one.name};veertien;30;{one.main_area_code}000000\n" for one in NAMES.municipalities.values()]
    began = time.monotonic()
    found = of(tmp_path, HEAD + "".join(rows) + OPERATOR)
    assert [problem for problem in found.problems if problem.outcome is RowOutcome.FAULT] == []
    assert len(found.listing.entries) == len(NAMES.municipalities) + 1
    # Five minutes are promised.
    assert time.monotonic() - began < 300
