"""The national number in every form that a trunk may send, beside the 14-numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.numbering import (
    FourteenNumber,
    NationalNumber,
    NumberRefusedError,
    area_codes,
    parse_dialled,
    parse_offered,
)

NATIONAL = NationalNumber("1400")
FORMS = ("{}", "0{}", "01400{}", "+31{}", "31{}", "0031{}")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("digits", ["1400", "140", "14000", "113", "149999"])
def test_it_is_understood_in_every_form(form: str, digits: str) -> None:
    national = NationalNumber(digits)
    assert parse_offered(form.format(digits), national) == national
    assert (national.dialled, national.spoken, national.area_code) == (digits, digits, None)


@pytest.mark.parametrize(
    ("text", "area_code"), [("014000229", "0229"), ("01400140229", "0229"), ("0140020", None), ("01400020", "020")]
)
def test_the_routing_prefix_of_14_numbers_is_not_taken_for_it(text: str, area_code: str | None) -> None:
    if area_code is None:
        with pytest.raises(NumberRefusedError):
            parse_offered(text, NATIONAL)
    else:
        assert parse_offered(text, NATIONAL) == FourteenNumber(area_code)


@pytest.mark.parametrize("text", ["1400", "01400", "+311400"])
def test_without_one_nothing_leads_to_it(text: str) -> None:
    with pytest.raises(NumberRefusedError):
        parse_offered(text, None)


@pytest.mark.parametrize("digits", ["", "14", "1400000", "0140", "2400", "14o0", "１４００", "1400\n", "+1400"])
def test_it_has_three_to_six_digits_and_begins_with_1(digits: str) -> None:
    with pytest.raises(NumberRefusedError, match="three to six digits"):
        NationalNumber(digits)


@pytest.mark.parametrize("form", FORMS)
def test_the_emergency_number_is_never_taken(form: str) -> None:
    with pytest.raises(NumberRefusedError, match="emergency"):
        NationalNumber("112")
    with pytest.raises(NumberRefusedError):
        parse_offered(form.format("112"), NATIONAL)


def test_no_14_number_can_be_it() -> None:
    for code in area_codes():
        with pytest.raises(NumberRefusedError, match="the 14-number of an area code"):
            NationalNumber(f"14{code}")


@given(
    st.from_regex(r"(\+31|0031|31|01400|0)?1[0-9]{2,5}", fullmatch=True),
    st.from_regex("1[0-9]{2,5}", fullmatch=True),
)
def test_a_14_number_stays_one_whatever_the_national_number(text: str, digits: str) -> None:
    try:
        fourteen = parse_dialled(text)
        national = NationalNumber(digits)
    except NumberRefusedError:
        return
    assert parse_offered(text, national) == fourteen
