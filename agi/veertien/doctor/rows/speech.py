"""What speaks and hears."""

from collections.abc import Iterable, Iterator

from veertien.doctor import kinds
from veertien.doctor.facts import MissingSpeech
from veertien.doctor.finding import DoctorFinding, FindingPlace

_SETTINGS = "veertien.yaml"


def of_speech(missing: Iterable[MissingSpeech]) -> Iterator[DoctorFinding]:
    """Tell which voice or model can't be used."""
    for one in missing:
        if one.what == "voice":
            yield kinds.VOICE_MISSING.found(FindingPlace(_SETTINGS, sought="prompts:"), voice=one.name, why=one.why)
        else:
            yield kinds.MODEL_UNUSABLE.found(FindingPlace(_SETTINGS, sought="acoustic_model:"), why=one.why)
