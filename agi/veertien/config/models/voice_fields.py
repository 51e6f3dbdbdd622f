"""How voices are written in veertien.yaml: espeak-ng's by their names, Piper's as `{piper: FILE.onnx}`."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from veertien.config.faults.definitions.service import PiperVoiceFaulty, WrongVoice
from veertien.config.models import editor_view
from veertien.config.models.editor_view import OrElse
from veertien.config.models.fields import refusal
from veertien.config.models.file_models import FileModel
from veertien.config.models.setting_fields import LONGEST_PATH, below_config_folder
from veertien.conversation import Language
from veertien.prompts.piper.voice_file import PiperVoiceError, read_voice
from veertien.prompts.voices import EspeakVoice, Voice

_PIPER = "piper"
_ESPEAK_VOICE = re.compile("[A-Za-z0-9_+-]{1,100}", re.ASCII)
_PIPER_SEEN = {
    "type": "object",
    "properties": {_PIPER: {**editor_view.text(LONGEST_PATH), "description": "The file of a Piper voice (.onnx)."}},
    "required": [_PIPER],
    "additionalProperties": False,
}
_VOICES_SEEN = [dict(editor_view.pattern(_ESPEAK_VOICE.pattern)), _PIPER_SEEN]


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
        raise refusal(PiperVoiceFaulty.unusable(value[_PIPER], error.wording)) from None


SpokenBy = Annotated[Voice, PlainValidator(_of_its_key), WithJsonSchema({"anyOf": _VOICES_SEEN})]


class VoicesInFile(FileModel):
    """The voice of each language; None for what follows from the Dutch one."""

    nl: SpokenBy = EspeakVoice("nl")
    """The voice of Dutch."""
    fy: SpokenBy | None = None
    """The voice of Frisian; left out, it follows from the Dutch one."""
    en: SpokenBy | None = None
    """The voice of English; left out, it follows from the Dutch one."""


def _by_language(value: Any, info: ValidationInfo) -> Any:
    """Take one voice for that of Dutch, which the others follow."""
    if isinstance(value, str) or (isinstance(value, dict) and _PIPER in value):
        return VoicesInFile.model_construct(nl=_voice(value, Language.DUTCH, info))
    return value


ByLanguage = Annotated[VoicesInFile, OrElse(BeforeValidator(_by_language), *_VOICES_SEEN)]
