"""What is known of a caller and points to the municipality they may mean.

Who chose a municipality before is likely to mean it again. Callers of a geographic number live where its area code is:
who calls from one and dials another is likelier to mean a municipality that lies in both. A hint changes what is
likely, or what is asked first; it routes by itself only where the rules say so for remembered choices.
"""

from veertien.routing.calls import Call, Hint
from veertien.routing.naming import named
from veertien.routing.tables import CallerArea, MunicipalityEntry, Tables


def likelier(tables: Tables, call: Call, area_code: str | None) -> frozenset[str]:
    """Return the CBS codes of the municipalities understood in an area code that something known points to."""
    remembered = _remembered(tables, call, area_code)
    here = (entry.code for entry in _in_callers_area(tables, call, area_code))
    return frozenset((*here, remembered.code) if remembered else here)


def proposed(tables: Tables, call: Call, area_code: str | None) -> tuple[MunicipalityEntry, Hint] | None:
    """Return the one connected municipality that the caller is asked about first, and why; None for none, or several.

    What the caller chose goes before where they call from.
    """
    remembered = _remembered(tables, call, area_code)
    if remembered:
        return remembered, Hint.REMEMBERED
    if tables.rules.caller_area is not CallerArea.PROPOSE:
        return None
    fitting = [entry for entry in _in_callers_area(tables, call, area_code) if entry.connected]
    return (fitting[0], Hint.CALLER_AREA) if len(fitting) == 1 else None


def unproposed(tables: Tables, call: Call, area_code: str | None) -> str | None:
    """Return, as a clause, whom the caller's own area code makes likelier where nobody is proposed; None for nobody."""
    fitting = _in_callers_area(tables, call, area_code)
    if not fitting:
        return None
    several = len(fitting) > 1
    who = f"{named([entry.name for entry in fitting]).english} {'are' if several else 'is'} likelier to be meant"
    why = f"{who}, as {'they' if several else 'it'} {lies_in(call, area_code, several=several)}"
    proposes = tables.rules.caller_area is CallerArea.PROPOSE
    if proposes and sum(entry.connected for entry in fitting) > 1:
        return f"none is asked about first, as several fit: {why}"
    return why


def lies_in(call: Call, area_code: str | None, *, several: bool = False) -> str:
    """Return, as the end of a clause, that a municipality, or several, lies where the caller calls from."""
    also = "also " if area_code else ""
    return f"{also}{'lie' if several else 'lies'} in {call.caller.area_code}, which the caller calls from"


def _remembered(tables: Tables, call: Call, area_code: str | None) -> MunicipalityEntry | None:
    """Return what the caller chose before, as long as the rules use it and it is a candidate now."""
    if tables.rules.remember is None or call.remembered is None:
        return None
    code = tables.heir_of(call.remembered.code)
    return next((entry for entry in tables.candidates(area_code) if entry.code == code), None)


def _in_callers_area(tables: Tables, call: Call, area_code: str | None) -> tuple[MunicipalityEntry, ...]:
    """Return the municipalities understood in an area code that lie in the caller's too, most populous first."""
    own = call.caller.area_code
    if tables.rules.caller_area is CallerArea.IGNORE or own is None or own == area_code:
        return ()
    return tuple(entry for entry in tables.offered(area_code) if own in entry.area_codes)
