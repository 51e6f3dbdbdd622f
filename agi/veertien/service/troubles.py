"""What is worse than it should be in the daemon, as its parts tell it: calls are served all the same."""

from collections.abc import Callable, Mapping

from veertien.conversation import Language
from veertien.doctor.finding import DoctorFinding
from veertien.wording import Wording

Troubles = Mapping[str, Wording]
"""What is worse than it should be, with what mends it: a word each, as `degraded` in `/healthz` has it. Logs and
`/healthz` have it in English."""
TroublesOf = Callable[[], Troubles]
"""Returns the troubles of one part of the daemon at the moment of asking; quick, and never raises."""


def trouble_of(finding: DoctorFinding) -> Wording:
    """Return what the doctor found as a trouble."""
    dutch, english = (f"{finding.sentence(one)} {finding.cure(one)}" for one in (Language.DUTCH, Language.ENGLISH))
    return Wording(dutch, english)
