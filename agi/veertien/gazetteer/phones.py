"""The Dutch phones that pronunciations are written in: signs of the International Phonetic Alphabet without stress.

They are the sounds by which Dutch words differ (Booij, The Phonology of Dutch, 1995), with the vowel before r of
"oor" (ɔː) and the g of "goal" (ɡ), which loans and Frisian names have. The acoustic model has a state sequence for
each, and every data file names them by these signs.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from veertien.wording import WordedError, Wording

VOWELS = ("ɑ", "aː", "ɛ", "eː", "ɪ", "i", "ɔ", "ɔː", "oː", "u", "y", "ʏ", "øː", "ə", "ɛi", "œy", "ʌu")
FULL_VOWELS = frozenset(VOWELS) - {"ə"}
"""Those that can be stressed."""
CONSONANTS = tuple("pbtdkɡfvszʃxɣhmnŋlrjʋ")
PHONES: tuple[str, ...] = VOWELS + CONSONANTS
"""Every phone; silence is none."""

Phones = tuple[str, ...]
"""One pronunciation: phones, first to last."""


class UnknownSoundError(WordedError):
    """A sign that stands for no phone; `sign` is it, the message says what to write in its place."""

    def __init__(self, sign: str, cure: Wording) -> None:
        super().__init__(
            Wording(
                f"{sign!r} is geen teken voor een Nederlandse klank; {cure.dutch}",
                f"{sign!r} is no sign for a Dutch sound; {cure.english}",
            )
        )
        self.sign = sign


def parse_ipa(text: str) -> Phones:
    """Read IPA written with the signs of `PHONES`, such as "mˈeː.dəm.blɪk".

    Stress marks, dots and spaces are dropped; they also part what would else be read as one sign (ɛ.i is no ɛi). An oː
    before r is read as ɔː, as it sounds.
    Raises UnknownSoundError for any other sign.
    """
    phones: list[str] = []
    for run in _PARTS.split(unicodedata.normalize("NFC", text)):
        at = 0
        while at < len(run):
            match = _PHONE.match(run, at)
            if match is None:
                raise UnknownSoundError(run[at], _cure(run, at))
            phones.append("ɔː" if match[0] == "oː" and run.startswith("r", match.end()) else match[0])
            at = match.end()
    return tuple(phones)


def write_ipa(phones: Iterable[str]) -> str:
    """Write phones as IPA that `parse_ipa` reads back, with a dot where two signs would be read as one."""
    text = ""
    before = ""
    for phone in phones:
        text += f".{phone}" if before and before + phone in VOWELS else phone
        before = phone
    return text


def nearest_phones(ipa: str) -> Phones:
    """Take IPA as espeak-ng and other dictionaries of Dutch write it to the nearest phones.

    Signs that stand for no sound are dropped. A consonant written twice is one: Dutch has no long consonants.
    """
    phones: list[str] = []
    for run in _PARTS.split(unicodedata.normalize("NFC", _LANGUAGE_SWITCH.sub("", ipa))):
        for sign in _NEAREST_SIGN.findall(run):
            for phone in _NEAREST[sign]:
                if phone == "r" and phones and phones[-1] == "oː":
                    phones[-1] = "ɔː"
                if not (phones and phones[-1] == phone and phone in CONSONANTS):
                    phones.append(phone)
    return tuple(phones)


def _signs(signs: Iterable[str]) -> re.Pattern[str]:
    """Match the longest of the signs that fits."""
    return re.compile("|".join(sorted(map(re.escape, signs), key=len, reverse=True)))


# Breaks between syllables, of stress or of words; an apostrophe is how stress is typed.
_PARTS = re.compile(r"[\s.ˈˌ'‿|\-]+")
# Espeak-ng marks where it takes a word for a foreign one: "(en)".
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
_PHONE = _signs(PHONES)

# Signs of other alphabets and dictionaries, with the phones that come nearest.
_NEAREST: Mapping[str, Phones] = MappingProxyType(
    {phone: (phone,) for phone in PHONES}
    | {
        sign: tuple(phones.split())
        for sign, phones in {
            "a": "aː", "e": "eː", "o": "oː", "ø": "øː", "iː": "i", "uː": "u", "yː": "y", "ɪː": "eː",
            "ɛː": "ɛ", "ɑː": "ɑ", "œ": "ʏ", "œː": "ʏ", "ɵ": "ʏ", "ɵː": "øː", "ʏː": "øː", "ʊ": "u",
            "ʊː": "u", "ʌ": "ɑ", "ɒ": "ɔ", "æ": "ɛ", "ɐ": "ə", "ɜː": "øː", "əː": "ə", "ɛɪ": "ɛi",
            "æi": "ɛi", "eɪ": "eː", "əʊ": "oː", "oʊ": "oː", "œːy": "œy", "œːʏ": "œy", "ʌy": "œy",
            "œʏ": "œy", "ʌʊ": "ʌu", "ɑu": "ʌu", "ɑʊ": "ʌu", "ɔu": "ʌu", "ɔʊ": "ʌu", "aʊ": "ʌu", "au": "ʌu",
            "aːi": "aː j", "aːɪ": "aː j", "ai": "aː j", "aɪ": "aː j", "oːi": "oː j", "oːɪ": "oː j",
            "oi": "oː j", "ɔi": "ɔ j", "ɔɪ": "ɔ j", "ui": "u j", "uɪ": "u j", "eːu": "eː ʋ", "eːʊ": "eː ʋ",
            "eu": "eː ʋ", "eʊ": "eː ʋ", "iʊ": "i ʋ", "iu": "i ʋ", "yu": "y ʋ", "yʊ": "y ʋ", "ɑ̃": "ɑ n",
            "ɛ̃": "ɛ n", "ɔ̃": "ɔ n", "œ̃": "ʏ n", "g": "ɡ", "χ": "x", "ç": "x", "ɦ": "h", "w": "ʋ",
            "ʍ": "ʋ", "β": "ʋ", "ʁ": "r", "ʀ": "r", "ɾ": "r", "ɹ": "r", "ɻ": "r", "ɫ": "l", "ɱ": "n",
            "ɲ": "n j", "c": "t j", "ɟ": "d j", "tʲ": "t j", "dʲ": "d j", "nʲ": "n j", "sʲ": "ʃ", "ʒ": "ʃ",
            "tʃ": "t ʃ", "dʒ": "d ʃ", "θ": "t", "ð": "d",
        }.items()
    }
)  # fmt: skip
_NEAREST_SIGN = _signs(_NEAREST)


def _cure(run: str, at: int) -> Wording:
    """Say what to write instead of the sign at `at`."""
    sign = run[at]
    if sign in ":ː":
        long = " ".join(phone for phone in VOWELS if phone.endswith("ː"))
        return Wording(f"een lange klinker is een van {long}", f"a long vowel is one of {long}")
    if sign == "g":
        return Wording(
            "schrijf ɣ (de g van Gouda) of ɡ (die van goal, U+0261)",
            "write ɣ (the g of Gouda) or ɡ (that of goal, U+0261)",
        )
    match = _NEAREST_SIGN.match(run, at)
    if match is not None:
        nearest = "".join(_NEAREST[match[0]])
        return Wording(f"schrijf {nearest} voor {match[0]}", f"write {nearest} for {match[0]}")
    every = " ".join(PHONES)
    return Wording(f"de tekens zijn {every}", f"the signs are {every}")
