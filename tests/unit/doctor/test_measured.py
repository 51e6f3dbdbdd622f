"""What a machine serves, beside what the tables promise: found where it is less, and not otherwise."""

from dataclasses import replace
from datetime import datetime

from tests.unit.shipped import TABLES
from veertien.doctor.rows.measured import MeasuredSpeed, of_measured, questions_promised
from veertien.routing import AMSTERDAM, Tables

COUNTING = TABLES.at(datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM))
MEASURED = MeasuredSpeed("0229", 5, seconds=0.1, cores=2, recognisers=2, promised=13)


def test_half_of_the_cores_serve_an_answer_each_five_seconds() -> None:
    assert MEASURED.served == 50
    assert replace(MEASURED, recognisers=1).served == 25
    # More recognisers than cores serve nobody more.
    assert replace(MEASURED, recognisers=8).served == 50


def test_fewer_than_promised_are_found_with_both_numbers() -> None:
    (found,) = of_measured(replace(MEASURED, recognisers=1, seconds=0.25))
    assert found.code == "callers_too_many"
    assert "10 callers" in found.sentence()
    assert "13" in found.sentence()


def test_more_recognisers_than_cores_are_not_advised() -> None:
    for recognisers in (2, 3):
        (found,) = of_measured(replace(MEASURED, recognisers=recognisers, seconds=0.5))
        assert found.code == "callers_too_many_for_cores"
        assert "10 callers" in found.sentence() and "13" in found.sentence()
        assert found.cure().startswith("Give the machine more cores")


def test_as_many_as_promised_are_none() -> None:
    assert list(of_measured(replace(MEASURED, promised=MEASURED.served))) == []


def test_only_trunks_behind_numbers_that_ask_bring_callers_into_the_question() -> None:
    assert questions_promised(Tables({}, {}, (), {})) == 0
    alone = {key: entry for key, entry in COUNTING.municipalities.items() if entry.name == "Amsterdam"}
    assert questions_promised(replace(COUNTING, municipalities=alone)) == 0
    assert questions_promised(COUNTING) > 0
