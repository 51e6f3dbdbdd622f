"""The Dutch phones: what is read strictly, and what other notations come nearest to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.gazetteer import PHONES, UnknownSoundError, nearest_phones, parse_ipa
from veertien.gazetteer.phones import CONSONANTS, VOWELS


def test_there_are_38_phones_each_once() -> None:
    assert len(PHONES) == len(set(PHONES)) == len(VOWELS) + len(CONSONANTS) == 38


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("hoːrn", "h ɔː r n"),
        ("ˈmeː.dəm.blɪk", "m eː d ə m b l ɪ k"),
        ("aːn dɛn rɛin", "aː n d ɛ n r ɛi n"),
        ("ɣʌudaː", "ɣ ʌu d aː"),
        ("ɛ.i", "ɛ i"),
        ("ɛi", "ɛi"),
        ("", ""),
    ],
)
def test_ipa_is_read_sign_by_sign(ipa: str, phones: str) -> None:
    assert parse_ipa(ipa) == tuple(phones.split())


@pytest.mark.parametrize(
    ("ipa", "sign", "cure"),
    [
        ("ɣrunɪŋgən", "g", "ɣ"),
        ("ʁɔtərdɑm", "ʁ", "write r for ʁ"),
        ("ɑlmeːʀə", "ʀ", "write r for ʀ"),
        ("ɣɑuda", "a", "write aː for a"),
        ("ha:rlɛm", "a", "write aː for a"),
        ("mɪː", "ː", "aː eː"),
        ("mi:", ":", "aː eː"),
        ("hoːrn?", "?", "the signs are ɑ aː"),
        ("HOORN", "H", "the signs are ɑ aː"),
    ],
)
def test_another_sign_is_refused_with_its_cure(ipa: str, sign: str, cure: str) -> None:
    with pytest.raises(UnknownSoundError) as refused:
        parse_ipa(ipa)
    assert refused.value.sign == sign
    assert cure in str(refused.value)


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("tˌɪtʃərk", "t ɪ t ʃ ə r k"),
        ("lˈeʊɑrdən", "l eː ʋ ɑ r d ə n"),
        ("ˈɔss", "ɔ s"),
        ("ət ɣˈoːi", "ə t ɣ oː j"),
        ("hˈaːitˌi", "h aː j t i"),
        ("naːˈif", "n aː i f"),
        ("hˈɵnzə", "h ʏ n z ə"),
        ("brˌʌʊərshˈaːvən", "b r ʌu ə r s h aː v ə n"),
        ("(en)tˈiːm(nl)", "t i m"),
        ("shˈɪːr ˈɑbtskɛrkə", "s h eː r ɑ b t s k ɛ r k ə"),
        ("ət hˈaːntʲə", "ə t h aː n t j ə"),
        ("ˈoːrɑɲə", "ɔː r ɑ n j ə"),
        ("ɡ!?", "ɡ"),
    ],
)
def test_other_notations_are_taken_to_the_nearest_phones(ipa: str, phones: str) -> None:
    assert nearest_phones(ipa) == tuple(phones.split())


@given(st.lists(st.sampled_from(PHONES), max_size=30))
def test_phones_written_with_dots_are_read_back(phones: list[str]) -> None:
    assert parse_ipa(".".join(phones)) == tuple(phones)


@given(st.text(max_size=60))
def test_any_text_gives_phones_or_an_unknown_sound(text: str) -> None:
    assert set(nearest_phones(text)) <= set(PHONES)
    try:
        assert set(parse_ipa(text)) <= set(PHONES)
    except UnknownSoundError as error:
        assert len(error.sign) == 1
