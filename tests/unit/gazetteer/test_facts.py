import pytest

from veertien.gazetteer import Confidence, Gazetteer, normalise
from veertien.numbering import area_codes, parse_dialled

MEDEMBLIK = "GM0420"


def named(gazetteer: Gazetteer, area_code: str, at_least: Confidence = Confidence.MEDIUM) -> list[str]:
    return [municipality.name for municipality in gazetteer.in_area(area_code, at_least)]


def test_there_are_342_municipalities_and_2502_places(gazetteer: Gazetteer) -> None:
    assert (len(gazetteer.municipalities), len(gazetteer.places)) == (342, 2502)


def test_0229_is_exactly_five_municipalities_most_populous_first(gazetteer: Gazetteer) -> None:
    assert named(gazetteer, "0229") == ["Hoorn", "Medemblik", "Koggenland", "Drechterland", "Opmeer"]


def test_medemblik_lies_in_exactly_three_area_codes_its_main_one_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.area_codes_of(MEDEMBLIK) == ("0229", "0227", "0228")
    assert [code for code in area_codes() if "Medemblik" in named(gazetteer, code)] == ["0227", "0228", "0229"]


def test_of_571_pairs_of_municipality_and_area_code_558_count_unless_asked(gazetteer: Gazetteer) -> None:
    pairs = {least: sum(len(gazetteer.in_area(code, least)) for code in area_codes()) for least in Confidence}
    assert pairs == {Confidence.LOW: 571, Confidence.MEDIUM: 558, Confidence.HIGH: 526}


def test_a_doubtful_pair_shows_only_when_asked_for(gazetteer: Gazetteer) -> None:
    assert "Haaksbergen" not in named(gazetteer, "074")
    assert "Haaksbergen" in named(gazetteer, "074", Confidence.LOW)
    assert gazetteer.area_codes_of("GM0158") == ("053",)
    assert gazetteer.area_codes_of("GM0158", Confidence.LOW) == ("053", "074")


def test_127_area_codes_are_shared_by_at_most_eleven_municipalities(gazetteer: Gazetteer) -> None:
    sizes = [len(gazetteer.in_area(code)) for code in area_codes()]
    assert (min(sizes), max(sizes), sum(size > 1 for size in sizes)) == (1, 11, 127)


def test_an_area_code_that_does_not_exist_has_no_municipalities(gazetteer: Gazetteer) -> None:
    assert gazetteer.in_area("0999") == ()


def test_every_municipality_lies_in_its_main_area_code_and_only_in_known_ones(gazetteer: Gazetteer) -> None:
    for code, municipality in gazetteer.municipalities.items():
        assert gazetteer.area_codes_of(code)[0] == municipality.main_area_code
        assert set(gazetteer.area_codes_of(code, Confidence.LOW)) <= area_codes().keys()


def test_only_one_place_has_no_area_code(gazetteer: Gazetteer) -> None:
    assert [place.name for place in gazetteer.places.values() if not place.area_codes] == ["Cortelande"]
    for place in gazetteer.places.values():
        assert set(place.area_codes) <= set(gazetteer.area_codes_of(place.municipality, Confidence.LOW)), place


def test_municipalities_are_in_twelve_provinces_and_names_are_unique(gazetteer: Gazetteer) -> None:
    municipalities = gazetteer.municipalities.values()
    assert len({municipality.province for municipality in municipalities}) == 12
    assert len({municipality.name for municipality in municipalities}) == 342


def test_population_is_the_nation(gazetteer: Gazetteer) -> None:
    assert sum(municipality.population for municipality in gazetteer.municipalities.values()) == 18_129_929


def test_published_fourteen_numbers_are_the_municipality_s_own(gazetteer: Gazetteer) -> None:
    published = {
        code: municipality.published_fourteen
        for code, municipality in gazetteer.municipalities.items()
        if municipality.published_fourteen
    }
    assert len(published) == 131
    for code, number in published.items():
        assert parse_dialled(number).area_code in gazetteer.area_codes_of(code)


def test_ordinary_numbers_are_e164(gazetteer: Gazetteer) -> None:
    ordinary = [found.ordinary_number for found in gazetteer.municipalities.values() if found.ordinary_number]
    assert len(ordinary) == 210
    assert all(number.startswith("+31") and (len(number) == 12 or number[:6] == "+31800") for number in ordinary)


def test_a_general_number_that_costs_no_more_stands_in_for_an_ordinary_one(gazetteer: Gazetteer) -> None:
    assert gazetteer.municipalities["GM1699"].ordinary_number == "+31880508888"
    assert gazetteer.municipalities["GM0394"].ordinary_number is None  # Haarlemmermeer has 0900


@pytest.mark.parametrize(
    ("code", "name", "spoken"),
    [
        ("GM0373", "Bergen (NH.)", "Bergen"),
        ("GM0893", "Bergen (L.)", "Bergen"),
        ("GM0164", "Hengelo (O.)", "Hengelo"),
        ("GM0518", "'s-Gravenhage", "Den Haag"),
        ("GM0796", "'s-Hertogenbosch", "Den Bosch"),
        ("GM0820", "Nuenen, Gerwen en Nederwetten", "Nuenen"),
        (MEDEMBLIK, "Medemblik", "Medemblik"),
    ],
)
def test_a_prompt_says_what_people_say(gazetteer: Gazetteer, code: str, name: str, spoken: str) -> None:
    municipality = gazetteer.municipalities[code]
    assert (municipality.name, municipality.spoken_name) == (name, spoken)


def test_no_two_municipalities_of_one_area_code_sound_the_same(gazetteer: Gazetteer) -> None:
    for code in area_codes():
        spoken = [normalise(found.spoken_name) for found in gazetteer.in_area(code, Confidence.LOW)]
        assert len(set(spoken)) == len(spoken), code


def test_the_facts_cannot_be_changed(gazetteer: Gazetteer) -> None:
    with pytest.raises(TypeError):
        gazetteer.municipalities["GM9999"] = gazetteer.municipalities[MEDEMBLIK]  # type: ignore[index]
