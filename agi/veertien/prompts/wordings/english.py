"""How times and telephone numbers are said in English."""

from veertien.prompts.wordings.words import LanguageWords

_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

ENGLISH = LanguageWords(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=_MONTHS,
    days=tuple(f"{day}{_ORDINALS.get(day, 'th')}" for day in range(1, 32)),
    numbers=(*_TO_TWENTY, *(f"twenty-{one}" for one in _TO_TWENTY[1:10])),
    hours=_TO_TWENTY[1:13],
    quarter="a quarter",
    today="today",
    tomorrow="tomorrow",
    this_week="on {weekday}",
    later="on {weekday} the {day} of {month}",
    midnight="midnight",
    evening="in the evening",
    night="at night",
    from_until="from {start} until {end}",
    from_on="from {start}",
    until="until",
    sharp="{this} o'clock",
    past="{minutes} past {this}",
    half="half past {this}",
    to="{minutes} to {next}",
)
