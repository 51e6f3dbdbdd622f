"""Lists of callers: numbers and prefixes, whatever form they and the caller's number come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.numbering import (
    CallerEntry,
    CallerList,
    CallerNumberRefusedError,
    listed_number,
    listed_prefix,
    parse_caller,
)

MOBILES = st.integers(10_000_000, 59_999_999).map(lambda digits: f"6{digits}")
FORMS = st.sampled_from(["0{}", "+31{}", "0031{}"])


def number(text: str) -> CallerEntry:
    return CallerEntry(listed_number(text), is_prefix=False)


def prefix(text: str) -> CallerEntry:
    return CallerEntry(listed_prefix(text), is_prefix=True)


@given(MOBILES, FORMS, FORMS)
def test_a_number_is_found_in_whatever_forms_it_is_written_and_sent(digits: str, written: str, sent: str) -> None:
    entry = number(written.format(digits))
    assert CallerList.of([entry]).find(parse_caller(sent.format(digits), None)) == entry


@given(MOBILES, FORMS, FORMS, st.integers(2, 9))
def test_a_prefix_covers_all_that_begin_with_it_and_nothing_else(
    digits: str, written: str, sent: str, length: int
) -> None:
    listed = CallerList.of([prefix(written.format(digits[:length]))])
    assert listed.find(parse_caller(sent.format(digits), None))
    other = digits[: length - 1] + str((int(digits[length - 1]) + 1) % 10) + digits[length:]
    assert listed.find(parse_caller(sent.format(other), None)) is None


@pytest.mark.parametrize("text", ["+32470123456", "0032470123456"])
def test_foreign_numbers_too(text: str) -> None:
    caller = parse_caller("+32470123456", None)
    assert CallerList.of([number(text)]).find(caller)
    assert CallerList.of([prefix(text[:-4])]).find(caller)


def test_a_number_is_no_prefix_of_longer_ones() -> None:
    assert CallerList.of([number("+49301234567")]).find(parse_caller("+493012345678", None)) is None


def test_the_most_precise_entry_is_found() -> None:
    listed = CallerList.of([prefix("06"), prefix("0612"), number("0612345678")])
    found = [listed.find(parse_caller(text, None)) for text in ("0612345678", "0612345679", "0641234567")]
    assert [entry and entry.number for entry in found] == ["+31612345678", "+31612", "+316"]


@given(st.text(max_size=20) | MOBILES.map("0{}".format), st.sampled_from(["prohib", "unavailable", "nonsense", "35"]))
def test_a_caller_whose_number_is_not_to_be_known_is_on_no_list(text: str, presentation: str) -> None:
    everybody = CallerList.of([prefix(f"+{digit}") for digit in "12456789"] + [prefix("06"), prefix("0031" + "2")])
    assert everybody.find(parse_caller(text, presentation)) is None


@given(st.text(max_size=25))
def test_any_text_is_a_prefix_in_its_one_form_or_refused(text: str) -> None:
    try:
        found = listed_prefix(text)
    except CallerNumberRefusedError:
        return
    assert found == listed_prefix(found)
    assert not "+31".startswith(found)


@pytest.mark.parametrize("text", ["", "+", "0", "00", "0031", "+31", "+3", "31612", "06 12", "+3106", "+31(0)6", "٠٦"])
def test_what_would_block_everybody_or_nobody_is_no_prefix(text: str) -> None:
    with pytest.raises(CallerNumberRefusedError):
        listed_prefix(text)


@pytest.mark.parametrize("text", ["", "0612", "anonymous", "+31", "140229x", "06-12345678"])
def test_what_no_caller_can_have_is_no_number(text: str) -> None:
    with pytest.raises(CallerNumberRefusedError):
        listed_number(text)
