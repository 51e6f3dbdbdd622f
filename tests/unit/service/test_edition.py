"""By which tables and questions an edition has a call decided, on either side of a day of change."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.service.conftest import edition_of
from veertien.routing import AMSTERDAM
from veertien.service.editions.in_force import Edition
from veertien.service.editions.making import second_hearing
from veertien.speech import Espeak, GrammarSpec, Phrase

LAST = datetime(2026, 12, 31, 23, 59, 59, tzinfo=AMSTERDAM)
FIRST = datetime(2027, 1, 1, tzinfo=AMSTERDAM)


@pytest.fixture
def edition(small_config: Path, espeak: Espeak) -> Edition:
    (small_config / "municipalities" / "new.yaml").write_text(
        "municipalities:\n  - {name: Opmeer, from: 2027-01-01, destinations: [{trunk: hoorn, number: 0226000005}]}\n"
    )
    return edition_of(small_config, espeak)


def test_the_questions_change_with_the_tables_at_midnight_dutch_time(edition: Edition) -> None:
    before, after = edition.at(LAST), edition.at(FIRST)
    assert [each.tables for each in (before, after)] == [edition.tables.at(LAST), edition.tables.at(FIRST)]
    assert "Opmeer" not in {choice.name for choice in before.of("0229").listed}
    assert "Opmeer" in {choice.name for choice in after.of("0229").listed}


def test_the_second_ear_prepares_names_before_what_is_said_before_them(tmp_path: Path) -> None:
    near = GrammarSpec("0229", (Phrase("Hoorn", "GM0405"), Phrase("Opmeer", "GM0432")))
    every = GrammarSpec("every", (Phrase("Hoorn", "GM0405"), Phrase("Sloten", "GM1900")), bare=True)
    texts = second_hearing(tmp_path, (near, every)).texts
    assert texts[:5] == ("Hoorn", "Opmeer", "gemeente Hoorn", "gemeente Opmeer", "de gemeente Hoorn")
    assert texts[6:9] == ("Sloten", "naar Hoorn", "naar Opmeer")
    assert len(set(texts)) == len(texts)
