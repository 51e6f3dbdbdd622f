"""What people make of a pronunciation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.gazetteer import PHONES, write_ipa
from veertien.gazetteer.pronunciations import Words, parse_words
from veertien.speech.sounds.variants import (
    Rule,
    flat,
    hard_g,
    variants,
    voiceless,
    weak_e,
    with_schwa,
    without_article,
    without_n,
)


def written(words: Words) -> str:
    return " ".join(map(write_ipa, words))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("leːʋɑrdən", "leːʋɑrdə"),
        ("veːnəndaːl", "veːnədaːl"),
        ("steːnʋɛikərlɑnt", "steːnʋɛikərlɑnt"),
        ("ɑlfən aːn dən rɛin", "ɑlfə aːn dən rɛin"),
        ("drɛntə", "drɛntə"),
        ("pʏrmərənt", "pʏrmərənt"),
        ("dən", "dən"),
    ],
)
def test_the_n_of_en_is_left_out_at_the_end_of_words_and_their_parts(given: str, said: str) -> None:
    assert written(without_n(parse_words(given))) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("dɛlft", "dɛləft"),
        ("ɑlkmaːr", "ɑləkmaːr"),
        ("ʏrk", "ʏrək"),
        ("hoːrn", "hɔːrən"),
        ("bɛrɣən", "bɛrɣən"),
        ("tɪlbʏrx", "tɪlbʏrəx"),
        ("hɛlmɔnt", "hɛlmɔnt"),
        ("zʋɔlə", "zʋɔlə"),
        ("ʌudərkərk", "ʌudərkərk"),
    ],
)
def test_a_schwa_comes_between_l_or_r_and_a_consonant_of_the_same_syllable(given: str, said: str) -> None:
    assert written(with_schwa(parse_words(given))) == said


@pytest.mark.parametrize(("given", "said"), [("drøːmɛl", "drøːməl"), ("bɛl", "bɛl"), ("ɑrnɛm", "ɑrnəm")])
def test_the_e_of_a_last_syllable_may_be_weak(given: str, said: str) -> None:
    assert written(weak_e(parse_words(given))) == said


def test_voiced_fricatives_lose_their_voice() -> None:
    assert written(voiceless(parse_words("zeːʋɔldə ɣʌudaː"))) == "seːʋɔldə xʌudaː"
    assert written(hard_g(parse_words("zeːʋɔldə ɣʌudaː"))) == "zeːʋɔldə xʌudaː"


@pytest.mark.parametrize(
    ("given", "said"), [("s hɛrtoːɣənbɔs", "hɛrtoːɣənbɔs"), ("dɛs hɛrtoːɣən", "hɛrtoːɣən"), ("s", "s"), ("ɛs", "ɛs")]
)
def test_an_article_of_old_may_be_left_out(given: str, said: str) -> None:
    assert written(without_article(parse_words(given))) == said


def test_words_run_together_as_they_are_said() -> None:
    assert flat(parse_words("s ɣraːvənhaːɣə")) == parse_words("sxraːvənhaːɣə")[0]
    assert flat(parse_words("oːst tɛrp")) == parse_words("oːstɛrp")[0]
    assert flat(parse_words("beːk eːn")) == parse_words("beːkeːn")[0]


def test_what_was_given_comes_first_then_single_rules_then_rules_together() -> None:
    found = list(variants([parse_words("dɛlvən"), parse_words("dɛlfən")]))
    assert [(written(one.words), one.given, one.rules) for one in found[:4]] == [
        ("dɛlvən", 0, ()),
        ("dɛlfən", 1, ()),
        ("dɛlvə", 0, (Rule.WITHOUT_N,)),
        ("dɛlfə", 1, (Rule.WITHOUT_N,)),
    ]
    # What f for v makes of the first is the second already.
    assert len(found) == 4


@given(st.lists(st.lists(st.sampled_from(PHONES), min_size=1, max_size=8).map(tuple), max_size=3).map(tuple))
def test_variants_are_all_different_and_of_the_same_phones(words: Words) -> None:
    sounds = [flat(one.words) for one in variants([words])]
    assert len(sounds) == len(set(sounds))
    assert sounds[:1] == ([flat(words)] if words else [])
    assert all(set(PHONES).issuperset(sound) for sound in sounds)
