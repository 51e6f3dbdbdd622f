"""When two names count as the same."""

from veertien.gazetteer import normalise


def name_key(text: str) -> str:
    """Return the key that names share when they sound the same: Noord-Scharwoude and noordscharwoude."""
    return normalise(text).replace(" ", "")
