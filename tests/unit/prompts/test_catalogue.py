"""What is said: Dutch, short, complete, and nameable."""

import re
from dataclasses import replace

import pytest

from veertien.conversation import Language, Prompt, PromptId
from veertien.prompts.catalogue import (
    Announcement,
    AnnouncementId,
    CatalogueFaultyError,
    Piece,
    Spoken,
    fields_of,
    load_catalogue,
    name_of,
    parse_catalogue,
)

CATALOGUE = load_catalogue()
EVERY_ID = sorted({*PromptId, *AnnouncementId})


def yaml_with(**changes: str) -> str:
    texts = {**CATALOGUE.texts, "or": CATALOGUE.or_, **changes}
    return "\n".join(f'{identity}: "{text}"' for identity, text in texts.items())


def test_the_question_is_two_words() -> None:
    assert CATALOGUE.text_of(Prompt(PromptId.ASK)) == "Welke gemeente?"


def test_a_confirmation_is_just_the_name() -> None:
    assert CATALOGUE.text_of(Prompt(PromptId.CONFIRM, "Medemblik")) == "Medemblik?"


def test_names_to_choose_from_are_joined_as_in_speech() -> None:
    assert CATALOGUE.text_of(Prompt(PromptId.ASK_BETWEEN, names=("Hoorn", "Opmeer"))) == "Hoorn of Opmeer?"
    assert CATALOGUE.text_of(Prompt(PromptId.ASK_BETWEEN, names=("A", "B", "C"))) == "A, B of C?"


def test_in_english_names_stay_dutch_and_signs_belong_to_what_they_follow() -> None:
    english = load_catalogue(Language.ENGLISH)
    assert english.pieces_of(Prompt(PromptId.CONFIRM, "Hoorn")) == (Piece("Hoorn?", dutch=True, names=("Hoorn",)),)
    assert english.pieces_of(Prompt(PromptId.CONFIRM_AGAIN, "Hoorn")) == (
        Piece("Please say yes or no. ", dutch=False),
        Piece("Hoorn?", dutch=True, names=("Hoorn",)),
    )
    assert english.text_of(Prompt(PromptId.ASK_BETWEEN, names=("A", "B"))) == "A or B?"


@pytest.mark.parametrize("language", Language)
def test_every_prompt_is_there_in_every_language_with_the_same_placeholders(language: Language) -> None:
    catalogue = load_catalogue(language)
    assert sorted(catalogue.texts) == EVERY_ID
    assert {one: fields_of(text) for one, text in catalogue.texts.items()} == {
        one: fields_of(text) for one, text in CATALOGUE.texts.items()
    }
    with pytest.raises(CatalogueFaultyError, match=r"missing or too many: ask$"):
        parse_catalogue("\n".join(f"{one}: x" for one in ("or", *EVERY_ID) if one != "ask"), "x.yaml", Language.FRISIAN)


def test_a_key_is_said_after_what_it_is_for() -> None:
    assert CATALOGUE.text_of(Prompt(PromptId.KEY_CHOICE, "Hoorn", "1")) == "Voor Hoorn, toets 1."


def test_a_municipality_that_is_not_connected_is_named() -> None:
    assert CATALOGUE.text_of(Announcement(AnnouncementId.NOT_CONNECTED, "Opmeer")).startswith("Opmeer ")


def test_there_is_a_text_for_each_prompt_and_no_other() -> None:
    assert sorted(CATALOGUE.texts) == EVERY_ID


@pytest.mark.parametrize(
    "prompt", [prompt for prompt in CATALOGUE.every_prompt(["Hoorn"], [("A", "B")]) if prompt.key in (None, "1")]
)
def test_every_prompt_can_be_said_and_no_brace_is_left(prompt: Spoken) -> None:
    if isinstance(prompt, Announcement):
        prompt = replace(prompt, day="morgen", hours="vanaf negen uur", number="nul twee", message="Bel morgen.")
    assert not re.search("[{}]", CATALOGUE.text_of(prompt))


def test_names_are_data_and_never_a_pattern() -> None:
    assert CATALOGUE.text_of(Prompt(PromptId.CONFIRM, "{key}{name.__class__}")) == "{key}{name.__class__}?"


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        (Prompt(PromptId.CONFIRM), "name"),
        (Prompt(PromptId.KEY_CHOICE, "Hoorn"), "key"),
        (Prompt(PromptId.ASK_BETWEEN, names=("Hoorn",)), "names"),
        (Announcement(AnnouncementId.NOT_CONNECTED), "name"),
    ],
)
def test_a_prompt_without_what_its_words_need_is_refused(prompt: Prompt, missing: str) -> None:
    with pytest.raises(ValueError, match=f"give its {missing}"):
        CATALOGUE.text_of(prompt)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        (Prompt(PromptId.ASK), "ask"),
        (Prompt(PromptId.ASK_AGAIN), "ask-again"),
        (Prompt(PromptId.CONFIRM, "Medemblik"), "confirm-medemblik"),
        (Prompt(PromptId.CONFIRM, "Medemblik", language=Language.FRISIAN), "fy-confirm-medemblik"),
        (Prompt(PromptId.CONFIRM, "Súdwest-Fryslân"), "confirm-sudwest-fryslan"),
        (Prompt(PromptId.CONFIRM, "'s-Hertogenbosch"), "confirm-s-hertogenbosch"),
        (Prompt(PromptId.ASK_BETWEEN, names=("Hoorn", "Opmeer")), "ask-between-hoorn-opmeer"),
        (Prompt(PromptId.CONFIRM, "../../etc/passwd"), "confirm-etc-passwd"),
        (
            Prompt(PromptId.KEY_CHOICE, "Nuenen, Gerwen en Nederwetten", "3"),
            "key-choice-nuenen-gerwen-en-nederwetten-3",
        ),
        (Announcement(AnnouncementId.NOT_CONNECTED, "Opmeer"), "not-connected-opmeer"),
    ],
)
def test_a_name_is_safe_as_a_files_name(prompt: Prompt, name: str) -> None:
    assert name_of(prompt) == name


def test_every_prompt_about_two_municipalities() -> None:
    prompts = CATALOGUE.every_prompt(["Hoorn", "Opmeer"], [("Hoorn", "Opmeer")])
    assert len(set(prompts)) == len(prompts)
    assert {prompt.id for prompt in prompts} == set(EVERY_ID)
    assert [prompt for prompt in prompts if prompt.id == PromptId.CONFIRM] == [
        Prompt(PromptId.CONFIRM, "Hoorn"),
        Prompt(PromptId.CONFIRM, "Opmeer"),
    ]
    assert len([prompt for prompt in prompts if prompt.id == PromptId.KEY_CHOICE]) == 18


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "one line"),
        ("- ask", "one line"),
        ("ask: [", "x.yaml"),
        ("ask: 1", "one line"),
        ('ask: "Welke gemeente?"', "missing or too many: .*confirm"),
        (yaml_with(hello="Goedendag"), "missing or too many: hello"),
        (yaml_with(ask="Welke {gemeente}?"), "ask: has .*gemeente"),
        (yaml_with(ask="Welke {gemeente?"), "ask: .*write"),
    ],
)
def test_a_faulty_catalogue_is_refused(content: str, says: str) -> None:
    with pytest.raises(CatalogueFaultyError, match=says):
        parse_catalogue(content, "x.yaml")
