"""Who is left out together, and what people are judged by."""

from pathlib import Path

from veertien.training.judging.folds import MOST_RECORDINGS, folds, judged_by
from veertien.training.recordings.corpus import Recording, Split

NUMBERS = ("een", "twee", "drie", "vier", "vijf")
ANIMALS = ("beer", "koe", "hert", "eend", "ezel", "fret")


def said(who: str, texts: tuple[str, ...], split: Split = Split.TRAIN) -> list[Recording]:
    return [Recording(Path(f"{who}-{split}-{number}.wav"), text, who, split) for number, text in enumerate(texts)]


READER = said("reader", NUMBERS) + said("reader", tuple(f"zin {'a' * n}" for n in range(1, 31)), Split.DEV)


def test_who_has_many_recordings_to_judge_by_is_left_out_alone() -> None:
    assert frozenset({"reader"}) in folds(READER + said("anna", NUMBERS) + said("bert", ANIMALS))


def test_who_say_the_same_are_left_out_together() -> None:
    found = folds(READER + said("anna", NUMBERS) + said("bert", ANIMALS) + said("carla", NUMBERS[:3]))
    assert frozenset({"anna", "carla"}) in found
    assert frozenset({"bert"}) in found


def test_everybody_is_left_out_once() -> None:
    people = [said(f"person {number}", (f"tekst {'b' * number}",)) for number in range(1, 12)]
    found = folds(READER + [one for own in people for one in own])
    assert sorted(who for fold in found for who in fold) == sorted(["reader", *(f"person {n}" for n in range(1, 12))])
    assert len(found) == 4


def test_one_person_is_one_fold() -> None:
    assert folds(READER) == (frozenset({"reader"}),)


def test_people_are_judged_by_what_is_apart_for_that_else_by_what_they_teach() -> None:
    judged = judged_by(READER + said("anna", NUMBERS))
    assert {one.split for one in judged["reader"]} == {Split.DEV}
    assert [one.text for one in judged["anna"]] == list(NUMBERS)


def test_nobody_is_judged_by_what_nothing_may_hear_nor_by_more_than_enough() -> None:
    many = said("reader", tuple("a" * n for n in range(1, 200)))
    judged = judged_by(many + said("anna", NUMBERS, Split.EVAL))
    assert len(judged["reader"]) <= MOST_RECORDINGS
    assert "anna" not in judged
