import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.numbering import FourteenNumber, NumberRefusedError, area_codes, parse_dialled, parse_typed

FORMS = ("14{}", "014{}", "0140014{}", "01400{}", "+3114{}", "3114{}", "003114{}")


@pytest.mark.parametrize("form", FORMS)
def test_every_area_code_is_understood_in_every_form(form: str) -> None:
    for code in area_codes():
        assert parse_dialled(form.format(code)) == FourteenNumber(code)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "No number was dialled"),
        ("14999", "no range of table 140X: 14 must be followed by an area code."),
        ("14512", "14 must be followed by an area code; did you mean 140512?"),
        ("14020123", "numbers in 14020 have 5"),
        ("14022", "numbers in 14022 have 6"),
        ("140221", "no Dutch area code '0221'"),
        ("1400", "national government"),
        ("140088", "national government"),
        ("14088", "business"),
        ("14060", "no range of table 140X"),
        ("112", "not a 14-number"),
        ("0229253300", "not a 14-number"),
        ("+14020", "not a 14-number"),
        ("+32140229", "not a 14-number"),
        ("0014020", "not a 14-number"),
        ("14 0229", "not a telephone number"),
        ("14-0229", "not a telephone number"),
        ("140229\n", "not a telephone number"),
        ("140229\x00", "not a telephone number"),
        ("140229@evil", "not a telephone number"),
        ("++3114020", "not a telephone number"),
        ("14٠229", "not a telephone number"),
        ("１４０２０", "not a telephone number"),
        ("0" * 100_000, "not a telephone number"),
    ],
)
def test_everything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(NumberRefusedError, match=reason):
        parse_dialled(text)


def test_a_reason_is_one_printable_sentence_however_hostile_the_number() -> None:
    with pytest.raises(NumberRefusedError) as refused:
        parse_dialled("\x1b[31m140229\r\nSet-Variable: \u202e" * 1000)
    reason = refused.value.reason
    assert reason.isascii()
    assert reason.isprintable()
    assert len(reason) < 160


@given(st.one_of(st.text(), st.text(alphabet="0123456789+ "), st.from_regex(r"(\+31|0031|31|0|01400)?14\d*")))
def test_any_text_is_a_known_number_or_refused(text: str) -> None:
    for parse in (parse_dialled, parse_typed):
        try:
            number = parse(text)
        except NumberRefusedError as refused:
            assert refused.reason
        else:
            assert number.area_code in area_codes()
            assert text.replace(" ", "").endswith(number.area_code)


def test_a_person_may_type_spaces() -> None:
    assert parse_typed(" 14 0229 ") == parse_typed("+31 14 0229") == FourteenNumber("0229")


@pytest.mark.parametrize("text", ["14\t0229", "14\u00a00229", "14-0229", " "])
def test_but_no_other_marks(text: str) -> None:
    with pytest.raises(NumberRefusedError):
        parse_typed(text)
