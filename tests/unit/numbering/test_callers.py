import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.numbering import Caller, area_codes, parse_caller

NOBODY = Caller(number_e164=None, withheld=False, area_code=None)
WITHHELD = Caller(number_e164=None, withheld=True, area_code=None)


@pytest.mark.parametrize("text", ["0229253300", "+31229253300", "0031229253300", "31229253300"])
@pytest.mark.parametrize(
    "presentation", ["allowed", "allowed_not_screened", "allowed_passed_screen", "0", "3", "", None]
)
def test_a_geographic_number_tells_its_area_code(text: str, presentation: str | None) -> None:
    assert parse_caller(text, presentation) == Caller("+31229253300", withheld=False, area_code="0229")


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0612345678", "+31612345678"),
        ("+3197010123456", "+3197010123456"),
        ("0881234567", "+31881234567"),
        ("+442079460000", "+442079460000"),
        ("+3222005010", "+3222005010"),
    ],
)
def test_mobile_national_and_foreign_numbers_have_no_area_code(text: str, e164: str) -> None:
    assert parse_caller(text, "allowed") == Caller(e164, withheld=False, area_code=None)


@pytest.mark.parametrize(
    "presentation",
    [
        "prohib",
        "prohib_not_screened",
        "prohib_passed_screen",
        "prohib_failed_screen",
        "32",
        "35",
        "96",
        "999",
        "nonsense",
    ],
)
def test_a_withheld_number_is_forgotten(presentation: str) -> None:
    caller = parse_caller("0229253300", presentation)
    assert caller == WITHHELD
    assert "229253300" not in repr(caller)


def test_a_presentation_that_is_not_understood_counts_as_withheld() -> None:
    assert parse_caller("0229253300", "Allowed ") == WITHHELD


@pytest.mark.parametrize("presentation", ["unavailable", "64", "67"])
def test_an_unavailable_number_is_not_there_and_not_withheld(presentation: str) -> None:
    assert parse_caller("0229253300", presentation) == NOBODY


@pytest.mark.parametrize("text", ["anonymous", "Anonymous", " anonymous "])
def test_an_anonymous_caller_withholds(text: str) -> None:
    assert parse_caller(text, "allowed") == WITHHELD


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "unknown", "+", "0", "112", "0229", "1-800-FLOWERS", "0229253300;ext=1", "tel:0229253300"),
        *("0229\x00253300", "0229253300\n", "０２２９２５３３００", "9" * 100_000, "+999123456789", "002079460000"),
    ],
)
def test_what_is_no_telephone_number_is_no_caller(text: str | None) -> None:
    assert parse_caller(text, "allowed") == NOBODY


@given(
    st.none() | st.text() | st.from_regex(r"\+?\d*"),
    st.none() | st.text() | st.sampled_from(["allowed", "prohib", "0"]),
)
def test_any_caller_is_read_without_an_error(text: str | None, presentation: str | None) -> None:
    caller = parse_caller(text, presentation)
    assert caller.number_e164 is None or not caller.withheld
    assert caller.area_code is None or caller.area_code in area_codes()


def test_every_area_code_is_read_from_a_number_in_it() -> None:
    for code in area_codes():
        text = code + "2345678"[: 10 - len(code)]
        assert parse_caller(text, None).area_code == code
