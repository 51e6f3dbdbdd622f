"""Heavy work beside calls leaves the interpreter as it found it."""

import gc
import sys

import pytest

from veertien.service.quietly import TURN_SECONDS, quietly


def test_turns_are_short_and_nothing_is_collected_inside_and_all_is_as_before_outside() -> None:
    before = sys.getswitchinterval()
    with quietly():
        assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)
        assert not gc.isenabled()
    assert sys.getswitchinterval() == before
    assert gc.isenabled()


def test_work_that_fails_leaves_it_as_before_too() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(RuntimeError), quietly():
        raise RuntimeError
    assert (sys.getswitchinterval(), gc.isenabled()) == (before, True)


def test_what_was_built_inside_is_left_out_of_later_collections() -> None:
    with quietly():
        built = [[number] for number in range(1000)]
    assert not any(kept is built for kept in gc.get_objects())
