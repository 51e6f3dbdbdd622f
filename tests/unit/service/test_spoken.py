"""What can be said under tables, in each language: made ready before a call needs it, and listed for recordings."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from veertien.config.folder import ConfigFolder
from veertien.conversation import Language
from veertien.inquiry import inquiries_of
from veertien.prompts import announcements_of, load_catalogue
from veertien.prompts.catalogue import name_of
from veertien.routing import AMSTERDAM, Notice, NoticeKind, Then
from veertien.service.editions.spoken import Repertoire, repertoire_of

MONDAY = datetime(2026, 11, 23, 12, tzinfo=AMSTERDAM)


@pytest.fixture
def repertoire(small_config: Path) -> Repertoire:
    (small_config / "schedules.yaml").write_text(
        "schedules: {office: {hours: {monday: 09:00-17:00, thursday: 08:30-12:00, sunday: 10:00-11:00}}}\n"
    )
    table = small_config / "municipalities" / "westfriesland.yaml"
    table.write_text(
        table.read_text().replace("name: Hoorn\n", "name: Hoorn\n    schedule: office\n")
        + "  - {name: Enkhuizen, connected: no, telephone: 0228360100}\n"
    )
    loaded = ConfigFolder(small_config).load()
    return repertoire_of(loaded, inquiries_of(loaded.tables, loaded.asking.policy))


@pytest.mark.parametrize(
    ("language", "number"),
    [
        (Language.DUTCH, "nul twee twee acht"),
        (Language.ENGLISH, "zero two two eight"),
        (Language.FRISIAN, "nul twa twa"),
    ],
)
def test_each_prompt_is_in_the_words_of_its_language_once(
    repertoire: Repertoire, language: Language, number: str
) -> None:
    prompts = repertoire.ahead([language])
    assert {prompt.language for prompt in prompts} == {language}
    keys = [name_of(prompt) for prompt in prompts]
    assert len(set(keys)) == len(keys)
    assert len(keys) == len(repertoire.ahead([Language.DUTCH]))
    catalogue = load_catalogue(language)
    (told,) = (catalogue.text_of(prompt) for prompt in prompts if "other-number-enkhuizen" in name_of(prompt))
    assert number in told
    assert {text for prompt in prompts if (text := catalogue.text_of(prompt))}


@pytest.mark.parametrize("language", Language)
def test_whatever_hour_of_the_coming_week_it_is_what_is_said_of_opening_times_is_there(
    repertoire: Repertoire, language: Language
) -> None:
    ready = set(repertoire.openings([language], MONDAY))
    schedule = next(entry.schedule for entry in repertoire.stages[0].municipalities.values() if entry.schedule)
    for hours in range(7 * 24):
        moment = MONDAY + timedelta(hours=hours)
        opens = schedule.next_opening(moment)
        notice = Notice(NoticeKind.CLOSED, Then.END, opens=opens)
        assert announcements_of(notice, moment, language)[-1] in ready, moment


def test_the_next_week_needs_no_others_where_no_day_is_special(repertoire: Repertoire) -> None:
    ready = repertoire.openings([Language.DUTCH], MONDAY)
    assert set(repertoire.openings([Language.DUTCH], MONDAY + timedelta(days=7))) == set(ready)
    texts = {load_catalogue().text_of(prompt) for prompt in ready}
    assert "U kunt morgen weer bellen, van half negen tot twaalf uur." in texts
    assert "U kunt vandaag weer bellen, van tien uur tot elf uur." in texts
