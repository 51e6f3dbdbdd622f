"""All that `veertien doctor` may find, by subject, in the order of docs/doctor.md, whose table `make pages` makes."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.doctor.finding import FindingKind
from veertien.doctor.kinds import (
    ami_kinds,
    asterisk_kinds,
    call_kinds,
    daemon_kinds,
    dialplan_kinds,
    endpoint_kinds,
    folder_kinds,
    machine_kinds,
    speech_kinds,
)

FINDING_SUBJECTS = (
    folder_kinds,
    endpoint_kinds,
    dialplan_kinds,
    asterisk_kinds,
    ami_kinds,
    daemon_kinds,
    machine_kinds,
    speech_kinds,
    call_kinds,
)
"""A module for each subject."""

_ALL = (one for subject in FINDING_SUBJECTS for one in vars(subject).values() if isinstance(one, FindingKind))
KINDS: Mapping[str, FindingKind] = MappingProxyType({kind.code: kind for kind in _ALL})
"""Every kind by its code, in the order of the page."""
