"""Callers whom nobody can listen to, as there are too many. conftest.py says how to read it."""

from collections.abc import Callable

Dialogue = Callable[..., None]
SPELLED = ("Alkmaar", "Bergen", "Castricum", "Heiloo", "Uitgeest", "Dijk en Waard", "Haarlem", "Heerhugowaard")


def test_they_hear_why_and_choose_from_the_list(dialogue: Dialogue) -> None:
    dialogue(
        """
        V  busy, key_intro, 1=Hoorn, 2=Medemblik, key_person
        C  key 2
        =  keypad Medemblik
        """,
        names=("Hoorn", "Medemblik"),
        by_keys=True,
    )


def test_nobody_is_proposed_to_them_by_a_question_that_wants_a_spoken_answer(dialogue: Dialogue) -> None:
    dialogue(
        "V  busy, key_intro, 1=Hoorn, 2=Medemblik, key_person",
        names=("Hoorn", "Medemblik"),
        hint="Medemblik",
        by_keys=True,
    )


def test_where_there_are_many_names_they_spell(dialogue: Dialogue) -> None:
    dialogue(
        """
        V  busy, key_spell, key_person
        C  key 8
        C  key #
        V  key_intro, 1=Uitgeest, key_person
        C  key 1
        =  keypad Uitgeest
        """,
        names=SPELLED,
        by_keys=True,
    )


def test_who_presses_nothing_gets_a_person(dialogue: Dialogue) -> None:
    dialogue(
        """
        V  busy, key_intro, 1=Hoorn, 2=Medemblik, key_person
        C  ...
        =  operator: no answer
        """,
        names=("Hoorn", "Medemblik"),
        by_keys=True,
    )
