"""Conversations as they are heard. conftest.py says how to read them."""

from collections.abc import Callable

import pytest

Dialogue = Callable[..., None]

LIST = "1=Hoorn, 2=Medemblik, 3=Drechterland, 4=Opmeer, 5=Koggenland, key_person"


class TestSpeech:
    def test_a_sure_name_is_taken_at_once(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Medemblik 0.93
            =  speech Medemblik
        """)

    def test_the_caller_may_speak_before_the_question_ends(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C! Medemblik 0.93
            =  speech Medemblik
        """)

    def test_a_name_in_doubt_is_confirmed(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Medemblik 0.6
            V  confirm Medemblik
            C! yes 0.9
            =  confirmed Medemblik
        """)

    def test_both_thresholds_belong_to_the_better_band(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.9\n =  speech Hoorn")
        dialogue("V  ask\n C  Hoorn 0.4\n V  confirm Hoorn")
        dialogue("V  ask\n C  Hoorn 0.399\n V  not_understood, ask_again")

    def test_a_sure_name_with_a_rival_is_asked_about(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.93, Opmeer 0.4\n V  confirm Hoorn\n C  no 0.9\n V  confirm Opmeer")
        dialogue("V  ask\n C  Hoorn 0.93, Opmeer 0.39\n =  speech Hoorn")

    def test_after_a_failure_less_is_needed_to_ask_about_a_name(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.3\n V  not_understood, ask_again\n C  Hoorn 0.3\n V  confirm Hoorn")
        dialogue(
            f"V  ask\n C  Hoorn 0.3\n V  not_understood, ask_again\n C  Hoorn 0.2\nV  not_understood, key_intro, {LIST}"
        )

    def test_the_name_said_again_is_a_yes_when_it_is_sure(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Medemblik 0.6
            V  confirm Medemblik
            C  Medemblik 0.95
            =  confirmed Medemblik
        """)

    @pytest.mark.parametrize("sure", [0.5, 0.99])
    def test_an_echo_of_our_own_prompt_is_no_yes(self, dialogue: Dialogue, sure: float) -> None:
        dialogue(f"""
            V  ask
            C  Medemblik 0.6
            V  confirm Medemblik
            C! Medemblik {sure}
            V  confirm Medemblik
            C  yes 0.9
            =  confirmed Medemblik
        """)

    def test_a_declined_name_is_not_guessed_again(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Hoorn 0.6
            V  confirm Hoorn
            C  no 0.9
            V  ask
            C  Hoorn 0.95, Opmeer 0.5
            V  confirm Opmeer
            C  yes 0.9
            =  confirmed Opmeer
        """)

    def test_no_and_another_name_moves_on_to_that_one(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Opmeer 0.6
            V  confirm Opmeer
            C  Hoorn 0.9
            =  speech Hoorn
        """)

    def test_another_name_in_doubt_is_confirmed_in_its_turn(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Opmeer 0.6
            V  confirm Opmeer
            C  Hoorn 0.6
            V  confirm Hoorn
            C  yes 0.9
            =  confirmed Hoorn
        """)

    def test_another_name_in_doubt_does_not_decline_the_first(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Opmeer 0.6
            V  confirm Opmeer
            C  Hoorn 0.6
            V  confirm Hoorn
            C  Opmeer 0.9
            =  speech Opmeer
        """)

    def test_a_weak_yes_is_asked_again(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Opmeer 0.6
            V  confirm Opmeer
            C  yes 0.3
            V  not_understood, confirm_again Opmeer
        """)

    def test_a_yes_to_an_open_question_means_nothing(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  yes 0.95\n V  not_understood, ask_again")


class TestFailures:
    def test_two_failures_lead_to_the_keypad_list(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  ...
            V  not_heard, ask_again
            C  mumble
            V  not_understood, key_intro, {LIST}
            C  key 2
            =  keypad Medemblik
        """)

    def test_two_wrong_guesses_lead_to_the_keypad_list(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  Hoorn 0.6
            V  confirm Hoorn
            C  no 0.9
            V  ask
            C  Opmeer 0.6
            V  confirm Opmeer
            C  no 0.9
            V  key_intro, {LIST}
        """)

    def test_two_more_failures_lead_to_a_person(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  mumble
            V  not_understood, ask_again
            C  mumble
            V  not_understood, key_intro, {LIST}
            C  key 7
            V  wrong_key, key_intro, {LIST}
            C  mumble
            =  operator: not understood
        """)

    def test_a_silent_caller_reaches_a_person(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  ...
            V  not_heard, ask_again
            C  ...
            V  not_heard, key_intro, {LIST}
            C  ...
            =  operator: no answer
        """)

    def test_a_radio_in_the_background_does_not_hold_the_line(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C! ...and on
            X  recogniser silent
            V  ask
            C  ...and on
            X  recogniser silent
            V  not_understood, ask_again
        """)

    def test_without_a_recogniser_the_keys_do_it(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  ...and on
            X  recogniser failed
            V  key_intro, {LIST}
            C! key 5
            =  keypad Koggenland
        """)

    def test_a_recogniser_that_fails_at_the_list_costs_nothing(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  key 1
            V  key_intro, {LIST}
            C! ...and on
            X  recogniser failed
            V  key_intro, {LIST}
            C  key 8
            V  wrong_key, key_intro, {LIST}
            C  key 8
            =  operator: keys that stand for nothing
        """)

    def test_lost_audio_leads_to_a_person(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n X  audio lost\n =  operator: audio connection lost")

    def test_the_caller_may_hang_up(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n X  hung up\n =  abandoned: hung up")

    def test_the_time_limit_leads_to_a_person(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.5\n X  time limit\n =  operator: took too long")


class TestKeys:
    def test_the_keypad_alone_is_enough_from_the_first_second(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C! key 1
            V  key_intro, {LIST}
            C  key 3
            =  keypad Drechterland
        """)

    def test_who_knows_the_list_need_not_hear_it(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C! key #
            V  key_intro, {LIST}
            C! key 2
            =  keypad Medemblik
        """)

    def test_a_digit_at_the_confirmation_opens_the_list(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  Hoorn 0.6
            V  confirm Hoorn
            C  key 1
            V  key_intro, {LIST}
        """)

    def test_zero_is_a_person_at_any_time(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C! key 0\n =  operator: asked for a person")
        dialogue("V  ask\n C  Hoorn 0.6\n V  confirm Hoorn\n C  key 0\n =  operator: asked for a person")
        dialogue(f"V  ask\n C  key #\n V  key_intro, {LIST}\n C! key 0\n =  operator: asked for a person")

    def test_star_repeats_the_question_without_the_apology(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  mumble
            V  not_understood, ask_again
            C! key *
            V  ask_again
            C  Hoorn 0.6
            V  confirm Hoorn
            C  key *
            V  confirm Hoorn
        """)

    def test_the_fourth_star_is_a_person(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  key *
            V  ask
            C  key *
            V  ask
            C  key *
            V  ask
            C  key *
            =  operator: asked too often to hear it again
        """)

    def test_hash_at_the_confirmation_is_a_no(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.6\n V  confirm Hoorn\n C  key #\n V  ask")

    def test_hash_at_the_list_is_none_of_these(self, dialogue: Dialogue) -> None:
        dialogue(f"V  ask\n C  key 9\n V  key_intro, {LIST}\n C  key #\n =  operator: none of these")

    def test_keys_that_no_telephone_has_do_nothing(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  key A\n C  key 12\n C  key ²\n C  Hoorn 0.9\n =  speech Hoorn")


class TestList:
    def test_a_name_may_be_spoken_at_the_list(self, dialogue: Dialogue) -> None:
        dialogue(f"V  ask\n C  key 1\n V  key_intro, {LIST}\n C! Opmeer 0.9\n =  speech Opmeer")

    def test_while_a_name_from_the_list_is_confirmed_its_keys_keep_working(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  key 1
            V  key_intro, {LIST}
            C  Opmeer 0.6
            V  confirm Opmeer
            C! key 5
            =  keypad Koggenland
        """)

    def test_a_no_leads_back_to_the_list(self, dialogue: Dialogue) -> None:
        dialogue(f"""
            V  ask
            C  key 1
            V  key_intro, {LIST}
            C  Opmeer 0.6
            V  confirm Opmeer
            C  no 0.8
            V  key_intro, {LIST}
            C  Opmeer 0.95, Hoorn 0.9
            =  speech Hoorn
        """)

    def test_the_list_keeps_its_keys_when_names_were_declined(self, dialogue: Dialogue) -> None:
        dialogue(
            """
            V  ask_between Alkmaar/Bergen
            C  Bergen 0.6
            V  confirm Bergen
            C  no 0.6
            V  confirm Alkmaar
            C  no 0.6
            V  key_intro, 1=Alkmaar, 2=Bergen, key_person
            C  key 2
            =  keypad Bergen
            """,
            names=("Alkmaar", "Bergen"),
        )

    def test_who_does_not_know_hears_the_list_and_then_a_person(self, dialogue: Dialogue) -> None:
        dialogue(f"V  ask\n C  unsure 0.8\n V  key_intro, {LIST}\n C  unsure 0.8\n =  operator: did not know")
