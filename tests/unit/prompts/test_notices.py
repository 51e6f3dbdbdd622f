"""What callers hear of a notice, word for word."""

from datetime import datetime

import pytest

from veertien.conversation import Language
from veertien.prompts import announcements_of, load_catalogue
from veertien.routing import AMSTERDAM, Notice, NoticeKind, Opening, Then

NOW = datetime(2026, 11, 26, 18, tzinfo=AMSTERDAM)
OPENS = Opening(datetime(2026, 11, 27, 8, 30, tzinfo=AMSTERDAM), datetime(2026, 11, 27, 17, tzinfo=AMSTERDAM))
CLOSED, OUT, MAINTENANCE = NoticeKind.CLOSED, NoticeKind.NOT_CONNECTED, NoticeKind.MAINTENANCE


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (
            Notice(CLOSED, Then.END, "Hoorn", opens=OPENS),
            "Gemeente Hoorn is nu gesloten. U kunt morgen weer bellen, van half negen tot vijf uur.",
        ),
        (Notice(CLOSED, Then.END, "Hoorn"), "Gemeente Hoorn is nu gesloten."),
        (
            Notice(CLOSED, Then.THROUGH, "Hoorn"),
            "Gemeente Hoorn is nu gesloten. U wordt doorverbonden.",
        ),
        (Notice(CLOSED, Then.END), "De gemeenten op dit nummer zijn nu gesloten."),
        (
            Notice(OUT, Then.THROUGH, "Enkhuizen", number="0228360100"),
            "Enkhuizen doet nog niet mee aan dit nummer. Het nummer van Enkhuizen is nul twee twee acht, "
            "drie zes nul, één nul nul. U wordt doorverbonden.",
        ),
        (
            Notice(OUT, Then.PERSON, "Enkhuizen"),
            "Enkhuizen doet nog niet mee aan dit nummer. U krijgt een medewerker.",
        ),
        (
            Notice(OUT, Then.PERSON),
            "Op dit nummer is nog geen gemeente aangesloten. U krijgt een medewerker.",
        ),
        (
            Notice(MAINTENANCE, Then.PERSON, "Hoorn"),
            "Gemeente Hoorn is door onderhoud tijdelijk niet bereikbaar. U krijgt een medewerker.",
        ),
        (
            Notice(MAINTENANCE, Then.PERSON),
            "Dit nummer is door onderhoud tijdelijk niet te gebruiken. U krijgt een medewerker.",
        ),
        (
            Notice(MAINTENANCE, Then.PERSON, "Hoorn", message="Bel {morgen} terug."),
            "Bel {morgen} terug. U krijgt een medewerker.",
        ),
    ],
)
def test_the_words(notice: Notice, words: str) -> None:
    catalogue = load_catalogue()
    assert " ".join(catalogue.text_of(said) for said in announcements_of(notice, NOW)) == words


@pytest.mark.parametrize(
    ("notice", "language", "words"),
    [
        (
            Notice(CLOSED, Then.PERSON, "Hoorn", opens=OPENS),
            Language.ENGLISH,
            "The municipality of Hoorn is closed now. You can call again tomorrow, from half past eight until five "
            "o'clock. A member of staff will help you.",
        ),
        (
            Notice(CLOSED, Then.END, "Hoorn", opens=OPENS),
            Language.FRISIAN,
            "Gemeente Hoorn is no sletten. Jo kinne moarn wer belje, fan healwei njoggenen oant fiif oere.",
        ),
        (
            Notice(OUT, Then.THROUGH, "Enkhuizen", number="0228360100"),
            Language.ENGLISH,
            "Enkhuizen cannot be reached by this number yet. The number of Enkhuizen is zero two two eight, three six "
            "zero, one zero zero. You are being put through.",
        ),
        (Notice(MAINTENANCE, Then.END), Language.FRISIAN, "Dit nûmer is troch ûnderhâld tydlik net te brûken."),
        (Notice(MAINTENANCE, Then.END, message="Bel morgen."), Language.ENGLISH, "Bel morgen."),
    ],
)
def test_the_words_in_the_language_that_the_caller_asked_for(notice: Notice, language: Language, words: str) -> None:
    catalogue = load_catalogue(language)
    assert " ".join(catalogue.text_of(said) for said in announcements_of(notice, NOW, language)) == words
