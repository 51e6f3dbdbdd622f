"""How times and telephone numbers are said in Frisian. The Dutch voice reads it."""

from veertien.prompts.wordings.words import LanguageWords

_MONTHS = (
    "jannewaris", "febrewaris", "maart", "april", "maaie", "juny", "july", "augustus", "septimber", "oktober",
    "novimber", "desimber",
)  # fmt: skip
_NUMBERS = (
    "nul", "ien", "twa", "trije", "fjouwer", "fiif", "seis", "sân", "acht", "njoggen", "tsien", "alve", "tolve",
    "trettjin", "fjirtjin",
)  # fmt: skip
_HOURS = (
    "ienen", "twaën", "trijen", "fjouweren", "fiven", "seizen", "sânen", "achten", "njoggenen", "tsienen", "alven",
    "tolven",
)  # fmt: skip

FRISIAN = LanguageWords(
    weekdays=("moandei", "tiisdei", "woansdei", "tongersdei", "freed", "sneon", "snein"),
    months=_MONTHS,
    days=tuple(map(str, range(1, 32))),
    numbers=_NUMBERS,
    hours=_HOURS,
    quarter="kertier",
    today="hjoed",
    tomorrow="moarn",
    this_week="{weekday}",
    later="op {weekday} {day} {month}",
    midnight="middernacht",
    evening="jûns",
    night="nachts",
    from_until="fan {start} oant {end}",
    from_on="fan {start} ôf",
    until="oant",
    sharp="{this} oere",
    past="{minutes} oer {this}",
    before_half="{minutes} foar healwei {next}",
    half="healwei {next}",
    after_half="{minutes} oer healwei {next}",
    to="{minutes} foar {next}",
)
