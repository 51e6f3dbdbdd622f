"""How voices are written in veertien.yaml: espeak-ng's by their names, Piper's as `{piper: FILE.onnx}`."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo

from veertien.config.faults.definitions.service import PiperVoiceFaulty, WrongVoice
from veertien.config.models.fields import refusal
from veertien.config.models.file_models import FileModel
from veertien.config.models.setting_fields import below_config_folder
from veertien.conversation import Language
from veertien.prompts.piper.voice_file import PiperVoiceError, read_voice
from veertien.prompts.voices import EspeakVoice, Voice

_PIPER = "piper"
_ESPEAK_VOICE = re.compile("[A-Za-z0-9_+-]{1,100}", re.ASCII)


def _of_its_key(value: Any, info: ValidationInfo) -> Voice:
    """Return the voice that stands under the key of a language."""
    return _voice(value, Language(info.field_name or ""), info)


def _voice(value: Any, language: Language, info: ValidationInfo) -> Voice:
    if isinstance(value, str):
        if not _ESPEAK_VOICE.fullmatch(value):
            raise refusal(WrongVoice.written(value))
        return EspeakVoice(value)
    if not isinstance(value, dict) or value.keys() != {_PIPER} or not isinstance(value[_PIPER], str):
        raise refusal(WrongVoice.shape())
    # Nothing else speaks Frisian.
    spoken = None if language is Language.FRISIAN else language.value
    try:
        return read_voice(below_config_folder(value[_PIPER], info), spoken)
    except PiperVoiceError as error:
        raise refusal(PiperVoiceFaulty.unusable(value[_PIPER], str(error))) from None


SpokenBy = Annotated[Voice, PlainValidator(_of_its_key)]


class VoicesInFile(FileModel):
    """The voice of each language; None for what follows from the Dutch one."""

    nl: SpokenBy = EspeakVoice("nl")
    fy: SpokenBy | None = None
    en: SpokenBy | None = None


def _by_language(value: Any, info: ValidationInfo) -> Any:
    """Take one voice for that of Dutch, which the others follow."""
    if isinstance(value, str) or (isinstance(value, dict) and _PIPER in value):
        return VoicesInFile.model_construct(nl=_voice(value, Language.DUTCH, info))
    return value


ByLanguage = Annotated[VoicesInFile, BeforeValidator(_by_language)]
