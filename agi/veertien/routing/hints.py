"""What a caller's own number tells about the municipality they may mean.

Callers of a geographic number live where its area code is. Who calls from one and dials another is likelier to mean a
municipality that lies in both. A hint never routes: it changes what is likely, or what is asked first.
"""

from veertien.routing.calls import Call
from veertien.routing.tables import CallerArea, MunicipalityEntry, Tables


def likelier(tables: Tables, call: Call, area_code: str | None) -> frozenset[str]:
    """Return the CBS codes of the municipalities understood in an area code that the caller's area code points to."""
    own = call.caller.area_code
    if tables.rules.caller_area is CallerArea.IGNORE or own is None or own == area_code:
        return frozenset()
    return frozenset(entry.code for entry in tables.offered(area_code) if own in entry.area_codes)


def proposed(tables: Tables, call: Call, area_code: str | None) -> MunicipalityEntry | None:
    """Return the one connected municipality that the caller is asked about first; None for none, or several."""
    if tables.rules.caller_area is not CallerArea.PROPOSE:
        return None
    pointed_to = likelier(tables, call, area_code)
    fitting = [entry for entry in tables.candidates(area_code) if entry.code in pointed_to]
    return fitting[0] if len(fitting) == 1 else None
