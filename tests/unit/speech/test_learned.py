"""Pronunciations that were learned: a file that people can read and take lines out of."""

from pathlib import Path

import pytest

from veertien.gazetteer.pronunciations import parse_words
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.learned import LEARNED, beside, read_learned, write_learned
from veertien.speech.sounds.pronunciation import dutch_pronouncer

MEMELIK, MEDEMBLIK = parse_words("meːməlɪk"), parse_words("meːdəmblɪk")


def test_what_is_written_is_read_and_says_why(tmp_path: Path) -> None:
    write_learned(tmp_path, {"Medemblik": [(MEMELIK, "fits 5 of 9 callers better"), (MEDEMBLIK, "as before")]})
    assert read_learned(tmp_path) == (("Medemblik", (MEMELIK, MEDEMBLIK)),)
    assert "Medemblik\tmeːməlɪk\tfits 5 of 9 callers better\n" in (tmp_path / LEARNED).read_text()


def test_a_model_without_the_file_has_learned_nothing(tmp_path: Path) -> None:
    assert read_learned(tmp_path) == ()


def test_a_line_that_is_no_entry_is_told(tmp_path: Path) -> None:
    (tmp_path / LEARNED).write_text("# why\n\nMedemblik\tqqq\n")
    with pytest.raises(ValueError, match=r"pronunciations.tsv:3: .*take the line out"):
        read_learned(tmp_path)


def test_what_integrators_wrote_goes_before_what_was_learned() -> None:
    own = (("medemblik", (MEDEMBLIK,)),)
    assert beside(own, (("Medemblik", (MEMELIK,)), ("Hoorn", (MEMELIK,)))) == (*own, ("Hoorn", (MEMELIK,)))


def test_a_learned_pronunciation_is_listened_for_first(tmp_path: Path) -> None:
    pronouncer = dutch_pronouncer(EspeakOnDemand(), beside((), (("Medemblik", (MEMELIK, MEDEMBLIK)),)))
    assert [one.words for one in pronouncer.explain("Medemblik")][:2] == [MEMELIK, MEDEMBLIK]


def test_other_sources_are_told_beside_a_reviewed_one() -> None:
    pronouncer = dutch_pronouncer(EspeakOnDemand())
    assert len(pronouncer.other_sources("Gorinchem")) >= 1
    assert pronouncer.explain("Gorinchem")[0].words not in pronouncer.other_sources("Gorinchem")
