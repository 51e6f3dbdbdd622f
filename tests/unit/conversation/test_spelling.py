"""Names spelled on the keys where there are too many to read out. conftest.py says how to read it."""

from collections.abc import Callable

from veertien.conversation import Policy

Dialogue = Callable[..., None]


class TestSpelling:
    NAMES = ("Alkmaar", "Bergen", "Castricum", "Heiloo", "Uitgeest", "Dijk en Waard", "Haarlem", "Heerhugowaard")

    def spelled(self, dialogue: Dialogue, script: str) -> None:
        dialogue("V  ask\n C! key 5\n V  key_spell, key_person\n" + script, names=self.NAMES)

    def test_the_first_letters_lead_to_a_list_of_what_begins_so(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue,
            """
            C! key 4
            C! key 3
            C! key #
            V  key_intro, 1=Heiloo, 2=Heerhugowaard, key_person
            C  key 2
            =  keypad Heerhugowaard
            """,
        )

    def test_a_pause_ends_the_letters(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue, "C  key 8\n C  ...\n V  key_intro, 1=Uitgeest, key_person\n C  key 1\n =  keypad Uitgeest"
        )

    def test_a_slip_of_the_finger_is_forgiven(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue,
            "C  key 8\n C  key 4\n C  key 4\n C  key 4\n C  key #\n V  key_intro, 1=Uitgeest, key_person",
        )

    def test_letters_of_nothing_are_asked_again_once(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue,
            """
            C  key 9
            C  key #
            V  wrong_letters, key_spell, key_person
            C  key 9
            C  key #
            =  operator: keys that stand for nothing
            """,
        )

    def test_there_are_no_letters_on_the_one(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue,
            """
            C  key 4
            C  key 1
            V  wrong_letters, key_spell, key_person
            C  key 8
            C  key #
            V  key_intro, 1=Uitgeest, key_person
            """,
        )

    def test_the_hash_key_turns_the_pages_there_are_and_leads_to_a_person_behind_the_last(
        self, dialogue: Dialogue
    ) -> None:
        one_page = "C  key 8\n C  key #\n V  key_intro, 1=Uitgeest, key_person\n"
        self.spelled(dialogue, one_page + "C  key #\n =  operator: none of these")
        dialogue(
            """
            V  ask
            C! key 5
            V  key_spell, key_person
            C  key 4
            C  key #
            V  key_intro, 1=Heiloo, key_more, key_person
            C  key #
            V  1=Haarlem, 2=Heerhugowaard, key_person
            C  key #
            =  operator: none of these
            """,
            names=self.NAMES,
            policy=Policy(page_size=2),
        )

    def test_names_may_still_be_spoken(self, dialogue: Dialogue) -> None:
        self.spelled(dialogue, "C  Heiloo 0.95\n =  speech Heiloo")
        self.spelled(dialogue, "C  Heiloo 0.6\n V  confirm Heiloo\n C  yes 0.9\n =  confirmed Heiloo")

    def test_silence_or_the_hash_key_alone_is_a_person(self, dialogue: Dialogue) -> None:
        self.spelled(dialogue, "C  ...\n =  operator: no answer")
        self.spelled(dialogue, "C  key #\n =  operator: none of these")

    def test_no_name_has_more_letters_than_are_taken(self, dialogue: Dialogue) -> None:
        keys = "\n".join(["C  key 4"] + ["C  key 2"] * 12)
        self.spelled(dialogue, f"{keys}\n V  wrong_letters, key_spell, key_person")

    def test_who_did_not_hear_it_hears_it_again_and_starts_anew(self, dialogue: Dialogue) -> None:
        self.spelled(
            dialogue,
            """
            C  key 9
            C  key *
            V  key_spell, key_person
            C  key 8
            C  key #
            V  key_intro, 1=Uitgeest, key_person
            """,
        )
