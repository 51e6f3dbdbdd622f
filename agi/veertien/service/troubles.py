"""What is worse than it should be in the daemon, as its parts tell it: calls are served all the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from veertien.conversation import Language
from veertien.doctor.finding import DoctorFinding


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and what mends it, in one sentence or two. As text: in English, as `/healthz` and logs have it."""

    english: str
    dutch: str

    def __str__(self) -> str:
        return self.english

    def as_json(self) -> dict[str, str]:
        """Return it in both languages."""
        return {Language.ENGLISH.value: self.english, Language.DUTCH.value: self.dutch}


Troubles = Mapping[str, Trouble]
"""What is worse than it should be: a word each, as `degraded` in `/healthz` has it."""
TroublesOf = Callable[[], Troubles]
"""Returns the troubles of one part of the daemon at the moment of asking; quick, and never raises."""


def trouble_of(finding: DoctorFinding) -> Trouble:
    """Return what the doctor found as a trouble."""
    english, dutch = (f"{finding.sentence(one)} {finding.cure(one)}" for one in (Language.ENGLISH, Language.DUTCH))
    return Trouble(english, dutch)
