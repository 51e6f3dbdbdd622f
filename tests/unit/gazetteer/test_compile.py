from pathlib import Path

import pytest

from tools.compile_gazetteer import as_said, former_rows, other_name_rows, place_rows, shortened, write

PLACES = [
    {"wp_code": "WP1", "place": "Esch", "cbs_code": "GM1", "municipality": "Boxtel"},
    {"wp_code": "WP2", "place": "Haaren", "cbs_code": "GM2", "municipality": "Oisterwijk"},
    {"wp_code": "WP3", "place": "Egmond aan den Hoef", "cbs_code": "GM3", "municipality": "Bergen (NH.)"},
]
SPLIT = "GM0001:Boxtel|GM0002:Oisterwijk"


def former(name: str, code: str, direct: str, receivers: str = "", derived: str = "") -> dict[str, str]:
    return {
        "old_name": name,
        "old_cbs_code": code,
        "successor_cbs_code": "GM0002",
        "direct_successor_code": direct,
        "all_receiving_municipalities": receivers,
        "receivers_by_place_derived": derived,
    }


def alias(name: str, origin: str = "alternative_spelling", target: str = "WP3", town: str = "Egmond") -> dict[str, str]:
    row = {"alias": name, "kind": origin, "target_code": target, "target": town, "language": "nl"}
    return row | {"confidence": "medium"}


def test_a_split_former_municipality_gets_a_row_for_every_receiver() -> None:
    rows = former_rows([former("Haaren", "GM0788", "GM0002", SPLIT, "GM0005:Vught(Helvoirt)")], [], [])
    expected = {("Haaren", "GM0001", "high"), ("Haaren", "GM0002", "high"), ("Haaren", "GM0005", "medium")}
    assert set(rows) == expected


def test_a_village_follows_its_own_part_of_a_successor_that_was_split() -> None:
    places = [{"place": "Esch", "cbs_code": "GM0001"}]
    table = [former("Esch", "GM0770", "GM0788"), former("Haaren", "GM0788", "GM0002", SPLIT)]
    assert ("Esch", "GM0001", "high") in former_rows(table, places, [])
    assert not any(name == "Esch" and code == "GM0002" for name, code, _ in former_rows(table, places, []))


def test_a_successor_without_the_village_is_less_sure_when_a_neighbour_has_it() -> None:
    places = [{"place": "Ilpendam", "cbs_code": "GM0852"}]
    pairs = [{"cbs_code": code, "area_code": "020"} for code in ("GM0852", "GM0002")]
    assert former_rows([former("Ilpendam", "GM0001", "GM0002")], places, pairs) == [("Ilpendam", "GM0002", "medium")]


def test_spellings_that_the_postal_system_cut_short_are_left_out() -> None:
    aliases = [alias("Egmond Ad Hoef"), alias("Egmond Aan Den Hoe"), alias("Egmond-Hoef"), alias("Derp")]
    assert [row[0] for row in other_name_rows(aliases, PLACES, [])] == ["Egmond-Hoef", "Derp"]


def test_a_postal_y_is_written_ij() -> None:
    assert other_name_rows([alias("Nyendyk")], PLACES, [])[0][0] == "Nijendijk"


def test_a_postal_spelling_that_was_given_to_two_places_is_left_out() -> None:
    aliases = [
        alias("Niekerk De Marne", town="Niekerk (A)"),
        alias("Niekerk De Marne", target="WP1", town="Niekerk (B)"),
    ]
    assert other_name_rows(aliases, PLACES, []) == []


def test_short_forms_made_by_rule_become_low() -> None:
    (row,) = other_name_rows([alias("Egmond", origin="short_form_rule")], PLACES, [])
    assert row == ("Egmond", "WP3", "other", "nl", "low", "short_form_rule")


def test_a_second_area_code_of_a_place_counts_only_if_its_municipality_surely_has_it() -> None:
    place = {**PLACES[0], "area_code": "0411", "other_area_codes_seen": "073|013", "area_code_confidence": "high"}
    pairs = [
        {"cbs_code": "GM1", "area_code": "073", "confidence": "medium"},
        {"cbs_code": "GM1", "area_code": "013", "confidence": "low"},
    ]
    assert place_rows([place], pairs, []) == [("WP1", "Esch", "Esch", "GM1", "0411 073", "high")]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("St. Willebrord", "Sint Willebrord"),
        ("St.-Annaparochie", "Sint Annaparochie"),
        ("2e Exloërmond", "Tweede Exloërmond"),
        ("Stad", "Stad"),
    ],
)
def test_abbreviations_are_written_out(written: str, said: str) -> None:
    assert as_said(written) == said


def test_a_whole_word_is_not_short_for_itself() -> None:
    assert not shortened("Biest", {"biest", "houtakker"})
    assert shortened("Luchth Schiphol", {"luchthaven", "schiphol"})


def test_rows_are_written_sorted_and_once(tmp_path: Path) -> None:
    write(tmp_path / "table.tsv", ("a", "b"), [("2", "x"), ("1", "y"), ("2", "x")])
    assert (tmp_path / "table.tsv").read_bytes() == b"a\tb\n1\ty\n2\tx\n"


def test_a_field_that_would_break_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"table\.tsv: a field holds a tab"):
        write(tmp_path / "table.tsv", ("a",), [("one\ttwo",)])
