"""What an answer takes on this machine, by a recogniser as callers have it."""

from pathlib import Path

import pytest

from tests.unit.service.conftest import edition_of
from veertien.service.calls.crowd import CALLERS_A_CORE, MOST_CALLERS, Crowd, most_on
from veertien.service.editions.in_force import InForce
from veertien.speech import Espeak
from veertien.speech.processes.recognisers import RecogniserPool


@pytest.mark.slow
async def test_how_many_are_listened_to_is_measured_for_each_editions_recognisers(
    small_config: Path, espeak: Espeak
) -> None:
    pool = RecogniserPool(1)
    in_force = InForce(edition_of(small_config, espeak, pool))
    crowd = Crowd(in_force)
    before = crowd.most
    try:
        await pool.start(in_force.edition.inquiries[0].grammars)
        await crowd.measure(espeak)
        seconds = crowd.answer_seconds
        assert seconds is not None and 0.001 < seconds < 5.0
        assert crowd.most == most_on(crowd.cores, 1, seconds)
        in_force.edition = edition_of(small_config, espeak)
        assert crowd.answer_seconds is None, "of others nothing is known yet"
        assert crowd.most == before == min(MOST_CALLERS, CALLERS_A_CORE * crowd.cores)
    finally:
        await pool.stop()


async def test_where_no_recogniser_answers_it_stays_as_it_was(small_config: Path, espeak: Espeak) -> None:
    crowd = Crowd(InForce(edition_of(small_config, espeak)))
    before = crowd.most
    await crowd.measure(espeak)
    assert (crowd.answer_seconds, crowd.most) == (None, before)
