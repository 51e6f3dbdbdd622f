"""How times and telephone numbers are said in Dutch."""

from veertien.prompts.wordings.words import LanguageWords

# With its accents: without them a voice says the article.
_TO_TWENTY = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_ONES = ("", "eenen", "tweeën", "drieën", "vieren", "vijfen", "zesen", "zevenen", "achten", "negenen")
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_NUMBERS = (*_TO_TWENTY, *(one + ten for ten in _TENS for one in _ONES))
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip

DUTCH = LanguageWords(
    weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=_MONTHS,
    days=tuple(map(str, range(1, 32))),
    numbers=_NUMBERS,
    hours=_NUMBERS[1:13],
    quarter="kwart",
    today="vandaag",
    tomorrow="morgen",
    this_week="{weekday}",
    later="op {weekday} {day} {month}",
    midnight="middernacht",
    evening="'s avonds",
    night="'s nachts",
    from_until="van {start} tot {end}",
    from_on="vanaf {start}",
    until="tot",
    sharp="{this} uur",
    past="{minutes} over {this}",
    before_half="{minutes} voor half {next}",
    half="half {next}",
    after_half="{minutes} over half {next}",
    tens_in_area_codes=True,
    to="{minutes} voor {next}",
)
