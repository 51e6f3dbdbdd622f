"""What speaks and hears."""

from collections.abc import Iterable, Iterator

from veertien.doctor.facts import MissingSpeech
from veertien.doctor.finding import DoctorFinding, in_settings
from veertien.doctor.kinds import speech_kinds


def of_speech(missing: Iterable[MissingSpeech]) -> Iterator[DoctorFinding]:
    """Tell which voice or model can't be used."""
    for one in missing:
        if one.what == "voice":
            yield speech_kinds.VOICE_MISSING.found(in_settings("prompts:"), voice=one.name, why=one.why)
        else:
            yield speech_kinds.MODEL_UNUSABLE.found(in_settings("acoustic_model:"), why=one.why)
