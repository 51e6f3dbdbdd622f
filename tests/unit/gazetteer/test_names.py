from importlib.resources import files

import pytest

from veertien.gazetteer import Confidence, Gazetteer, NameKind


def leads_to(gazetteer: Gazetteer, text: str) -> set[str]:
    return {gazetteer.municipalities[name.municipality].name for name in gazetteer.find(text)}


@pytest.mark.parametrize(
    "village", ["Wognum", "Wervershoof", "Andijk", "wervershoof", "Nibbixwoud", "Noorder-Koggenland"]
)
def test_villages_and_former_municipalities_lead_to_medemblik(gazetteer: Gazetteer, village: str) -> None:
    assert leads_to(gazetteer, village) == {"Medemblik"}


@pytest.mark.parametrize(
    "text", ["Den Haag", "'s-Gravenhage", "s gravenhage", "'sGravenhage", "The Hague", "den  HAAG"]
)
def test_den_haag_and_s_gravenhage_are_one(gazetteer: Gazetteer, text: str) -> None:
    assert leads_to(gazetteer, text) == {"'s-Gravenhage"}


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        *((text, "Bergen (NH.)") for text in ("Bergen NH", "Bergen (NH)", "Bergen Noord-Holland", "Bergen (NH.)")),
        *((text, "Bergen (L.)") for text in ("Bergen L", "Bergen LB", "Bergen Limburg", "Bergen (L)", "Bergen (L.)")),
        *(
            (text, "Hengelo (O.)")
            for text in ("Hengelo (O)", "Hengelo Overijssel", "hengelo ov", "gemeente Hengelo OV")
        ),
        *((text, "Bronckhorst") for text in ("Hengelo (Gld)", "Hengelo Gelderland", "Hengelo gemeente Bronckhorst")),
        ("Spaarndam gem. Haarlem", "Haarlem"),
        ("Spaarndam Haarlemmermeer", "Haarlemmermeer"),
        ("Haarle Gem Tubbergen", "Tubbergen"),
        ("Nuenen c.a.", "Nuenen, Gerwen en Nederwetten"),
    ],
)
def test_namesakes_are_kept_apart_by_what_is_behind_them(gazetteer: Gazetteer, text: str, municipality: str) -> None:
    assert leads_to(gazetteer, text) == {municipality}


def test_a_bare_namesake_leads_to_every_one(gazetteer: Gazetteer) -> None:
    assert leads_to(gazetteer, "Hengelo") == {"Hengelo (O.)", "Bronckhorst"}
    assert leads_to(gazetteer, "Bergen") >= {"Bergen (NH.)", "Bergen (L.)"}


def test_a_municipality_s_own_name_comes_before_a_village_s(gazetteer: Gazetteer) -> None:
    first, *others = gazetteer.find("Hengelo")
    assert (first.municipality, first.kind, first.place) == ("GM0164", NameKind.MUNICIPALITY, None)
    assert {(name.municipality, name.place) for name in others} >= {("GM1876", "WP1535")}


@pytest.mark.parametrize(
    ("former", "receivers"),
    [
        ("Haaren", {"Boxtel", "Oisterwijk", "Tilburg", "Vught"}),
        ("Littenseradiel", {"Súdwest-Fryslân", "Leeuwarden", "Waadhoeke"}),
        ("Boarnsterhim", {"Leeuwarden", "Heerenveen", "Súdwest-Fryslân", "De Fryske Marren"}),
        ("Maasdonk", {"'s-Hertogenbosch", "Oss"}),
        ("Meerlo-Wanssum", {"Venray", "Horst aan de Maas"}),
    ],
)
def test_a_former_municipality_that_was_split_leads_to_all_receivers(
    gazetteer: Gazetteer, former: str, receivers: set[str]
) -> None:
    assert leads_to(gazetteer, former) == receivers


@pytest.mark.parametrize(("former", "receiver"), [("Esch", "Boxtel"), ("Helvoirt", "Vught"), ("Geffen", "Oss")])
def test_a_village_tells_where_its_municipality_went_when_the_successor_was_split(
    gazetteer: Gazetteer, former: str, receiver: str
) -> None:
    assert leads_to(gazetteer, former) == {receiver}


@pytest.mark.parametrize(("text", "municipality"), [("Ljouwert", "Leeuwarden"), ("Snits", "Súdwest-Fryslân")])
def test_frisian_names_are_known(gazetteer: Gazetteer, text: str, municipality: str) -> None:
    assert municipality in leads_to(gazetteer, text)


def test_short_forms_made_by_rule_are_low(gazetteer: Gazetteer) -> None:
    short = [name for name in gazetteer.find("Alphen") if name.kind is NameKind.OTHER]
    assert {name.confidence for name in short} == {Confidence.LOW}
    assert {gazetteer.municipalities[name.municipality].name for name in short} == {"Alphen aan den Rijn"}


def test_a_name_knows_the_area_codes_of_its_place(gazetteer: Gazetteer) -> None:
    assert {name.area_codes for name in gazetteer.find("Wervershoof") if name.place} == {("0228",)}
    assert {name.area_codes for name in gazetteer.find("Medemblik") if not name.place} == {("0229", "0227", "0228")}


def test_names_of_a_municipality_hold_its_own_villages_and_former_ones(gazetteer: Gazetteer) -> None:
    names = {name.text: name.kind for name in gazetteer.names_of("GM0420")}
    assert next(iter(names)) == "Medemblik"
    assert {"Wognum", "Wervershoof", "Andijk", "Twisk", "Noorder-Koggenland"} <= names.keys()
    assert (names["Medemblik"], names["Twisk"]) == (NameKind.MUNICIPALITY, NameKind.PLACE)
    assert names["Noorder-Koggenland"] is NameKind.FORMER


def test_every_name_can_be_said_and_leads_back(gazetteer: Gazetteer) -> None:
    for code in gazetteer.municipalities:
        names = gazetteer.names_of(code)
        assert len({name.text for name in names}) == len(names)
        for name in names:
            assert name.municipality == code
            assert not set(name.text) & set("()./0123456789"), name
            assert name in gazetteer.find(name.text)


def test_every_former_municipality_of_the_data_leads_to_its_receiver(gazetteer: Gazetteer) -> None:
    table = files("veertien.gazetteer").joinpath("data/former_municipalities.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    assert len(rows) == 493
    for name, receiver, _ in rows:
        former = [found.municipality for found in gazetteer.find(name) if found.kind is NameKind.FORMER]
        assert receiver in former, name


def test_a_municipality_that_does_not_exist_has_no_names(gazetteer: Gazetteer) -> None:
    with pytest.raises(KeyError):
        gazetteer.names_of("GM9999")
