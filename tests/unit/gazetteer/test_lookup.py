import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.gazetteer import AmbiguousMunicipalityError, Gazetteer, UnknownMunicipalityError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GM0420", "GM0420"),
        ("gm0420", "GM0420"),
        ("medemblik", "GM0420"),
        ("Bergen NH", "GM0373"),
        ("Bergen (L.)", "GM0893"),
        ("Hengelo", "GM0164"),
        ("Den Haag", "GM0518"),
        ("s-Hertogenbosch", "GM0796"),
        ("Sudwest Fryslan", "GM1900"),
        ("Capelle a/d IJssel", "GM0502"),
        ("gemeente Utrecht", "GM0344"),
    ],
)
def test_a_municipality_is_found_by_name_or_code(gazetteer: Gazetteer, text: str, code: str) -> None:
    assert gazetteer.by_name_or_code(text).code == code


def test_every_municipality_is_found_by_its_code_and_by_its_full_name(gazetteer: Gazetteer) -> None:
    for code, municipality in gazetteer.municipalities.items():
        assert gazetteer.by_name_or_code(code) == gazetteer.by_name_or_code(municipality.name) == municipality


def test_a_name_of_two_municipalities_is_ambiguous_and_says_what_to_write(gazetteer: Gazetteer) -> None:
    with pytest.raises(
        AmbiguousMunicipalityError, match=r"write Bergen \(NH\.\) \(GM0373\) or Bergen \(L\.\)"
    ) as ambiguous:
        gazetteer.by_name_or_code("Bergen")
    assert [candidate.code for candidate in ambiguous.value.candidates] == ["GM0373", "GM0893"]


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("Wognum", ("Medemblik",)),
        ("Medemblick", ("Medemblik",)),
        ("Hoofddorp", ("Haarlemmermeer",)),
        ("GM9999", ()),
        ("", ()),
        ("x" * 100_000, ()),
    ],
)
def test_what_is_no_municipality_comes_with_suggestions(
    gazetteer: Gazetteer, text: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownMunicipalityError) as unknown:
        gazetteer.by_name_or_code(text)
    assert unknown.value.suggestions == suggestions
    assert len(str(unknown.value)) < 200


def test_a_split_former_municipality_suggests_all_its_receivers(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownMunicipalityError, match="Did you mean 's-Hertogenbosch or Oss"):
        gazetteer.by_name_or_code("Maasdonk")


@pytest.mark.parametrize(("text", "first"), [("wervershof", "Wervershoof"), ("amsterdm", "Amsterdam")])
def test_a_slip_of_the_pen_gets_the_nearest_name(gazetteer: Gazetteer, text: str, first: str) -> None:
    assert gazetteer.suggest(text)[0] == first


def test_namesakes_are_all_suggested_as_they_are_written_apart(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("Bergenn", limit=2) == ("Bergen (NH.)", "Bergen (L.)")


def test_nothing_near_is_no_suggestion(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("xyzzy") == ()


@given(text=st.text(), limit=st.integers(min_value=0, max_value=5))
def test_any_text_can_be_looked_up(gazetteer: Gazetteer, text: str, limit: int) -> None:
    assert all(name.municipality in gazetteer.municipalities for name in gazetteer.find(text))
    assert len(gazetteer.suggest(text, limit)) <= limit
