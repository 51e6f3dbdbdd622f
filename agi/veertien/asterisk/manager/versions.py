"""Which versions of Asterisk are new enough.

AudioSocket passes the caller's keys on since 20.14.0, 21.9.0 and 22.4.0, by their change logs ("audiosocket: added
support for DTMF frames"). The same releases have "audiosocket: fix timeout", without which the application turns round
without a pause. A certified Asterisk is as old as the release that it is named after.
"""

import re

_OLDEST = {20: 14, 21: 9, 22: 4}
"""The oldest minor version of each major one; every later major version will do, no earlier one."""
OLDEST_IN_WORDS = ", ".join(f"{major}.{minor}" for major, minor in _OLDEST.items())

_RELEASE = re.compile(r"(?:certified[-/])?(\d+)\.(\d+)", re.ASCII)


def passes_keys_on(version: str) -> bool | None:
    """Whether this Asterisk's AudioSocket passes keys on, by its version; None for a version that can't be read.

    `version` is as Asterisk calls itself: `22.10.1`, `20.9.3+dfsg-1`, `certified-22.8-cert1`, `GIT-22-5a3f…`.
    """
    release = _RELEASE.match(version.strip())
    if release is None:
        return None
    major, minor = int(release[1]), int(release[2])
    return major > max(_OLDEST) or minor >= _OLDEST.get(major, minor + 1)
