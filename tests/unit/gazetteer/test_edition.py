"""What the national data say of themselves: the changes announced since, and who has what a municipality was."""

from datetime import date

from veertien.gazetteer import AnnouncedChange, Certainty, Gazetteer, heirs_of


def change(municipality: str, heir: str, year: int) -> AnnouncedChange:
    return AnnouncedChange(municipality, heir, date(year, 1, 1), date(2026, 1, 1), Certainty.CERTAIN, "a law")


def test_each_announced_change_is_of_two_municipalities_that_are_there(gazetteer: Gazetteer) -> None:
    for each in gazetteer.edition.changes:
        assert {each.municipality, each.heir} <= gazetteer.municipalities.keys()
        assert each.announced < each.first
        assert each.first > gazetteer.edition.as_of


def test_hilversum_is_to_have_what_wijdemeren_was(gazetteer: Gazetteer) -> None:
    assert heirs_of(gazetteer.edition.changes)["GM1696"] == "GM0402"


def test_who_went_into_one_that_goes_on_into_a_third_is_the_thirds() -> None:
    later, earlier = change("GM0002", "GM0003", 2028), change("GM0001", "GM0002", 2027)
    assert heirs_of([later, earlier]) == {"GM0001": "GM0003", "GM0002": "GM0003"}
