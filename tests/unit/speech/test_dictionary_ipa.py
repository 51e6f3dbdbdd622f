"""What espeak-ng and gruut write, as Dutch says it."""

import pytest

from veertien.gazetteer import write_ipa
from veertien.speech.sounds.dictionary_ipa import word_of_gruut, words_of_ipa


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("ˈɛɣmɔnd aːn dˈɛn hˈuf", "ɛɣmɔnt aːn dɛn huf"),
        ("rhˈoːn", "roːn"),
        ("hˈoːrn", "hɔːrn"),
        ("kɔntrˈɔːlə", "kɔntrɔːlə"),
        ("ˈɑbtskɛrkə", "ɑptskɛrkə"),
        ("ˈɔss", "ɔs"),
        ("(en)ðə hˈaːɣyə(nl)", "də haːɣyə"),
        ("tʋˈɪgd", "tʋɪɡt"),
        ("", ""),
    ],
)
def test_obstruents_have_no_voice_at_the_end_or_beside_one_without(ipa: str, phones: str) -> None:
    assert " ".join(map(write_ipa, words_of_ipa(ipa))) == phones


@pytest.mark.parametrize(
    ("phonemes", "ipa"),
    [
        ("h œː y s", "hœys"),
        ("ˈh œː ʏ z ə n", "hœyzən"),
        ("z œː d", ""),
        ("ˈb eː t ʃ j ə", "beːtʃjə"),
        ("h a ɪ", "haːj"),
        ("ɑ m s t ə ɹ ˈd ɑ m", "ɑmstərdɑm"),
    ],
)
def test_entries_of_gruut_are_read_and_broken_ones_left_out(phonemes: str, ipa: str) -> None:
    assert write_ipa(word_of_gruut(phonemes)) == ipa
