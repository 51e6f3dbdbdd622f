"""Which versions of Asterisk are new enough, and for what.

AudioSocket passes the caller's keys on since 20.14.0, 21.9.0 and 22.4.0, by their change logs ("audiosocket: added
support for DTMF frames"). The same releases have "audiosocket: fix timeout", without which the application turns round
without a pause. The function PJSIP_INHERITABLE_HEADER is there since 20.19.0, 22.9.0 and 23.3.0, by its own
description; 21 never had it. A certified Asterisk is as old as the release that it is named after.
"""

import re
from collections.abc import Mapping

_OLDEST = {20: 14, 21: 9, 22: 4}
"""The oldest minor version of each major one; every later major version will do, no earlier one."""
OLDEST_IN_WORDS = ", ".join(f"{major}.{minor}" for major, minor in _OLDEST.items())
_OLDEST_THAT_INHERITS = {20: 19, 22: 9, 23: 3}

_RELEASE = re.compile(r"(?:certified[-/])?(\d+)\.(\d+)", re.ASCII)


def passes_keys_on(version: str) -> bool | None:
    """Whether this Asterisk's AudioSocket passes keys on, by its version; None for a version that can't be read.

    `version` is as Asterisk calls itself: `22.10.1`, `20.9.3+dfsg-1`, `certified-22.8-cert1`, `GIT-22-5a3f…`.
    """
    return _is_new_enough(version, _OLDEST)


def inherits_headers(version: str) -> bool:
    """Whether a channel of this Asterisk can inherit SIP headers from the one that dials it; no where unsure."""
    return bool(_is_new_enough(version, _OLDEST_THAT_INHERITS))


def _is_new_enough(version: str, oldest: Mapping[int, int]) -> bool | None:
    release = _RELEASE.match(version.strip())
    if release is None:
        return None
    major, minor = int(release[1]), int(release[2])
    return major > max(oldest) or minor >= oldest.get(major, minor + 1)
