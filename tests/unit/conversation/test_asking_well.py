"""What makes the question short: names in it, second guesses, commands, hints. conftest.py says how to read it."""

from collections.abc import Callable

from veertien.conversation import (
    Choice,
    Chosen,
    Conversation,
    DeadlinePassed,
    Finish,
    Guess,
    Heard,
    How,
    KeyPressed,
    Play,
    Policy,
    PromptEnded,
    SetDeadline,
    SpeechStarted,
    Started,
    State,
)

Dialogue = Callable[..., None]


class TestAskingWell:
    def test_two_or_three_are_named_in_the_question(self, dialogue: Dialogue) -> None:
        dialogue("V  ask_between Hoorn/Medemblik\n C  Hoorn 0.9\n =  speech Hoorn", names=("Hoorn", "Medemblik"))
        dialogue("V  ask_between A/B/C\n C! B 0.9\n =  speech B", names="ABC")
        dialogue("V  ask\n C! B 0.9\n =  speech B", names="ABCD")

    def test_a_declined_name_is_not_named_again(self, dialogue: Dialogue) -> None:
        dialogue("V  ask_between A/B/C\n C  A 0.6\n V  confirm A\n C  no 0.9\n V  ask_between B/C", names="ABC")

    def test_after_a_failure_the_question_helps(self, dialogue: Dialogue) -> None:
        dialogue("V  ask_between A/B\n C  mumble\n V  not_understood, ask_again", names="AB")

    def test_a_place_of_two_municipalities_leads_to_one_question_that_names_them(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Hoorn|Opmeer 0.5
            V  ask_between Hoorn/Opmeer
            C  Opmeer 0.95
            =  speech Opmeer
        """)

    def test_the_same_place_said_again_is_asked_about_by_the_likelier(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Hoorn|Opmeer 0.5
            V  ask_between Hoorn/Opmeer
            C  Hoorn|Opmeer 0.5
            V  confirm Hoorn
            C  no 0.9
            V  confirm Opmeer
        """)

    def test_of_two_alike_a_declined_one_is_out(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Hoorn 0.5
            V  confirm Hoorn
            C  no 0.9
            V  ask
            C  Hoorn|Opmeer 0.5
            V  confirm Opmeer
        """)

    def test_a_second_guess_comes_after_a_no(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  Hoorn 0.6, Opmeer 0.3
            V  confirm Hoorn
            C  no 0.9
            V  confirm Opmeer
            C  yes 0.9
            =  confirmed Opmeer
        """)

    def test_a_weak_second_guess_does_not(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.6, Opmeer 0.1\n V  confirm Hoorn\n C  no 0.9\n V  ask")

    def test_the_last_name_left_is_offered_after_a_no(self, dialogue: Dialogue) -> None:
        dialogue("V  ask_between A/B\n C  A 0.6\n V  confirm A\n C  no 0.9\n V  confirm B", names="AB")


class TestNoiseOverThePrompt:
    def test_what_breaks_the_prompt_off_and_is_no_answer_has_it_said_anew(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C! mumble\n V  ask\n C  Hoorn 0.95\n =  speech Hoorn")

    def test_it_costs_no_failure_but_the_next_one_does(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C! mumble\n V  ask\n C  mumble\n V  not_understood, ask_again")

    def test_from_then_on_no_noise_breaks_off_any_prompt(self) -> None:
        conversation = self.said_anew()
        for event in (PromptEnded(), SpeechStarted(), Heard((Guess("A", 0.6),)), SpeechStarted()):
            actions = conversation.handle(event)
        assert (conversation.state, actions) == (State.CONFIRMING, (SetDeadline(Policy().utterance_seconds),))
        assert [type(action) for action in conversation.handle(Heard(()))] == [SetDeadline]
        conversation.handle(SpeechStarted())
        assert conversation.handle(Heard((Guess("yes", 0.9),))) == (Finish(Chosen("A", How.CONFIRMED)),)

    @staticmethod
    def said_anew() -> Conversation:
        conversation = Conversation([Choice("A", "A"), Choice("B", "B")], Policy())
        for event in (Started(), SpeechStarted(), Heard(())):
            conversation.handle(event)
        return conversation

    def test_said_anew_no_sound_breaks_it_off(self) -> None:
        conversation = self.said_anew()
        for event in (SpeechStarted(), Heard(()), SpeechStarted(), DeadlinePassed(), PromptEnded()):
            assert [type(action) for action in conversation.handle(event)] == [SetDeadline], event

    def test_an_answer_does(self) -> None:
        conversation = self.said_anew()
        conversation.handle(SpeechStarted())
        assert conversation.handle(Heard((Guess("A", 0.95),))) == (Finish(Chosen("A", How.SPEECH)),)

    def test_an_answer_begun_while_the_noise_was_being_recognised_is_heard(self) -> None:
        conversation = Conversation([Choice("A", "A"), Choice("B", "B")], Policy())
        for event in (Started(), SpeechStarted(), SpeechStarted()):
            conversation.handle(event)
        anew = conversation.handle(Heard(()))
        assert [type(action) for action in anew] == [Play, SetDeadline], "listening begins anew and forgets it"
        assert conversation.handle(Heard(())) == ()
        assert conversation.handle(Heard((Guess("A", 0.95),))) == (Finish(Chosen("A", How.SPEECH)),)

    def test_an_answer_that_outlasts_it_is_heard_out(self) -> None:
        conversation = self.said_anew()
        conversation.handle(SpeechStarted())
        assert conversation.handle(PromptEnded()) == (SetDeadline(Policy().utterance_seconds),)
        assert conversation.handle(Heard((Guess("A", 0.95),))) == (Finish(Chosen("A", How.SPEECH)),)

    def test_a_key_does(self) -> None:
        assert isinstance(self.said_anew().handle(KeyPressed("1"))[0], Play)

    def test_after_the_prompt_what_is_no_answer_is_a_failure(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  mumble\n V  not_understood, ask_again")


class TestCommands:
    def test_a_person_may_be_asked_for_at_any_time(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C! person 0.7\n =  operator: asked for a person")
        dialogue("V  ask\n C  Hoorn 0.6\n V  confirm Hoorn\n C  person 0.7\n =  operator: asked for a person")

    def test_a_doubtful_command_is_not_understood(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  person 0.5\n V  not_understood, ask_again")

    def test_who_asks_again_hears_the_question_again(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Hoorn 0.6\n V  confirm Hoorn\n C  repeat 0.8\n V  confirm Hoorn")

    def test_another_language_goes_on_to_the_end(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  english 0.8
            V  ask (en)
            C  mumble
            V  not_understood (en), ask_again (en)
            C  frisian 0.8
            V  ask (fy)
            C  Hoorn 0.6
            V  confirm Hoorn (fy)
        """)

    def test_the_third_language_is_a_person(self, dialogue: Dialogue) -> None:
        dialogue("""
            V  ask
            C  english 0.8
            V  ask (en)
            C  dutch 0.8
            V  ask
            C  english 0.8
            =  operator: asked too often to hear it again
        """)


class TestHints:
    def test_a_hint_is_proposed_and_taken_with_a_yes(self, dialogue: Dialogue) -> None:
        dialogue("V  propose Opmeer\n C  yes 0.9\n =  proposed Opmeer", hint="Opmeer")

    def test_another_name_may_be_said_at_once(self, dialogue: Dialogue) -> None:
        dialogue("V  propose Opmeer\n C! Hoorn 0.95\n =  speech Hoorn", hint="Opmeer")

    def test_a_no_to_a_hint_costs_nothing(self, dialogue: Dialogue) -> None:
        dialogue(
            """
            V  propose Opmeer
            C  no 0.9
            V  ask
            C  mumble
            V  not_understood, ask_again
            C  Hoorn 0.9
            =  speech Hoorn
            """,
            hint="Opmeer",
        )

    def test_of_two_the_other_is_offered_after_a_no(self, dialogue: Dialogue) -> None:
        dialogue("V  propose A\n C  no 0.9\n V  confirm B\n C  yes 0.9\n =  confirmed B", names="AB", hint="A")


class TestElsewhere:
    def test_another_area_code_is_asked_about_however_clear(self, dialogue: Dialogue) -> None:
        dialogue(
            """
            V  ask
            C  Alkmaar 0.99
            V  confirm_elsewhere Alkmaar
            C  yes 0.9
            =  confirmed Alkmaar
            """,
            elsewhere=("Alkmaar",),
        )

    def test_a_no_to_it_leads_back_to_the_question(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Alkmaar 0.8\n V  confirm_elsewhere Alkmaar\n C  no 0.9\n V  ask", elsewhere=("Alkmaar",))

    def test_it_is_not_read_out(self, dialogue: Dialogue) -> None:
        script = "V  ask_between A/B\n C  key 1\n V  key_intro, 1=A, 2=B, key_person"
        dialogue(script, names="AB", elsewhere="Z")
        dialogue(script, names="AB", out_of_reach="Z")


class TestLeftOut:
    """It lies in the area code that was dialled, and the tables leave it out there."""

    def test_it_is_asked_about_however_clear_and_not_as_another_area_code(self, dialogue: Dialogue) -> None:
        for sure in (0.8, 0.99):
            script = f"V  ask\n C  Alkmaar {sure}\n V  confirm Alkmaar\n C  yes 0.9\n =  confirmed Alkmaar"
            dialogue(script, left_out=("Alkmaar",))

    def test_a_no_to_it_leads_back_to_the_question(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Alkmaar 0.99\n V  confirm Alkmaar\n C  no 0.9\n V  ask", left_out=("Alkmaar",))

    def test_it_is_not_read_out(self, dialogue: Dialogue) -> None:
        script = "V  ask_between A/B\n C  key 1\n V  key_intro, 1=A, 2=B, key_person"
        dialogue(script, names="AB", left_out="Z")


class TestOutOfReach:
    """Of another area code, and nobody is put through to it: an offer could not be kept."""

    def test_clearly_heard_it_is_not_offered(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C! Alkmaar 0.95\n =  speech Alkmaar", out_of_reach=("Alkmaar",))
        dialogue("V  propose Opmeer\n C! Alkmaar 0.95\n =  speech Alkmaar", hint="Opmeer", out_of_reach=("Alkmaar",))

    def test_in_doubt_it_is_asked_whether_it_was_said(self, dialogue: Dialogue) -> None:
        dialogue("V  ask\n C  Alkmaar 0.8\n V  confirm Alkmaar\n C  no 0.9\n V  ask", out_of_reach=("Alkmaar",))
        dialogue(
            "V  ask\n C  Alkmaar 0.95, Opmeer 0.5\n V  confirm Alkmaar\n C  yes 0.9\n =  confirmed Alkmaar",
            out_of_reach=("Alkmaar",),
        )

    def test_after_a_no_what_was_heard_here_is_asked_about(self, dialogue: Dialogue) -> None:
        dialogue(
            "V  ask\n C  Alkmaar 0.8, Opmeer 0.3\n V  confirm Alkmaar\n C  no 0.9\n V  confirm Opmeer",
            out_of_reach=("Alkmaar",),
        )

    def test_it_is_no_name_left_to_ask_for(self, dialogue: Dialogue) -> None:
        dialogue(
            """
            V  ask_between A/B
            C  A 0.6
            V  confirm A
            C  no 0.9
            V  confirm B
            C  no 0.9
            V  key_intro, 1=A, 2=B, key_person
            """,
            names="AB",
            out_of_reach="Z",
        )
