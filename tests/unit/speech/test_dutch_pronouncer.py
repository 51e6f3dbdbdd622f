"""Every pronunciation to listen for, and where it comes from."""

import pytest

from tests.unit.shipped import NAMES
from veertien.gazetteer import PHONES, write_ipa
from veertien.gazetteer.pronunciations import collect, parse_words
from veertien.speech.sounds.lexicon import Lexicon, load_lexicon
from veertien.speech.sounds.pronunciation import (
    MAX_VARIANTS,
    DutchPronouncer,
    PronunciationError,
    Source,
    dutch_pronouncer,
)
from veertien.speech.sounds.variants import Rule


class Rules:
    """Stands for espeak-ng: says what it is told to, and remembers what it was asked."""

    def __init__(self, **said: str) -> None:
        self.said = {text.replace("_", " "): ipa for text, ipa in said.items()}
        self.asked: list[str] = []

    def phonemes(self, text: str, voice: str = "nl") -> str:
        self.asked.append(text)
        return self.said[text]


def pronouncer(
    rules: Rules,
    reviewed: tuple[tuple[str, str], ...] = (),
    overrides: tuple[tuple[str, str], ...] = (),
    lexicon: tuple[str, ...] = (),
) -> DutchPronouncer:
    tables = [collect((name, parse_words(ipa)) for name, ipa in table) for table in (overrides, reviewed)]
    return DutchPronouncer(tables[0], tables[1], Lexicon(lexicon), rules)


def said(pronouncer: DutchPronouncer, text: str) -> list[tuple[str, *tuple[Source, ...]]]:
    """The pronunciations as their sources give them, without what rules make of them."""
    return [(" ".join(map(write_ipa, one.words)), *one.sources) for one in pronouncer.explain(text) if not one.rules]


def test_an_override_takes_the_place_of_all_else() -> None:
    given = pronouncer(Rules(), reviewed=(("Oss", "ɔs"),), overrides=(("oss", "ɔsə"), ("Oss", "ɔst")))
    assert said(given, "Oss") == [("ɔsə", Source.OVERRIDE), ("ɔst", Source.OVERRIDE)]


def test_a_reviewed_name_is_taken_as_a_whole() -> None:
    given = pronouncer(Rules(), reviewed=(("Den Haag", "dɛn haːx"), ("Haag", "hɑx")))
    assert said(given, "Den Haag") == [("dɛn haːx", Source.REVIEWED)]


def test_a_name_that_has_not_been_reviewed_is_put_together_word_by_word() -> None:
    given = pronouncer(Rules(Alphen_aan_de_Maas="ˈɑlphən aːn də mˈaːs"), reviewed=(("Alphen", "ɑlfən"),))
    assert said(given, "Alphen aan de Maas") == [("ɑlfən aːn də maːs", Source.REVIEWED, Source.ESPEAK)]


def test_words_that_all_have_been_reviewed_need_no_rules() -> None:
    given = pronouncer(Rules(), reviewed=(("Alphen", "ɑlfən"), ("Chaam", "kaːm")))
    assert said(given, "Alphen-Chaam") == [("ɑlfən kaːm", Source.REVIEWED)]


def test_an_override_of_a_word_goes_for_longer_names_too() -> None:
    given = pronouncer(Rules(Nieuw_Mokum="nˈiw mˈoːkəm"), overrides=(("Mokum", "moːkʏm"),))
    assert said(given, "Nieuw-Mokum") == [("niʋ moːkʏm", Source.OVERRIDE, Source.ESPEAK)]


def test_the_compiled_lexicon_spares_the_rules() -> None:
    rules = Rules()
    given = pronouncer(rules, lexicon=("budel\tbydɛl\tbydəl",))
    assert said(given, "Budel") == [("bydɛl", Source.ESPEAK), ("bydəl", Source.GRUUT)]
    assert rules.asked == []


def test_gruut_adds_to_what_the_rules_say_of_a_phrase() -> None:
    given = pronouncer(Rules(mooie_dag="mˈoːjə dˈɑx"), lexicon=("dag\t\tdaːx,dɑɣ",))
    assert said(given, "mooie dag") == [
        ("moːjə dɑx", Source.ESPEAK),
        ("moːjə daːx", Source.GRUUT, Source.ESPEAK),
        ("moːjə dɑɣ", Source.GRUUT, Source.ESPEAK),
    ]


def test_what_stands_in_brackets_is_not_said() -> None:
    given = pronouncer(Rules(), reviewed=(("Bergen", "bɛrɣən"),))
    assert given.pronunciations("Bergen (NH.)") == given.pronunciations("Bergen")


def test_a_number_that_becomes_many_words_is_pronounced_as_a_whole() -> None:
    assert said(pronouncer(Rules(**{"24": "vˈir ɛn tʋˈɪntəx"})), "24") == [("vir ɛn tʋɪntəx", Source.ESPEAK)]


def test_pronunciations_of_other_sources_stay_before_what_rules_make() -> None:
    lines = ("delven\tdɛlvən\tdɛlɣən,dɛlzən",)
    found = pronouncer(Rules(), lexicon=lines).explain("delven")
    assert [one.rules for one in found[:4]] == [(), (), (), (Rule.WITHOUT_N,)]
    assert len(found) == MAX_VARIANTS


@pytest.mark.parametrize("text", ["", "(NH.)", "'-'", "…", "\x01"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(PronunciationError, match="can be pronounced"):
        pronouncer(Rules()).pronunciations(text)


def test_a_text_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(PronunciationError, match="can be pronounced"):
        pronouncer(Rules(ʔ="ʔ")).pronunciations("ʔ")


def test_every_name_of_the_country_is_pronounced_without_espeak_ng() -> None:
    rules = Rules()
    known = dutch_pronouncer(rules)
    country = NAMES
    for code in country.municipalities:
        for name in country.names_of(code):
            found = known.pronunciations(name.text)
            assert 1 <= len(found) == len(set(found)) <= MAX_VARIANTS
            assert all(set(PHONES).issuperset(phones) and phones for phones in found)
    assert rules.asked == []


@pytest.mark.parametrize(
    ("name", "ipa"),
    [
        ("Alphen", "ɑlfən"),
        ("Almere", "ɑlmeːrə"),
        ("Zutphen", "zʏtfən"),
        ("Rhoon", "roːn"),
        ("Oss", "ɔs"),
        ("Egmond aan Zee", "ɛxmɔnt aːn zeː"),
        ("Maartensdijk", "maːrtənsdɛik"),
    ],
)
def test_names_that_rules_get_wrong_are_right(name: str, ipa: str) -> None:
    heard = [" ".join(map(write_ipa, one.words)) for one in dutch_pronouncer(Rules()).explain(name)]
    assert ipa in heard


def test_the_integrators_pronunciations_go_before_the_package_s() -> None:
    own = dutch_pronouncer(Rules(), (("Hoorn", (parse_words("hɔrən"),)),))
    assert said(own, "Hoorn") == [("hɔrən", Source.OVERRIDE)]


def test_a_line_that_is_no_entry_of_the_lexicon_is_refused() -> None:
    with pytest.raises(ValueError, match="three columns"):
        Lexicon(["hoorn\thɔːrn"])


def test_the_shipped_lexicon_knows_names_by_espeak_ng_and_better_by_gruut() -> None:
    lexicon = load_lexicon()
    assert lexicon.espeak("dreumel") == parse_words("drøːmɛl")
    assert lexicon.gruut("dreumel") == (parse_words("drøːməl"),)
    assert lexicon.espeak("nobody says this") == ()
    assert lexicon.gruut("nobody says this") == ()
