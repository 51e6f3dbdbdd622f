"""Numbers in a text are said as people say them: telephone numbers by their digits, times and dates as such."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.config.models.fields import LONGEST_MESSAGE
from veertien.conversation import Language
from veertien.numbering import area_codes
from veertien.prompts.wordings.saying import Saying, as_said, sayings
from veertien.speech.sounds.espeak import MAX_TEXT, Espeak


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Bel 14 020.", "Bel veertien nul twintig."),
        ("Bel 14020 of 14-020", "Bel veertien nul twintig of veertien nul twintig"),
        ("14 079", "veertien nul negenenzeventig"),
        ("14 0229", "veertien nul twee twee negen"),
        ("Netnummer 020", "Netnummer nul twee nul"),
        ("06 12 34 56 78", "nul zes, één twee drie vier, vijf zes zeven acht"),
        ("0900-1234 (lokaal tarief)", "nul negen nul nul, één twee drie vier (lokaal tarief)"),
        ("0800 1809 24 uur per dag", "nul acht nul nul, één acht nul negen 24 uur per dag"),
        ("+32 2 123 45 67", "nul nul drie twee, twee, één twee drie, vier vijf, zes zeven"),
        ("bij spoed: 112", "bij spoed: één één twee"),
        ("116 123", "één één zes, één twee drie"),
        ("bel 113 of toestel 1234", "bel één één drie of toestel één twee drie vier"),
    ],
)
def test_telephone_numbers_are_said_by_their_digits(written: str, said: str) -> None:
    assert as_said(written, Language.DUTCH) == said


@pytest.mark.parametrize(
    "written",
    [
        "088 123 45 67", "088-1234567", "088-123 45 67", "088 - 123 4567", "(088) 123 45 67", "088/1234567",
        "088.123.45.67", "088‑1234567", "088\u00a0123\u00a045\u00a067", "0881234567", "+31 88 123 45 67",
        "+31 (0)88 123 45 67", "+31(0)88-1234567", "0031 88 123 45 67", "+31881234567",
    ],
)  # fmt: skip
def test_a_number_is_known_however_it_is_written(written: str) -> None:
    assert as_said(f"Bel {written}, of mail.", Language.DUTCH) == (
        "Bel nul acht acht, één twee drie, vier vijf zes zeven, of mail."
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("vanaf 09:00", "vanaf negen uur"),
        ("om 9.30 weer", "om half tien weer"),
        ("van 9.30 tot 17.00 uur", "van half tien tot vijf uur"),
        ("17:00-19:00", "vijf uur tot zeven uur 's avonds"),
        ("8.30 – 17 uur", "half negen tot vijf uur"),
        ("om 9.00, 10.00 en 11.15 uur", "om negen uur, tien uur en kwart over elf"),
        ("9-17 uur", "9 tot 17 uur"),
        ("20:00 uur 's avonds", "acht uur 's avonds"),
        ("vanaf 1-12-2026 om 14:30", "vanaf 1 december 2026 om half drie"),
        ("2026-12-01", "1 december 2026"),
        ("01/02/27", "1 februari 2027"),
        ("01 december 2026", "1 december 2026"),
    ],
)
def test_times_and_dates_are_said_as_such(written: str, said: str) -> None:
    assert as_said(written, Language.DUTCH) == said


@pytest.mark.parametrize(
    "written",
    [
        "€ 12,50", "€ 14020", "14020 euro", "1.250 euro", "14.020 inwoners", "1 000 000", "1250 inwoners", "12,05%",
        "0,05", "10:20:30", "versie 9.30", "31-2-2026", "24/7", "A9 en N242", "bel 24 uur per dag", "70 gemeenten",
        "1 december 2026", "toets 0", "1621 AB", "wachttijd 2 uur",
    ],
)  # fmt: skip
def test_amounts_counts_and_years_stay_as_they_are(written: str) -> None:
    assert as_said(written, Language.DUTCH) == written


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        (Language.ENGLISH, "Call 14 020 from 9:00 to 17:30.", "Call fourteen zero two zero from nine o'clock to "
         "half past five."),
        (Language.ENGLISH, "before 1 December 2026", "before 1st December 2026"),
        (Language.ENGLISH, "from 9.30 am", "from 9:30 am"),
        (Language.FRISIAN, "Belje 14 058 fan 9:00 oant 17:00 oere.", "Belje fjirtjin nul fiif acht fan njoggen oere "
         "oant fiif oere."),
        (Language.FRISIAN, "Op 1-12-2026", "Op 1 desimber 2026"),
    ],
)  # fmt: skip
def test_in_frisian_and_english_too(language: Language, written: str, said: str) -> None:
    assert as_said(written, language) == said


def test_what_is_said_otherwise_is_told_with_its_place() -> None:
    assert sayings("Bel (020) of 5 x om 9:30.", Language.DUTCH) == (
        Saying(4, "(020)", "nul twee nul"),
        Saying(20, "9:30", "half tien"),
    )


pieces = st.one_of(
    st.sampled_from(
        [
            "14",
            "020",
            "0229",
            "088",
            "123",
            "45",
            "67",
            "0800",
            "+31",
            "(0)",
            "0031",
            "112",
            "2026",
            "9",
            "30",
            "17",
            "00",
        ]
    ),
    st.sampled_from([" uur", " tot ", "bel ", "om ", "1 december", " euro", "€", "%", " am", " 's avonds"]),
    st.sampled_from(list(" -./:,()+–\u00a0")),
    st.text(max_size=2),
)


@given(text=st.lists(pieces, max_size=14).map("".join), language=st.sampled_from(Language))
def test_what_is_said_is_said_as_it_is(text: str, language: Language) -> None:
    said = as_said(text, language)
    assert as_said(said, language) == said


@given(text=st.text(), language=st.sampled_from(Language))
def test_a_text_without_digits_stays_as_it_is(text: str, language: Language) -> None:
    plain = "".join(character for character in text if not character.isdigit())
    assert as_said(plain, language) == plain


@given(text=st.text("0123456789 -+():./", max_size=LONGEST_MESSAGE), language=st.sampled_from(Language))
def test_the_voice_takes_the_longest_message_with_all_its_numbers_said(text: str, language: Language) -> None:
    assert len(as_said(text, language)) <= MAX_TEXT


@pytest.fixture(scope="module")
def voice() -> Iterator[Espeak]:
    with Espeak() as espeak:
        yield espeak


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("14 020", "veertien nul twintig"),
        ("088 123 45 67", "nul acht acht, één twee drie, vier vijf zes zeven"),
        ("van 9:30 tot 17:00", "van half tien tot vijf uur"),
        ("2026-12-01", "één december 2026"),
    ],
)
def test_the_voice_misreads_what_is_written_and_says_what_comes_out(voice: Espeak, written: str, heard: str) -> None:
    def spoken(text: str) -> str:
        return voice.phonemes(text).replace(" ", "").replace("ˌ", "").replace("ˈ", "")

    assert spoken(written) != spoken(heard)
    assert spoken(as_said(written, Language.DUTCH)) == spoken(heard)


@given(code=st.sampled_from(sorted(area_codes())), language=st.sampled_from(Language))
def test_every_14_number_has_words(code: str, language: Language) -> None:
    said = as_said(f"14 {code}", language)
    assert not any(map(str.isdigit, said))
    assert said == as_said(f"14{code}", language)
