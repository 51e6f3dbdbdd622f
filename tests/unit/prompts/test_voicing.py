"""Which voice says which words: of each language, of names, and as an integrator says that they sound."""

from pathlib import Path

import pytest

from veertien.conversation import Language, Prompt, PromptId
from veertien.gazetteer.pronunciations import parse_words
from veertien.prompts import Announcement, AnnouncementId, EspeakVoice, PiperVoice, Voices
from veertien.prompts.catalogue import Spoken, load_catalogues
from veertien.prompts.piper.phonemes import espeak_ipa
from veertien.prompts.speakers import Part
from veertien.prompts.voices import Voice
from veertien.prompts.voicing import Voicing

DUTCH, ENGLISH = PiperVoice(Path("nl.onnx"), "1"), PiperVoice(Path("en.onnx"), "2")
HOORN = Prompt(PromptId.KEY_CHOICE, "Hoorn", "1")
OVERRIDES = (
    ("hoorn", (parse_words("hoːrən"), parse_words("hoːrn"))),
    ("Súdwest Fryslân", (parse_words("sudʋɛst frislɔːn"),)),
    ("Best", (parse_words("bɛst"),)),
)


def english(spoken: Prompt) -> Prompt:
    return Prompt(spoken.id, spoken.name, spoken.key, spoken.names, Language.ENGLISH)


def said(voices: Voices, spoken: Spoken) -> list[tuple[str, object]]:
    texts = Voicing(voices, load_catalogues(), OVERRIDES).texts_of(spoken)
    return [(text.text, text.voice) for text in texts]


def parts(spoken: Spoken, voice: Voice = DUTCH) -> list[Part]:
    texts = Voicing(Voices(voice), load_catalogues(), OVERRIDES).texts_of(spoken)
    return [part for text in texts for part in text.parts]


@pytest.mark.parametrize(
    ("voices", "language", "voice"),
    [
        (Voices(), Language.DUTCH, EspeakVoice("nl")),
        (Voices(), Language.FRISIAN, EspeakVoice("nl")),
        (Voices(), Language.ENGLISH, EspeakVoice("en")),
        (Voices(EspeakVoice("nl+f2")), Language.FRISIAN, EspeakVoice("nl+f2")),
        (Voices(EspeakVoice("nl+f2")), Language.ENGLISH, EspeakVoice("en+f2")),
        (Voices(DUTCH), Language.FRISIAN, DUTCH),
        (Voices(DUTCH), Language.ENGLISH, EspeakVoice("en")),
        (Voices(EspeakVoice("nl"), EspeakVoice("nl+m3"), ENGLISH), Language.FRISIAN, EspeakVoice("nl+m3")),
        (Voices(EspeakVoice("nl"), None, ENGLISH), Language.ENGLISH, ENGLISH),
    ],
)
def test_what_is_left_out_follows_from_the_dutch_voice(voices: Voices, language: Language, voice: object) -> None:
    assert voices.of(language) == voice


def test_a_dutch_sentence_is_said_whole() -> None:
    assert said(Voices(DUTCH), HOORN) == [("Voor Hoorn, toets 1.", DUTCH)]


def test_in_english_the_dutch_voice_says_the_names() -> None:
    in_english = english(HOORN)
    assert said(Voices(EspeakVoice("nl"), None, ENGLISH), in_english) == [
        ("For ", ENGLISH),
        ("Hoorn", EspeakVoice("nl")),
        (", press 1.", ENGLISH),
    ]
    assert said(Voices(DUTCH), in_english)[1] == ("Hoorn", DUTCH)


def test_where_nobody_can_wait_espeak_says_it() -> None:
    voicing = Voicing(Voices(DUTCH, None, ENGLISH), load_catalogues())
    assert [text.voice for text in voicing.at_once(english(HOORN))] == [
        EspeakVoice("en"),
        EspeakVoice("nl"),
        EspeakVoice("en"),
    ]
    own = Voicing(Voices(EspeakVoice("nl+f2"), None, ENGLISH), load_catalogues())
    assert {text.voice for text in own.at_once(english(HOORN))} == {EspeakVoice("en+f2"), EspeakVoice("nl+f2")}


@pytest.mark.parametrize(
    ("voices", "ahead"),
    [
        (Voices(), set()),
        (Voices(EspeakVoice("nl"), None, ENGLISH), {Language.ENGLISH}),
        # The names in English prompts are said by it.
        (Voices(DUTCH), set(Language)),
        (Voices(DUTCH, EspeakVoice("nl"), EspeakVoice("en")), set(Language)),
    ],
)
def test_the_languages_in_which_piper_says_anything_are_rendered_ahead(voices: Voices, ahead: set[Language]) -> None:
    assert set(voices.rendered_ahead) == ahead


@pytest.mark.parametrize("voice", [DUTCH, EspeakVoice("nl"), EspeakVoice("nl+f2")])
def test_a_name_is_said_as_the_integrator_does_the_likeliest_way(voice: Voice) -> None:
    hoorn = parse_words("hoːrən")
    assert parts(HOORN, voice) == [("Voor ", None), ("Hoorn", hoorn), (", toets 1.", None)]
    frisian = "Súdwest-Fryslân"
    assert parts(Prompt(PromptId.CONFIRM, frisian), voice) == [(frisian, parse_words("sudʋɛst frislɔːn")), ("?", None)]
    between = Prompt(PromptId.ASK_BETWEEN, names=("Hoorn", "Opmeer"))
    assert parts(between, voice) == [("Hoorn", hoorn), (" of Opmeer?", None)]


def test_a_word_of_a_name_is_said_as_the_integrator_does() -> None:
    of_two = [("Den ", None), ("Hoorn", parse_words("hoːrən")), ("?", None)]
    assert parts(Prompt(PromptId.CONFIRM, "Den Hoorn")) == of_two
    # It is no part of another word.
    assert parts(Prompt(PromptId.CONFIRM, "Hoornsterveen")) == [("Hoornsterveen?", None)]


def test_a_voice_of_another_language_reads_the_name() -> None:
    assert parts(HOORN, EspeakVoice("de")) == [("Voor Hoorn, toets 1.", None)]


def test_a_word_that_is_a_name_elsewhere_stays_a_word() -> None:
    message = Announcement(AnnouncementId.MESSAGE, message="Best mensen, Hoorn is dicht.")
    assert parts(message) == [("Best mensen, Hoorn is dicht.", None)]


@pytest.mark.parametrize(
    ("ipa", "written"),
    [("hʌut", "hˈʌʊt"), ("pʏt", "pˈɵt"), ("hoːrn", "hˈoːrn"), ("lɛidən", "lˈɛɪdən"), ("hœys", "hˈœys")],
)
def test_a_dutch_piper_voice_gets_the_signs_that_espeak_writes(ipa: str, written: str) -> None:
    assert espeak_ipa(parse_words(ipa), (0,)) == written


def test_words_are_apart_and_only_what_is_stressed_has_a_mark() -> None:
    assert espeak_ipa(parse_words("sudʋɛst frislɔːn"), (0, None)) == "sˈudʋɛst frisloːn"
