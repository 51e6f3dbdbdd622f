"""What somebody else wrote opens in a spreadsheet as the text that it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.formulas import guarded, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+31229000001", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "'=1+1"])
def test_what_would_be_a_formula_has_an_apostrophe_in_front(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Hoorn", "'s-Gravenhage", "0229000001", "a=b"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text("'=+-@\t\ra1", max_size=6))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
