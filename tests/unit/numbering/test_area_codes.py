import pytest

from veertien.numbering import FourteenNumber, NumberRefusedError, area_codes
from veertien.numbering.dialled import table_140x


def test_there_are_141_area_codes_of_three_or_four_digits() -> None:
    assert len(area_codes()) == 141
    lengths = [len(code) for code in area_codes()]
    assert (lengths.count(3), lengths.count(4)) == (30, 111)
    assert all(area_code.code == code and code.startswith("0") for code, area_code in area_codes().items())


@pytest.mark.parametrize(("code", "place"), [("020", "Amsterdam"), ("0229", "Hoorn"), ("0172", "Alphen aan den Rijn")])
def test_an_area_code_is_named_after_its_town(code: str, place: str) -> None:
    assert area_codes()[code].place == place


def test_the_list_of_area_codes_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        area_codes()["0999"] = area_codes()["020"]  # type: ignore[index]


def test_every_area_code_lies_in_exactly_one_range_of_table_140x_and_has_its_length() -> None:
    for code in area_codes():
        ranges = [found for found in table_140x() if f"14{code}".startswith(found.prefix)]
        assert [found.digits for found in ranges] == [len(f"14{code}")], code


def test_table_140x_opens_41_ranges_to_municipalities() -> None:
    lengths = [found.digits for found in table_140x() if found.digits]
    assert (lengths.count(5), lengths.count(6)) == (21, 20)


def test_a_fourteen_number_is_dialled_and_written() -> None:
    number = FourteenNumber("0229")
    assert (number.dialled, number.spoken) == ("140229", "14 0229")


def test_a_fourteen_number_of_no_area_code_cannot_be_made() -> None:
    with pytest.raises(NumberRefusedError, match="no Dutch area code '0999'"):
        FourteenNumber("0999")
